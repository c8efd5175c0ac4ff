//! Chromium for the browser tests: found, or installed through the system's package manager.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{self, step};

/// Names under which systems install it.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Package managers and how they install it without asking.
const MANAGERS: [(&str, &[&[&str]]); 4] = [
    (
        "apt-get",
        &[
            &["update", "--quiet"],
            &["install", "--yes", "--quiet", "chromium"],
        ],
    ),
    ("dnf", &[&["install", "--assumeyes", "chromium"]]),
    ("apk", &[&["add", "chromium"]]),
    ("pacman", &[&["-Sy", "--noconfirm", "chromium"]]),
];

/// The browser to test with: `$CHROMIUM`, else one on `PATH`, else a fresh installation.
///
/// # Errors
/// There is none and it cannot be installed; the message holds the command that gets it.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(chromium) = find() {
        return Ok(chromium);
    }
    for (manager, commands) in MANAGERS {
        if process::find(manager).is_none() {
            continue;
        }
        if !is_root() {
            bail!(
                "Chromium is not installed; get it with `sudo {manager} {}`",
                commands[commands.len() - 1].join(" ")
            );
        }
        step(&format!("Installing Chromium ({manager})"), || {
            commands
                .iter()
                .try_for_each(|arguments| process::run(Command::new(manager).args(*arguments)))
        })?;
        if let Some(chromium) = find() {
            return Ok(chromium);
        }
    }
    bail!("Chromium is not installed; install it and name it in CHROMIUM if it is not on PATH")
}

fn find() -> Option<PathBuf> {
    env::var_os("CHROMIUM")
        .map(PathBuf::from)
        .or_else(|| NAMES.iter().find_map(process::find))
}

/// Whether a package manager would let us: asked of `id`, since the call itself needs unsafe code.
fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}
