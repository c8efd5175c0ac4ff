//! `cargo xtask dist`: the binary that ships, with the browser half inside, and its bill of materials beside it.

use std::env;
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
                .args(["build", "--package", "everynode", "--release"])
                .env("SOURCE_COMMIT", commit()),
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

/// The commit that the program tells as its own: the one that the environment names, as in an image that is built without
/// `.git`, else the one that is checked out. Empty where neither is known, or what is checked out was changed.
fn commit() -> String {
    if let Ok(named) = env::var("SOURCE_COMMIT") {
        return named;
    }
    let git = |arguments: &[&str]| {
        process::output(
            Command::new("git")
                .current_dir(workspace::root())
                .args(arguments),
        )
    };
    match (git(&["rev-parse", "HEAD"]), git(&["status", "--porcelain"])) {
        (Ok(commit), Ok(changes)) if changes.trim().is_empty() => commit.trim().to_owned(),
        _ => String::new(),
    }
}
