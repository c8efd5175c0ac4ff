//! `cargo xtask bench`: measures what the README's table promises and prints it as a table.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::{budget, frontend};

/// `cargo xtask bench`
#[derive(Args)]
pub(crate) struct BenchArguments {}

/// Measures and prints.
///
/// # Errors
/// A build or a measurement fails.
pub(crate) fn run(_arguments: &BenchArguments) -> Result<ExitCode> {
    let built = frontend::build()?;
    for weight in budget::weigh(&built.site)? {
        println!(
            "| {} | {} bytes brotli | goal ≤ {} |",
            weight.title, weight.bytes, weight.limit
        );
    }
    Ok(ExitCode::SUCCESS)
}
