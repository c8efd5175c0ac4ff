//! The Helm chart: that it lints, renders what it shall and refuses what it shall not, and that a real control plane takes
//! it.

mod helm;
mod impersonation;
mod installed;
mod render;
mod rules;
mod settings;

use anyhow::{Result, ensure};

use crate::workspace;
use helm::Helm;
pub(crate) use helm::is_available;
pub(crate) use installed::install;

/// The chart's folder.
fn chart() -> String {
    workspace::root().join("deploy/chart").display().to_string()
}

/// What can be seen without a cluster.
///
/// # Errors
/// The chart is not as it shall be, or Helm cannot be had.
pub(crate) fn check() -> Result<()> {
    let helm = Helm::ensure()?;
    let chart = chart();
    let lint = helm.call(&[
        "lint",
        "--strict",
        &chart,
        "--set",
        &render::GIVEN.join(","),
    ])?;
    ensure!(
        lint.status.success(),
        "{}{}",
        String::from_utf8_lossy(&lint.stdout),
        String::from_utf8_lossy(&lint.stderr)
    );
    rules::check(&helm)
}
