//! `cargo xtask run`: from a fresh checkout to a running console.

use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::process::{self, step};
use crate::{frontend, workspace};

/// Flags of `everynode serve` that choose a cluster; without one of them it is the sandbox.
const CLUSTER_FLAGS: [&str; 3] = ["--sandbox", "--kubeconfig", "--context"];

/// `cargo xtask run`
#[derive(Args)]
pub(crate) struct RunArguments {
    /// Flags for `everynode serve`, for example `--kubeconfig F`.
    #[arg(last = true)]
    serve: Vec<OsString>,
}

/// Builds what has changed and becomes the server.
///
/// # Errors
/// A build fails.
pub(crate) fn run(arguments: &RunArguments) -> Result<ExitCode> {
    frontend::build()?;
    let server = build_server()?;
    let mut command = Command::new(server);
    command.current_dir(workspace::root()).arg("serve");
    if !arguments.serve.iter().any(chooses_cluster) {
        command.arg("--sandbox");
    }
    println!("▸ Starting the console; Ctrl-C stops it");
    if arguments.serve.is_empty() {
        println!("  With people of different rights: cargo xtask run -- --sandbox-users");
    }
    println!();
    // From here on we are the server, so that every signal reaches it and nothing is left behind.
    let error = command.args(&arguments.serve).exec();
    Err(error).context("the server cannot be started")
}

/// Builds the server for development and returns its binary.
///
/// # Errors
/// It does not compile.
pub(crate) fn build_server() -> Result<PathBuf> {
    step("Building the server", || {
        process::run(
            Command::new(workspace::cargo())
                .current_dir(workspace::root())
                .args(["build", "--package", "everynode"]),
        )?;
        Ok(workspace::target().join("debug/everynode"))
    })
}

fn chooses_cluster(argument: &OsString) -> bool {
    let argument = argument.to_string_lossy();
    let name = argument.split('=').next().unwrap_or_default();
    CLUSTER_FLAGS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::chooses_cluster;

    #[test]
    fn a_cluster_flag_is_known_with_and_without_its_value() {
        assert!(chooses_cluster(&"--kubeconfig".into()));
        assert!(chooses_cluster(&"--kubeconfig=/etc/k".into()));
        assert!(!chooses_cluster(&"--listen=127.0.0.1:1".into()));
    }
}
