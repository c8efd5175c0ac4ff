//! Nodes and pods that change at random on a real control plane, and what the console tells of them: the console's
//! own test, with more changes.

use std::process::Command;

use anyhow::Result;

use crate::control_plane::ControlPlane;
use crate::{process, workspace};

/// How many changes there are unless told otherwise.
const CHANGES: usize = 60;
/// The test.
const TEST: &str = "status::changes::what_is_told_after_random_changes_is_true";

/// Runs the test.
///
/// # Errors
/// The control plane does not start, or something that is told is not true.
pub(super) fn run(seed: u64, count: Option<usize>) -> Result<()> {
    let control_plane = ControlPlane::start(1)?;
    let count = count.unwrap_or(CHANGES);
    println!("  {count} changes from seed {seed}");
    process::run(
        Command::new(workspace::cargo())
            .current_dir(workspace::root())
            .args([
                "test",
                "--package",
                "everynode",
                "--test",
                "api",
                "--",
                TEST,
            ])
            .env("EVERYNODE_TEST_KUBECONFIG", control_plane.kubeconfig())
            .env("EVERYNODE_TEST_SEED", seed.to_string())
            .env("EVERYNODE_TEST_CASES", count.to_string()),
    )
}
