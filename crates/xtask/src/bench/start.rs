//! How long `cargo xtask run` takes until there is a URL to open.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use super::figure::Figure;
use crate::{process, workspace};

/// The second start: everything is built.
///
/// # Errors
/// It does not start.
pub(super) fn warm() -> Result<Vec<Figure>> {
    let root = workspace::root().to_owned();
    // Once uncounted, so that the counted one finds everything built.
    until_url(&root)?;
    let elapsed = until_url(&root)?;
    Ok(vec![Figure::new(
        "`cargo xtask run`, warm",
        format!("{:.1} s", elapsed.as_secs_f64()),
        "seconds",
    )])
}

/// The first start on a machine: a fresh clone with nothing built. Downloads of packages are not
/// repeated where the registries' caches hold them.
///
/// # Errors
/// The clone cannot be made or does not start.
pub(super) fn cold() -> Result<Vec<Figure>> {
    let clone = Clone::new()?;
    let elapsed = until_url(&clone.0)?;
    let minutes = elapsed.as_secs() / 60;
    Ok(vec![Figure::new(
        "`cargo xtask run`, cold",
        format!("{minutes} min {} s", elapsed.as_secs() % 60),
        "",
    )])
}

struct Clone(PathBuf);

impl Clone {
    fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("everynode-cold-{}", std::process::id()));
        process::run(
            Command::new("git")
                .args(["clone", "--quiet"])
                .arg(workspace::root())
                .arg(&folder),
        )?;
        Ok(Self(folder))
    }
}

impl Drop for Clone {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn until_url(checkout: &Path) -> Result<Duration> {
    let start = Instant::now();
    let mut child = Command::new(workspace::cargo())
        .current_dir(checkout)
        .env_remove("CARGO_TARGET_DIR")
        .args([
            "xtask",
            "run",
            "--",
            "--sandbox",
            "--listen",
            "127.0.0.1:0",
            "--database",
            "sqlite::memory:",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cargo cannot be started")?;
    let stdout = child.stdout.take().context("cargo has no output")?;
    let found = BufReader::new(stdout)
        .lines()
        .map_while(Result::ok)
        .any(|line| line.contains("http://127.0.0.1:") && line.contains("token="));
    let elapsed = start.elapsed();
    // `xtask run` becomes the server, but cargo stands before it: end the whole family.
    let _ = Command::new("pkill")
        .args(["-TERM", "-P", &child.id().to_string()])
        .status();
    let _ = child.kill();
    let _ = child.wait();
    if !found {
        bail!("`cargo xtask run` ended before it printed a URL");
    }
    Ok(elapsed)
}
