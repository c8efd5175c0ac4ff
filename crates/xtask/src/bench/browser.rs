//! From a keystroke to the grid of nodes, in Chromium on the real page.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::figure::Figure;
use super::server::{Server, TOKEN};
use crate::browser::CHROMIUM;
use crate::{frontend, process, workspace};

/// Run by node: types in the editor and prints medians in milliseconds.
const SCRIPT: &str = include_str!("browser.cjs");

/// # Errors
/// There is no Chromium, or the page does not do what is measured.
pub(super) fn run() -> Result<Vec<Figure>> {
    let chromium = CHROMIUM.ensure()?;
    let folder = workspace::root().join("frontend/e2e");
    frontend::install_npm_packages(&folder)?;
    let script = workspace::root().join("target/bench-browser.cjs");
    let server = Server::start(&["--sandbox", "--sandbox-nodes", "1000"])?;
    fs::write(&script, SCRIPT).context("the script for node cannot be written")?;
    let printed = process::output(
        Command::new("node")
            .arg(&script)
            .arg(folder.join("node_modules"))
            .arg(chromium)
            .arg(format!("{}/sign-in?token={TOKEN}", server.base)),
    )?;
    let printed: Value =
        serde_json::from_str(&printed).context("the script for node printed no figures")?;
    let milliseconds = |name: &str| {
        let median = printed[name].as_f64().unwrap_or(f64::NAN);
        format!("{median:.1} ms")
    };
    Ok(vec![
        Figure::new(
            "from a keystroke to the grid of 1,000 nodes, Chromium",
            milliseconds("changed"),
            "≤ 16 ms",
        ),
        Figure::new(
            "the same, until the frame that shows it",
            milliseconds("shown"),
            "",
        ),
    ])
}
