//! The size budgets of the browser half: what a first visit and the editor may weigh, in brotli bytes.
//!
//! Each has a goal, and a ceiling that holds in CI. Where the goal is not reached yet the ceiling
//! stands just above what is, so that it can only come down.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// One budget.
struct Budget {
    title: &'static str,
    files: &'static [&'static str],
    /// What it is to be at most, in brotli bytes.
    goal: u64,
    /// What CI lets pass, in brotli bytes.
    ceiling: u64,
}

const BUDGETS: [Budget; 2] = [
    Budget {
        title: "first load",
        files: &["everynode.js", "everynode_bg.wasm", "styles.css"],
        goal: 300_000,
        ceiling: 545_000,
    },
    Budget {
        title: "editor",
        files: &["editor.js"],
        goal: 200_000,
        ceiling: 200_000,
    },
];

/// What one budget's files weigh now.
pub(crate) struct Weight {
    /// What is weighed.
    pub(crate) title: &'static str,
    /// Brotli bytes.
    pub(crate) bytes: u64,
    /// What it is to be at most, in brotli bytes.
    pub(crate) goal: u64,
    /// What CI lets pass, in brotli bytes.
    ceiling: u64,
}

/// Weighs a built site.
///
/// # Errors
/// A file is missing.
pub(crate) fn weigh(site: &Path) -> Result<Vec<Weight>> {
    let table = fs::read(site.join("manifest.json")).context("the browser half is not built")?;
    let table: Value = serde_json::from_slice(&table)?;
    BUDGETS
        .iter()
        .map(|budget| {
            let mut bytes = 0;
            for file in budget.files {
                let hashed = table[file]
                    .as_str()
                    .with_context(|| format!("{file} is not in the site"))?;
                bytes += fs::metadata(site.join(format!("{hashed}.br")))?.len();
            }
            Ok(Weight {
                title: budget.title,
                bytes,
                goal: budget.goal,
                ceiling: budget.ceiling,
            })
        })
        .collect()
}

/// Fails where a budget is broken.
///
/// # Errors
/// One is, or a file is missing.
pub(crate) fn check(site: &Path) -> Result<()> {
    let mut broken = Vec::new();
    for Weight {
        title,
        bytes,
        goal,
        ceiling,
    } in weigh(site)?
    {
        println!("  {title}: {bytes} bytes in brotli; goal {goal}, ceiling {ceiling}");
        if bytes > ceiling {
            broken.push(title);
        }
    }
    if !broken.is_empty() {
        bail!("over budget: {}", broken.join(", "));
    }
    Ok(())
}
