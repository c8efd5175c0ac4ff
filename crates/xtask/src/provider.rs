//! The OIDC provider of the tests: a Go program (`provider/`), built where Go is.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process::{self, step};
use crate::workspace;

/// The variable by which tests find it.
pub(crate) const VARIABLE: &str = "EVERYNODE_TEST_PROVIDER";

/// The program; none where there is no Go to build it with. Go builds again only what has changed.
///
/// # Errors
/// It cannot be built.
pub(crate) fn ensure() -> Result<Option<PathBuf>> {
    if process::find("go").is_none() {
        return Ok(None);
    }
    let program = workspace::root().join("target/provider");
    step("Building the provider of the tests", || {
        process::run(
            Command::new("go")
                .current_dir(workspace::root().join("crates/xtask/provider"))
                .env("CGO_ENABLED", "0")
                .env("GOFLAGS", "-mod=readonly -buildvcs=false")
                .args(["build", "-ldflags", "-s -w", "-o"])
                .arg(&program)
                .arg("."),
        )
    })?;
    Ok(Some(program))
}
