//! Programs that tests need: found, or installed through the system's package manager.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{self, step};

/// Package managers, what each has to do first, and how it installs without asking.
const MANAGERS: [(&str, &[&str], &[&str]); 4] = [
    (
        "apt-get",
        &["update", "--quiet"],
        &["install", "--yes", "--quiet"],
    ),
    ("dnf", &[], &["install", "--assumeyes"]),
    ("apk", &[], &["add"]),
    ("pacman", &[], &["-Sy", "--noconfirm"]),
];

/// A program that comes with the system.
pub(crate) struct Program {
    /// As people call it.
    pub(crate) name: &'static str,
    /// The package that holds it, for each manager of [`MANAGERS`] in turn.
    pub(crate) packages: [&'static str; 4],
    /// Where it is, if it is there.
    pub(crate) find: fn() -> Option<PathBuf>,
    /// The variable that names it where it is found nowhere else.
    pub(crate) variable: &'static str,
}

impl Program {
    /// Where it is, after installing it if it was not there.
    ///
    /// # Errors
    /// It is not there and cannot be installed; the message holds the command that gets it.
    pub(crate) fn ensure(&self) -> Result<PathBuf> {
        let name = self.name;
        if let Some(found) = (self.find)() {
            return Ok(found);
        }
        for ((manager, first, install), package) in MANAGERS.into_iter().zip(self.packages) {
            if process::find(manager).is_none() {
                continue;
            }
            if !is_root() {
                let install = install.join(" ");
                bail!("{name} is not installed; get it with `sudo {manager} {install} {package}`");
            }
            step(&format!("Installing {name} ({manager})"), || {
                if !first.is_empty() {
                    process::run(Command::new(manager).args(first))?;
                }
                process::run(Command::new(manager).args(install).arg(package))
            })?;
            if let Some(found) = (self.find)() {
                return Ok(found);
            }
        }
        let variable = self.variable;
        bail!("{name} is not installed; install it and name it in {variable} if it is not on PATH")
    }
}

/// Whether a package manager would let us: asked of `id`, since the call itself needs unsafe code.
pub(crate) fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}
