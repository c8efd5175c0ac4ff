//! The criterion benches of the crates, whose own reports tell more than a table can.

use std::process::Command;

use anyhow::Result;

use super::figure::Figure;
use crate::{process, workspace};

/// # Errors
/// A bench does not build or run.
pub(super) fn run() -> Result<Vec<Figure>> {
    process::run(
        Command::new(workspace::cargo())
            .current_dir(workspace::root())
            .args([
                "bench",
                "--package",
                "manifest",
                "--package",
                "preflight",
                "--package",
                "cluster",
                "--benches",
            ]),
    )?;
    Ok(Vec::new())
}
