//! The wall of 60 DaemonSets on 1,000 nodes: until it is drawn, and what the server takes for it.

use anyhow::Result;

use super::figure::Figure;
use super::page;
use super::server::Server;

/// Run by node: creates the DaemonSets, opens the wall and prints medians in milliseconds.
const SCRIPT: &str = include_str!("wall.cjs");

/// # Errors
/// There is no Chromium, or the page does not do what is measured.
pub(super) fn run() -> Result<Vec<Figure>> {
    let server = Server::start(&["--sandbox", "--sandbox-nodes", "1000"])?;
    let printed = page::drive("bench-wall.cjs", SCRIPT, &server, &[])?;
    let number = |name: &str| printed[name].as_f64().unwrap_or(f64::NAN);
    Ok(vec![
        Figure::new(
            "wall of 60 DaemonSets on 1,000 nodes: to draw it, Chromium",
            format!("{:.1} ms", number("drawn")),
            "≤ 16 ms",
        ),
        Figure::new(
            "the same: the answer of the server after a change",
            format!(
                "{:.0} ms, {:.0} kB",
                number("answered"),
                number("bytes") / 1000.0
            ),
            "",
        ),
    ])
}
