//! `cargo xtask test`: everything that must hold, from the format of the source to the real page.

mod parts;
mod seed;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::workspace;
use parts::PARTS;

/// `cargo xtask test`
#[derive(Args)]
pub(crate) struct TestArguments {
    /// Only these groups, separated by commas.
    #[arg(long, value_delimiter = ',', value_name = "GROUP,…")]
    only: Vec<Group>,
    /// Only the parts that are called so, or have this in their names.
    #[arg(long, value_name = "WORDS")]
    part: Option<String>,
}

impl TestArguments {
    fn want(&self, part: &Part) -> bool {
        let is_of_group = self.only.is_empty() || self.only.contains(&part.group);
        let named = self.part.as_deref();
        is_of_group && named.is_none_or(|words| part.name.contains(words))
    }
}

/// What `--only` may name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Group {
    /// Format, lints, licences, generated files.
    Lint,
    /// Pure tests, and the pure crates built for the browser.
    Unit,
    /// The API against the sandbox.
    Api,
    /// The API against a real Kubernetes.
    ControlPlane,
    /// The real page in a real browser.
    Browser,
}

/// How a part ended that did not fail.
pub(super) enum Outcome {
    /// It holds.
    Passed,
    /// It could not be tried here; the text says what is missing and how to get it.
    Skipped(String),
}

/// One part of the whole.
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) group: Group,
    pub(super) run: fn() -> Result<Outcome>,
}

/// Runs all parts, the failed ones included to the end, and sums up.
///
/// # Errors
/// Never: a failed part is part of the sum.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every command of xtask has this shape"
)]
pub(crate) fn run(arguments: &TestArguments) -> Result<ExitCode> {
    let start = Instant::now();
    let mut passed = 0;
    let mut failed = Vec::new();
    let mut skipped = Vec::new();
    for part in PARTS.iter().filter(|part| arguments.want(part)) {
        println!("\n━━ {} ━━", part.name);
        let part_start = Instant::now();
        match (part.run)() {
            Ok(Outcome::Passed) => {
                passed += 1;
                println!(
                    "✓ {} ({:.0} s)",
                    part.name,
                    part_start.elapsed().as_secs_f32()
                );
            }
            // In CI nothing may be missing: a check that is never made must not look like one.
            Ok(Outcome::Skipped(why)) if workspace::is_ci() => failed.push((part.name, why)),
            Ok(Outcome::Skipped(why)) => skipped.push((part.name, why)),
            Err(error) => failed.push((part.name, format!("{error:#}"))),
        }
    }
    println!("\n━━ Sum, after {:.0} s ━━", start.elapsed().as_secs_f32());
    for (name, why) in &skipped {
        println!("skipped: {name}: {why}");
    }
    for (name, why) in &failed {
        println!("failed: {name}: {why}");
    }
    println!(
        "{passed} passed, {} failed, {} skipped",
        failed.len(),
        skipped.len()
    );
    Ok(if failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
