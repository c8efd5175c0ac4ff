//! `cargo xtask dist`: the binary that ships, with the browser half inside, and its bill of materials beside it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process::{self, step};
use crate::{budget, frontend, shipped, workspace};

/// Builds it and returns where it is.
///
/// # Errors
/// A build fails, or the browser half is over its budget.
pub(crate) fn run() -> Result<PathBuf> {
    let built = frontend::build()?;
    budget::check(&built.site)?;
    let binary = step("Building the server (release)", || {
        process::run(
            Command::new(workspace::cargo())
                .current_dir(workspace::root())
                .args(["build", "--package", "everynode", "--release"]),
        )?;
        Ok(workspace::target().join("release/everynode"))
    })?;
    let bill = binary.with_extension("cdx.json");
    step("Writing the bill of materials (CycloneDX)", || {
        shipped::write_bill(&bill)
    })?;
    println!("\n{}\n{}", binary.display(), bill.display());
    Ok(binary)
}
