//! A release server under measurement: started, found by the URL it prints, stopped on drop.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::process::step;
use crate::{frontend, process, workspace};

/// The token that the measured server is started with.
pub(super) const TOKEN: &str = "bench-token-0123456789abcdef0123456789abcdef";

/// A running server.
pub(crate) struct Server {
    child: Child,
    database: PathBuf,
    /// `http://127.0.0.1:PORT`.
    pub(super) base: String,
    /// Where the simulated cluster answers, where that is told.
    pub(super) sandbox: Option<String>,
    /// From start to the line with the URL.
    pub(super) started_in: Duration,
}

impl Server {
    /// Starts the release binary, building it first.
    ///
    /// # Errors
    /// It does not build or start.
    pub(crate) fn start(flags: &[&str]) -> Result<Self> {
        let binary = build()?;
        let database =
            std::env::temp_dir().join(format!("everynode-bench-{}.db", std::process::id()));
        let start = Instant::now();
        let mut child = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--database"])
            .arg(format!("sqlite://{}", database.display()))
            .args(flags)
            .env("EVERYNODE_LOCAL_TOKEN", TOKEN)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("the server cannot be started")?;
        let stdout = child.stdout.take().context("the server has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let mut sandbox = None;
        let base = loop {
            let Some(line) = lines.next() else {
                bail!("the server ended before it printed its URL")
            };
            let line = line?;
            if let Some((_, address)) = line.split_once("--server ") {
                sandbox = address.split_whitespace().next().map(str::to_owned);
            }
            // Where people sign in with tokens of their own there is none in it.
            if line.starts_with("Open ")
                && let Some(base) = base_url(&line)
            {
                break base;
            }
        };
        let started_in = start.elapsed();
        // Read on, so that the server never waits for a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self {
            child,
            database,
            base,
            sandbox,
            started_in,
        })
    }

    /// Resident memory now, in kB (`VmRSS`).
    ///
    /// # Errors
    /// There is no `/proc`.
    pub(super) fn resident(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .context("memory is read from /proc, which is not there")?;
        status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok())
            .context("/proc does not tell the resident memory")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{ending}", self.database.display()));
        }
    }
}

fn build() -> Result<PathBuf> {
    frontend::build()?;
    step("Building the server (release)", || {
        process::run(
            Command::new(workspace::cargo())
                .current_dir(workspace::root())
                .args(["build", "--package", "everynode", "--release"]),
        )?;
        Ok(workspace::target().join("release/everynode"))
    })
}

/// `… http://127.0.0.1:1234/sign-in?token=…` → `http://127.0.0.1:1234`.
fn base_url(line: &str) -> Option<String> {
    let start = line.find("http://")?;
    let authority = &line[start + "http://".len()..];
    let end = authority.find('/')?;
    Some(line[start..start + "http://".len() + end].to_owned())
}
