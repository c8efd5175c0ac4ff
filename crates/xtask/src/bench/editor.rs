//! The editor of the wizard with many names to offer and many lines to type in, in Chromium on the real page.

use anyhow::{Context as _, Result};

use super::figure::Figure;
use super::page;
use super::server::Server;

/// Run by node: makes the names, types, and prints medians in milliseconds.
const SCRIPT: &str = concat!(include_str!("editor.cjs"), "\n", include_str!("wizard.cjs"));

/// # Errors
/// There is no Chromium, or the page does not do what is measured.
pub(super) fn run() -> Result<Vec<Figure>> {
    let server = Server::start(&["--sandbox", "--sandbox-listen=127.0.0.1:0"])?;
    let sandbox = server.sandbox.clone();
    let sandbox = sandbox.context("the server does not say where the simulated cluster answers")?;
    let printed = page::drive("bench-editor.cjs", SCRIPT, &server, &[sandbox.as_ref()])?;
    let milliseconds = |name: &str| {
        let median = printed[name].as_f64().unwrap_or(f64::NAN);
        format!("{median:.1} ms")
    };
    let lines = printed["lines"].as_u64().unwrap_or(0);
    Ok(vec![
        Figure::new(
            "from a key to the names it offers, of 5,000 ConfigMaps, Chromium",
            milliseconds("offered"),
            "≤ 100 ms",
        ),
        Figure::new(
            format!("work for a key until its frame is painted, {lines} lines in the editor"),
            milliseconds("worked"),
            "≤ 16 ms",
        ),
    ])
}
