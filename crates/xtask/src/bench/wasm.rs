//! The pure crates in WebAssembly: what they weigh, and what a keystroke costs in them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::figure::Figure;
use super::typical::manifest;
use crate::{frontend, process, workspace};

/// Run by node: times the module and prints the medians in milliseconds.
const SCRIPT: &str = include_str!("wasm.cjs");

/// # Errors
/// The modules cannot be built, or node cannot run them.
pub(super) fn run() -> Result<Vec<Figure>> {
    let folder = workspace::root().join("target/bench-wasm");
    fs::create_dir_all(&folder).context("target/bench-wasm cannot be made")?;
    let with = frontend::lone_module("browser_bench.wasm", &folder.join("judge"))?;
    let without = frontend::lone_module("examples/empty.wasm", &folder.join("empty"))?;
    let weight = weigh(&with)?.saturating_sub(weigh(&without)?);

    let script = folder.join("wasm.cjs");
    fs::write(&script, SCRIPT).context("the script for node cannot be written")?;
    let mut node = Command::new("node");
    node.arg(&script).arg(folder.join("judge"));
    for (name, containers) in [("100", 4), ("1000", 49)] {
        let path = folder.join(format!("{name}.yaml"));
        fs::write(&path, manifest(containers)).context("the manifest cannot be written")?;
        node.arg(path);
    }
    let printed: Value = serde_json::from_str(&process::output(&mut node)?)
        .context("the script for node printed no figures")?;
    let milliseconds = |name: &str| {
        let median = printed[name].as_f64().unwrap_or(f64::NAN);
        format!("{median:.2} ms")
    };
    Ok(vec![
        Figure::new(
            "parse and judge 100 lines, WASM",
            milliseconds("judge"),
            "≤ 2 ms",
        ),
        Figure::new(
            "a keystroke in 1,000 lines, WASM",
            milliseconds("keystroke"),
            "≤ 8 ms",
        ),
        Figure::new(
            "manifest and preflight in the module, brotli",
            format!("{}.{} kB", weight / 1000, weight % 1000 / 100),
            "≤ 150.0 kB",
        ),
    ])
}

fn weigh(module: &Path) -> Result<usize> {
    let bytes = fs::read(module).with_context(|| format!("{} is missing", module.display()))?;
    Ok(frontend::brotli(&bytes)?.len())
}
