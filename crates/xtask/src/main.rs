//! `cargo xtask`: everything that a person or CI runs, from the first build to the real control plane.
#![expect(
    clippy::print_stdout,
    reason = "a build tool talks to the person who runs it"
)]

mod bench;
mod browser;
mod budget;
mod chart;
mod codegen;
mod control_plane;
mod differential;
mod dist;
mod frontend;
mod invariants;
mod keycloak;
mod packages;
mod pictures;
mod postgres;
mod process;
mod provider;
mod run;
mod shipped;
mod test;
mod unused;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, runs and tests Everynode.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and start the console, on the sandbox cluster unless told otherwise.
    Run(run::RunArguments),
    /// Run all tests: format, lints, unit, wasm, API, real control plane, browser.
    Test(test::TestArguments),
    /// Build the browser half into target/site.
    Frontend,
    /// Start a real Kubernetes with simulated kubelets and print its kubeconfig.
    ControlPlane(control_plane::ControlPlaneArguments),
    /// Compare our verdict with a real API server's on manifests made at random.
    Differential(differential::DifferentialArguments),
    /// Run the browser test of sign-in against a real Keycloak, which Maven fetches.
    Keycloak,
    /// Lint the Helm chart, and hold what it renders and refuses against what it shall.
    Chart,
    /// Measure what the README's table promises.
    Bench(bench::BenchArguments),
    /// Take the README's pictures anew.
    Pictures,
    /// Build the release binary with the browser half inside, and its bill of materials.
    Dist,
    /// Generate the schema table from what Kubernetes publishes, and the tables of settings from the flags.
    Codegen {
        /// Change nothing; fail if the committed table is not current.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Frontend => frontend::build().map(|_site| ExitCode::SUCCESS),
        Command::ControlPlane(arguments) => control_plane::run(&arguments),
        Command::Differential(arguments) => differential::run(&arguments),
        Command::Keycloak => keycloak::run(),
        Command::Chart => chart::check().map(|()| ExitCode::SUCCESS),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Pictures => pictures::run().map(|()| ExitCode::SUCCESS),
        Command::Dist => dist::run().map(|_binary| ExitCode::SUCCESS),
        Command::Codegen { check } => codegen::run(check).map(|()| ExitCode::SUCCESS),
    };
    result.unwrap_or_else(|error| {
        println!("\nxtask: {error:#}");
        ExitCode::FAILURE
    })
}
