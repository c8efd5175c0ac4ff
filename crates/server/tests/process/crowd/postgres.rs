//! A PostgreSQL of this test alone, which may be stopped and started: with the programs of the server that
//! `EVERYNODE_TEST_POSTGRES` names.

use std::{
    net::TcpListener,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sqlx::{Connection as _, PgConnection};

/// A server; gone with this value.
pub(super) struct Postgres {
    programs: PathBuf,
    folder: tempfile::TempDir,
    pub(super) port: u16,
}

impl Postgres {
    /// Starts one that is empty. None where the server that is named runs on another machine.
    pub(super) fn start(url: &str) -> Option<Self> {
        let programs = programs_of(url);
        if !programs.join("pg_ctl").is_file() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let server = Self {
            programs,
            folder,
            port,
        };
        if is_root() {
            run(Command::new("chown")
                .arg("postgres")
                .arg(server.folder.path()));
        }
        run(server
            .program("initdb")
            .args(["--auth=trust", "--username=everynode", "--encoding=UTF8"])
            .args(["--no-sync", "--pgdata"])
            .arg(server.data()));
        server.control(&["start"]);
        Some(server)
    }

    /// Its database behind a way to it.
    pub(super) fn url_by(port: u16) -> String {
        format!("postgres://everynode@127.0.0.1:{port}/postgres")
    }

    /// Ends the server as a crash does: nobody is told.
    pub(super) fn crash(&self) {
        self.control(&["stop", "-m", "immediate"]);
    }

    /// Starts it again.
    pub(super) fn rise(&self) {
        self.control(&["start"]);
    }

    /// As when its settings were changed.
    pub(super) fn restart(&self) {
        self.control(&["restart", "-m", "fast"]);
    }

    fn control(&self, words: &[&str]) {
        // Nothing of it outlives the test.
        let socket = self.folder.path().display();
        let options = format!("-k {socket} -h 127.0.0.1 -p {} -c fsync=off", self.port);
        let mut command = self.program("pg_ctl");
        command.args(words).arg("-D").arg(self.data());
        command.args(["-w", "-o", &options, "-l"]);
        run(command.arg(self.folder.path().join("log")));
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// PostgreSQL refuses to run as root; its package brings a user for it.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut command = self.program("pg_ctl");
        command.args(["stop", "-m", "immediate", "-D"]);
        let _ = command.arg(self.data()).stdout(Stdio::null()).status();
    }
}

/// Where the programs of a server are, as it says itself.
fn programs_of(url: &str) -> PathBuf {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = runtime.block_on(async {
        let mut server = PgConnection::connect(url).await.unwrap();
        let asked =
            sqlx::query_scalar::<_, String>("SELECT setting FROM pg_config WHERE name = 'BINDIR'");
        asked.fetch_one(&mut server).await.unwrap()
    });
    PathBuf::from(folder)
}

fn is_root() -> bool {
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|own| own.uid() == 0)
}

fn run(command: &mut Command) {
    // What a server inherits it keeps open: a pipe would never end.
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let status = command.stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}
