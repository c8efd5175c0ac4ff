//! A PostgreSQL of our own for the tests: fresh, on a free port of loopback, gone afterwards.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use anyhow::{Context as _, Result, bail};

use crate::packages::{self, Program};
use crate::process::{self, step};

/// How long it may take until it takes connections.
const PATIENCE: Duration = Duration::from_secs(30);

/// The folder that holds `initdb` and `postgres`: `$POSTGRES_BIN`, else where `PATH` or Debian have it.
pub(crate) const POSTGRES: Program = Program {
    name: "PostgreSQL",
    packages: [
        "postgresql",
        "postgresql-server",
        "postgresql",
        "postgresql",
    ],
    find,
    variable: "POSTGRES_BIN",
};

/// A running server; dropping it stops it.
pub(crate) struct Postgres {
    server: Child,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// Makes a database and starts its server.
    ///
    /// # Errors
    /// One of the two programs fails.
    pub(crate) fn start(programs: &Path) -> Result<Self> {
        let folder = env::temp_dir().join(format!("everynode-postgres-{}", std::process::id()));
        let data = folder.join("data");
        fs::create_dir_all(&folder)?;
        if packages::is_root() {
            process::run(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        step("Starting PostgreSQL", || {
            let mut initdb = as_ordinary_user(&programs.join("initdb"));
            initdb.args([
                "--auth=trust",
                "--username=everynode",
                "--encoding=UTF8",
                "--no-sync",
            ]);
            process::output(initdb.arg("--pgdata").arg(&data).current_dir(&folder))?;
            let port = free_port()?;
            let server = as_ordinary_user(&programs.join("postgres"))
                .arg("-D")
                .arg(&data)
                .arg("-k")
                .arg(&folder)
                // Nothing of it outlives the tests.
                .args(["-c", "fsync=off", "-p", &port.to_string()])
                .current_dir(&folder)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .context("postgres cannot be started")?;
            let mut postgres = Self {
                server,
                folder,
                port,
            };
            postgres.wait()?;
            Ok(postgres)
        })
    }

    /// The database's address.
    pub(crate) fn url(&self) -> String {
        format!("postgres://everynode@127.0.0.1:{}/postgres", self.port)
    }

    fn wait(&mut self) -> Result<()> {
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            if let Some(status) = self.server.try_wait()? {
                bail!("postgres ended: {status}");
            }
            if start.elapsed() > PATIENCE {
                bail!(
                    "postgres takes no connections after {} s",
                    PATIENCE.as_secs()
                );
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // The server is the child of `runuser` where that started it, and hears of the end by a signal
        // that `runuser` passes on.
        let stop = Command::new("kill")
            .arg(self.server.id().to_string())
            .status();
        if stop.is_ok() {
            let _ = self.server.wait();
        }
        // What stays behind in the temporary folder is the system's to sweep.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// PostgreSQL refuses to run as root; its package brings a user for it.
fn as_ordinary_user(program: &Path) -> Command {
    if packages::is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

fn find() -> Option<PathBuf> {
    let on_path = || Some(process::find("initdb")?.parent()?.to_owned());
    let of_debian = || {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
        let mut folders: Vec<PathBuf> = versions
            .filter_map(|version| Some(version.ok()?.path().join("bin")))
            .filter(|folder| folder.join("initdb").is_file())
            .collect();
        folders.sort();
        folders.pop()
    };
    env::var_os("POSTGRES_BIN")
        .map(PathBuf::from)
        .or_else(on_path)
        .or_else(of_debian)
}
