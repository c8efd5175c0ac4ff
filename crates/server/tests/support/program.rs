//! The real program as a child process, for tests of it as others meet it.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// The token of every such console.
pub(crate) const TOKEN: &str = "process-token-0123456789abcdef";

/// Where the program is.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_everynode");

/// The program with an environment of its own, so that nothing of this machine decides.
pub(crate) fn everynode(home: &Path) -> Command {
    alone(PROGRAM, home)
}

/// Any program with such an environment.
pub(crate) fn alone(program: &str, home: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("HOME", home)
        .env("EVERYNODE_LOCAL_TOKEN", TOKEN)
        .current_dir(home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A running console; killed at the end of the test.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) address: String,
    pub(crate) greeting: String,
}

impl Running {
    /// On a sandbox of three nodes.
    pub(crate) fn start(home: &Path, flags: &[&str]) -> Self {
        let sandbox = ["--sandbox", "--sandbox-nodes", "3"];
        Self::on(home, &[&sandbox[..], flags].concat())
    }

    /// On whatever cluster the flags say.
    pub(crate) fn on(home: &Path, flags: &[&str]) -> Self {
        let mut command = everynode(home);
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        Self::spawn(command.args(flags))
    }

    /// By a command that ends in the program.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut greeting = String::new();
        let address = loop {
            let Some(line) = lines.next() else {
                let output = child.wait_with_output().unwrap();
                panic!("{greeting}{}", String::from_utf8_lossy(&output.stderr));
            };
            let line = line.unwrap();
            greeting.push_str(&line);
            greeting.push('\n');
            if let Some((_, url)) = line.split_once("Open") {
                let url = url.trim().strip_prefix("http://").unwrap();
                break url.split('/').next().unwrap().to_owned();
            }
        };
        Self {
            child,
            address,
            greeting,
        }
    }

    /// Sends one request on a connection of its own and gives status line, headers and body.
    pub(crate) fn request(&self, method: &str, path: &str, body: &str) -> String {
        whole(self.open(method, path, body))
    }

    /// The same, and the answer is not read.
    pub(crate) fn open(&self, method: &str, path: &str, body: &str) -> TcpStream {
        let authorization = format!("Authorization: Bearer {TOKEN}");
        let headers = [&authorization, "Content-Type: application/json"];
        self.open_with(method, path, &headers, body)
    }

    /// The same, with these headers.
    pub(crate) fn open_with(
        &self,
        method: &str,
        path: &str,
        headers: &[&str],
        body: &str,
    ) -> TcpStream {
        let mut stream = self.connect();
        let headers = headers.join("\r\n");
        let separator = if headers.is_empty() { "" } else { "\r\n" };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{headers}{separator}\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// A connection on which nothing was said yet.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream
    }

    /// Sends a signal by its name.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([format!("-{name}"), self.child.id().to_string()])
            .status();
        assert!(status.unwrap().success());
    }

    /// Ends the program and gives all that it logged.
    pub(crate) fn log(mut self) -> String {
        let mut log = self.child.stderr.take().unwrap();
        self.child.kill().unwrap();
        let mut text = String::new();
        log.read_to_string(&mut text).unwrap();
        text
    }
}

/// An answer to its end.
pub(crate) fn whole(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
