//! The seed of what is tried at random: another one for each state of the source, the same one for the same state.
//!
//! A commit is then judged the same everywhere and each time, a failure comes back when the command is repeated, and
//! what fails in CI was not a change's bad luck. `cargo xtask differential` draws a new one at each run.

use std::env;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{process, workspace};

/// The variable that carries it to the tests, and by which a run is repeated.
pub(super) const VARIABLE: &str = "EVERYNODE_TEST_SEED";

/// The seed that `EVERYNODE_TEST_SEED` gives, else one from what is committed.
///
/// # Errors
/// The variable is no number, or there is neither it nor a commit.
pub(super) fn seed() -> Result<u64> {
    if let Some(given) = env::var_os(VARIABLE) {
        return given
            .to_str()
            .and_then(|text| text.parse().ok())
            .with_context(|| format!("{VARIABLE} is not a number up to {}", u64::MAX));
    }
    let tree = process::output(
        Command::new("git")
            .current_dir(workspace::root())
            .args(["rev-parse", "HEAD^{tree}"]),
    )
    .with_context(|| format!("a seed comes from the commit; without one set {VARIABLE}"))?;
    of_tree(&tree).with_context(|| format!("git names a tree {tree:?}"))
}

/// The first eight bytes of a tree's name.
fn of_tree(tree: &str) -> Option<u64> {
    u64::from_str_radix(tree.get(..16)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::of_tree;

    #[test]
    fn a_seed_is_the_beginning_of_a_tree_s_name() {
        let tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";
        assert_eq!(of_tree(tree), Some(0x4b82_5dc6_42cb_6eb9));
        assert_eq!(of_tree("HEAD"), None);
    }
}
