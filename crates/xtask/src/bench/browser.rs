//! From a keystroke to the grid of nodes, in Chromium on the real page.

use anyhow::Result;

use super::figure::Figure;
use super::page;
use super::server::Server;

/// Run by node: types in the editor and prints medians in milliseconds.
const SCRIPT: &str = include_str!("browser.cjs");

/// # Errors
/// There is no Chromium, or the page does not do what is measured.
pub(super) fn run() -> Result<Vec<Figure>> {
    let server = Server::start(&["--sandbox", "--sandbox-nodes", "1000"])?;
    let printed = page::drive("bench-browser.cjs", SCRIPT, &server, &[])?;
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
