//! The parts of `cargo xtask test`, in the order of what fails fastest.

use std::process::Command;

use anyhow::{Result, bail};

use super::seed::{self, seed};
use super::{Group, Outcome, Part};
use crate::browser::CHROMIUM;
use crate::control_plane::{self, Availability, ControlPlane};
use crate::postgres::{POSTGRES, Postgres};
use crate::provider::Provider;
use crate::{
    budget, chart, codegen, differential, frontend, invariants, process, provider, run, unused,
    workspace,
};

/// The crates that must build for the browser.
const PURE: [&str; 3] = ["manifest", "preflight", "contract"];

pub(super) const PARTS: [Part; 16] = [
    Part {
        name: "format",
        group: Group::Lint,
        run: format,
    },
    Part {
        name: "clippy",
        group: Group::Lint,
        run: clippy,
    },
    Part {
        name: "invariants",
        group: Group::Lint,
        run: hold_invariants,
    },
    Part {
        name: "dependencies",
        group: Group::Lint,
        run: dependencies,
    },
    Part {
        name: "generated files",
        group: Group::Lint,
        run: generated,
    },
    Part {
        name: "chart",
        group: Group::Lint,
        run: the_chart,
    },
    Part {
        name: "unit",
        group: Group::Unit,
        run: unit,
    },
    Part {
        name: "pure crates for the browser",
        group: Group::Unit,
        run: pure_crates,
    },
    Part {
        name: "console on PostgreSQL",
        group: Group::Unit,
        run: on_postgres,
    },
    Part {
        name: "API on the sandbox",
        group: Group::Api,
        run: api,
    },
    Part {
        name: "API on a real control plane",
        group: Group::ControlPlane,
        run: real_control_plane,
    },
    Part {
        name: "chart on a real control plane",
        group: Group::ControlPlane,
        run: installed_chart,
    },
    Part {
        name: "agreement with the API server",
        group: Group::ControlPlane,
        run: agreement,
    },
    Part {
        name: "agreement on pods",
        group: Group::ControlPlane,
        run: agreement_on_pods,
    },
    Part {
        name: "agreement on rollouts",
        group: Group::ControlPlane,
        run: agreement_on_rollouts,
    },
    Part {
        name: "browser",
        group: Group::Browser,
        run: in_browser,
    },
];

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(workspace::cargo());
    cargo.current_dir(workspace::root()).args(arguments);
    cargo
}

fn format() -> Result<Outcome> {
    process::run(&mut cargo(&["fmt", "--all", "--check"]))?;
    Ok(Outcome::Passed)
}

fn clippy() -> Result<Outcome> {
    frontend::ensure_target()?;
    let deny = ["--", "-D", "warnings"];
    process::run(
        cargo(&[
            "clippy",
            "--workspace",
            "--exclude",
            "frontend",
            "--all-targets",
        ])
        .args(deny),
    )?;
    process::run(
        cargo(&[
            "clippy",
            "--package",
            "frontend",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args(deny),
    )?;
    Ok(Outcome::Passed)
}

fn hold_invariants() -> Result<Outcome> {
    invariants::check()?;
    Ok(Outcome::Passed)
}

fn dependencies() -> Result<Outcome> {
    let unused = unused::find(workspace::root())?;
    if !unused.is_empty() {
        bail!("dependencies that nobody uses:\n{}", unused.join("\n"));
    }
    if process::find("cargo-deny").is_none() {
        // Not one of the tools that a fresh machine must have, so its absence fails nowhere.
        println!(
            "cargo-deny is not installed (`cargo install --locked cargo-deny`): licences and advisories not checked"
        );
        return Ok(Outcome::Passed);
    }
    process::run(&mut cargo(&[
        "deny", "check", "bans", "licenses", "sources",
    ]))?;
    match process::output(&mut cargo(&["deny", "check", "advisories"])) {
        Err(error) if format!("{error:#}").contains("failed to fetch advisory database") => {
            println!("the advisory database cannot be reached from here: advisories not checked");
        }
        checked => print!("{}", checked?),
    }
    Ok(Outcome::Passed)
}

fn generated() -> Result<Outcome> {
    if process::find("go").is_none() {
        return Ok(Outcome::Skipped(
            "the published schema is in a Go module; install Go 1.26".to_owned(),
        ));
    }
    codegen::run(true)?;
    Ok(Outcome::Passed)
}

fn the_chart() -> Result<Outcome> {
    if !chart::is_available()? {
        return Ok(Outcome::Skipped(
            "Helm is built from Go modules; install Go 1.26".to_owned(),
        ));
    }
    chart::check()?;
    Ok(Outcome::Passed)
}

fn unit() -> Result<Outcome> {
    process::run(
        cargo(&["test", "--workspace", "--exclude", "everynode"])
            .env("PROPTEST_RNG_SEED", seed()?.to_string()),
    )?;
    process::run(&mut cargo(&[
        "test",
        "--package",
        "everynode",
        "--lib",
        "--bins",
    ]))?;
    Ok(Outcome::Passed)
}

fn on_postgres() -> Result<Outcome> {
    let programs = match POSTGRES.ensure() {
        Ok(programs) => programs,
        Err(error) => return Ok(Outcome::Skipped(format!("{error:#}"))),
    };
    let postgres = Postgres::start(&programs)?;
    let store: &[&str] = &["test", "--package", "store", "--lib", "--test", "store"];
    let console = ["test", "--package", "everynode", "--test"];
    let of_api = ["api", "--", "unrecorded", "provider::replicas"];
    let shared = [&console[..], &of_api].concat();
    let killed = [
        &console[..],
        &["process", "--", "killed", "replicas", "upgraded"],
    ]
    .concat();
    // By itself: what it measures in seconds others would hold up.
    let crowd = [&console[..], &["process", "--", "crowd", "--nocapture"]].concat();
    let provider = provider::ensure()?;
    for arguments in [store, &shared, &killed, &crowd] {
        let mut tests = cargo(arguments);
        tests.env("EVERYNODE_TEST_POSTGRES", postgres.url());
        if let Some(provider) = &provider {
            tests.env(provider::VARIABLE, provider);
        }
        process::run(&mut tests)?;
    }
    Ok(Outcome::Passed)
}

fn pure_crates() -> Result<Outcome> {
    frontend::ensure_target()?;
    let mut build = cargo(&["build", "--target", "wasm32-unknown-unknown"]);
    for name in PURE {
        build.args(["--package", name]);
    }
    process::run(&mut build)?;
    Ok(Outcome::Passed)
}

fn api() -> Result<Outcome> {
    let mut tests = cargo(&["test", "--package", "everynode", "--test", "*"]);
    if let Some(provider) = provider::ensure()? {
        tests.env(provider::VARIABLE, provider);
    } else {
        println!("no Go here to build a provider: sign-in by one is not tried");
    }
    process::run(
        tests
            .env_remove("EVERYNODE_TEST_KUBECONFIG")
            .env(seed::VARIABLE, seed()?.to_string()),
    )?;
    Ok(Outcome::Passed)
}

fn real_control_plane() -> Result<Outcome> {
    if let Availability::Missing(what) = control_plane::availability()? {
        return Ok(Outcome::Skipped(what));
    }
    let folder = tempfile::tempdir()?;
    let provider = match provider::ensure()? {
        Some(program) => Some(Provider::start(&program, folder.path())?),
        None => None,
    };
    let trust = provider.as_ref().map(Provider::trust).transpose()?;
    let control_plane = ControlPlane::start_trusting(10, trust.as_ref())?;
    for (package, test) in [
        ("cluster", "api"),
        ("everynode", "api"),
        // Of these only what kills a console looks at a cluster outside of it.
        ("everynode", "process"),
    ] {
        let mut tests = cargo(&["test", "--package", package, "--test", test]);
        tests
            .env("EVERYNODE_TEST_KUBECONFIG", control_plane.kubeconfig())
            .env("EVERYNODE_TEST_AUDIT_LOG", control_plane.audit_log())
            .env(seed::VARIABLE, seed()?.to_string());
        if let Some(provider) = &provider {
            tests.env(provider::TRUSTED, provider.said());
        }
        process::run(&mut tests)?;
    }
    Ok(Outcome::Passed)
}

/// The chart is installed, and the API then tried with the rights alone that it gives to the console.
fn installed_chart() -> Result<Outcome> {
    if let Availability::Missing(what) = control_plane::availability()? {
        return Ok(Outcome::Skipped(what));
    }
    if !chart::is_available()? {
        return Ok(Outcome::Skipped(
            "Helm is built from Go modules; install Go 1.26".to_owned(),
        ));
    }
    let control_plane = ControlPlane::start(3)?;
    let console = chart::install(&control_plane)?;
    process::run(
        cargo(&[
            "test",
            "--package",
            "everynode",
            "--test",
            "api",
            "--",
            "people",
        ])
        .env("EVERYNODE_TEST_KUBECONFIG", control_plane.kubeconfig())
        .env("EVERYNODE_TEST_CONSOLE_KUBECONFIG", &console.kubeconfig),
    )?;
    Ok(Outcome::Passed)
}

/// How many texts and how many manifests CI compares; `cargo xtask differential --count N` compares more.
const COMPARED: usize = 5_000;

fn agreement() -> Result<Outcome> {
    if let Availability::Missing(what) = control_plane::availability()? {
        return Ok(Outcome::Skipped(what));
    }
    if process::find("go").is_some() {
        differential::reading::compare_many(seed()?, COMPARED)?;
        differential::writing::compare_many(seed()?, COMPARED)?;
    } else {
        println!(
            "no Go here to build kubectl's reader: how texts are read and written not compared"
        );
    }
    let control_plane = ControlPlane::start(0)?;
    differential::compare_many(control_plane.api(), seed()?, COMPARED)?;
    Ok(Outcome::Passed)
}

/// Of how many manifests CI compares the pods; `cargo xtask differential pods --count N` compares more.
const PODS_COMPARED: usize = 2_000;

fn agreement_on_pods() -> Result<Outcome> {
    if let Availability::Missing(what) = control_plane::availability()? {
        return Ok(Outcome::Skipped(what));
    }
    differential::pods::run(seed()?, PODS_COMPARED)?;
    Ok(Outcome::Passed)
}

/// How many rollouts CI compares; `cargo xtask differential --rollouts --count N` compares more.
const ROLLOUTS_COMPARED: usize = 16;

fn agreement_on_rollouts() -> Result<Outcome> {
    if let Availability::Missing(what) = control_plane::availability()? {
        return Ok(Outcome::Skipped(what));
    }
    let control_plane = ControlPlane::start(0)?;
    differential::rollouts::compare_many(control_plane.api(), seed()?, ROLLOUTS_COMPARED)?;
    Ok(Outcome::Passed)
}

fn in_browser() -> Result<Outcome> {
    let chromium = match CHROMIUM.ensure() {
        Ok(chromium) => chromium,
        Err(error) => return Ok(Outcome::Skipped(format!("{error:#}"))),
    };
    let built = frontend::build()?;
    budget::check(&built.site)?;
    let server = run::build_server()?;
    let folder = workspace::root().join("frontend/e2e");
    frontend::install_npm_packages(&folder)?;
    let mut playwright = Command::new(folder.join("node_modules/.bin/playwright"));
    playwright
        .current_dir(&folder)
        .arg("test")
        .env("EVERYNODE_BIN", server)
        .env("CHROMIUM", chromium);
    if let Some(provider) = provider::ensure()? {
        playwright.env(provider::VARIABLE, provider);
    }
    process::run(&mut playwright)?;
    Ok(Outcome::Passed)
}
