//! From a keystroke to the grid of nodes, and from a click to a step of the form, in Chromium on the real page.

use anyhow::Result;
use serde_json::Value;

use super::figure::Figure;
use super::page;
use super::server::Server;

/// Run by node: types in the editor and prints medians in milliseconds.
const SCRIPT: &str = concat!(
    include_str!("browser.cjs"),
    "\n",
    include_str!("wizard.cjs")
);

/// # Errors
/// There is no Chromium, or the page does not do what is measured.
pub(super) fn run() -> Result<Vec<Figure>> {
    let server = Server::start(&["--sandbox", "--sandbox-nodes", "1000"])?;
    let printed = page::drive("bench-browser.cjs", SCRIPT, &server, &[])?;
    let milliseconds = |pointer: &str| {
        let median = printed.pointer(pointer).and_then(Value::as_f64);
        format!("{:.1} ms", median.unwrap_or(f64::NAN))
    };
    let number = |pointer: &str| {
        printed
            .pointer(pointer)
            .and_then(Value::as_u64)
            .unwrap_or(0)
    };
    let slowest = printed["slowest"]["step"].as_str().unwrap_or_default();
    Ok(vec![
        Figure::new(
            "from a keystroke to the grid of 1,000 nodes, Chromium",
            milliseconds("/short/changed"),
            "≤ 16 ms",
        ),
        Figure::new(
            "the same, until the frame that shows it",
            milliseconds("/short/shown"),
            "",
        ),
        Figure::new(
            format!("the same with a manifest of {} lines", number("/lines")),
            format!(
                "{}; {} to the frame",
                milliseconds("/long/changed"),
                milliseconds("/long/shown")
            ),
            "≤ 16 ms",
        ),
        Figure::new(
            format!(
                "opening a step of that manifest with every card open, the slowest ({slowest}, {} controls)",
                number("/slowest/controls")
            ),
            milliseconds("/slowest/took"),
            "≤ 100 ms",
        ),
    ])
}
