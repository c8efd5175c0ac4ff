//! The npm side: packages as locked, the editor bundle and the style sheet.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::{process, workspace};

/// The installed packages of `frontend/package-lock.json`.
pub(crate) struct Packages {
    folder: PathBuf,
}

impl Packages {
    /// Runs a program that a package brings.
    ///
    /// # Errors
    /// It cannot be started, or it fails.
    pub(crate) fn run(&self, program: &str, arguments: &[&OsStr]) -> Result<()> {
        process::run(
            Command::new(self.folder.join("node_modules/.bin").join(program))
                .current_dir(&self.folder)
                .args(arguments),
        )
    }
}

/// Installs the packages of the front end, if the lock file is newer than what is there.
///
/// # Errors
/// There is no npm, or it fails.
pub(crate) fn install() -> Result<Packages> {
    install_in(&workspace::root().join("frontend"))
}

/// The same for any folder with a `package-lock.json`.
///
/// # Errors
/// There is no npm, or it fails.
pub(crate) fn install_in(folder: &Path) -> Result<Packages> {
    if process::find("npm").is_none() {
        bail!(
            "npm is not installed; install Node.js 20 or later (for example `apt-get install nodejs npm`)"
        );
    }
    let modified = |path: PathBuf| fs::metadata(path).and_then(|data| data.modified());
    let lock = modified(folder.join("package-lock.json"))
        .with_context(|| format!("{} has no package-lock.json", folder.display()))?;
    // npm writes this file last, so it is as old as the last complete installation.
    let installed = modified(folder.join("node_modules/.package-lock.json"));
    if !installed.is_ok_and(|installed| installed >= lock) {
        process::run(Command::new("npm").current_dir(folder).args([
            "ci",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ]))?;
    }
    Ok(Packages {
        folder: folder.to_owned(),
    })
}

/// Writes `editor.js` and `styles.css` into `folder`.
///
/// # Errors
/// esbuild refuses a source.
pub(super) fn bundle(folder: &Path, packages: &Packages) -> Result<()> {
    for (source, output) in [
        ("editor/src/main.ts", "editor.js"),
        ("styles/main.css", "styles.css"),
    ] {
        let mut outfile = OsString::from("--outfile=");
        outfile.push(folder.join(output));
        packages.run(
            "esbuild",
            &[
                source.as_ref(),
                "--bundle".as_ref(),
                "--minify".as_ref(),
                "--format=esm".as_ref(),
                "--target=es2022,chrome120,firefox121,safari17".as_ref(),
                "--log-level=warning".as_ref(),
                &outfile,
            ],
        )?;
    }
    Ok(())
}
