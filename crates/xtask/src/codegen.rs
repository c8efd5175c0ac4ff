//! `cargo xtask codegen`: the tables of `crates/manifest` (schema, feature gates), from what Kubernetes publishes.
//!
//! The API server decodes a manifest into the Go structs of `k8s.io/api`, so those `types.go` files
//! are the source. The published `OpenAPI` documents alone would not do: they do not say whether a
//! field is a pointer (`hostUsers: false` is stored, `hostNetwork: false` is not), whether an empty
//! list is written, or, in the files kept with the source, which words an enumeration has. They are
//! used as the second witness: the table must name the same fields, types and list keys.
//!
//! And what README, `docs/configuration.md` and the chart say of settings, from the flags of the server.

mod gates;
mod go_source;
mod modules;
mod openapi;
mod render;
mod table;

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::{process, workspace};

/// The kinds whose whole field tree goes into the table, as (package, Go type).
const ROOTS: [(&str, &str); 2] = [
    ("k8s.io/api/apps/v1", "DaemonSet"),
    ("k8s.io/api/core/v1", "Service"),
];

/// The schema table, in the sources of `manifest`.
const SCHEMA: &str = "schema/generated.rs";
/// The feature gates.
const FEATURES: &str = "decode/gates/generated.rs";

/// Writes the tables, or with `check` only says whether the committed one is current.
///
/// # Errors
/// The Go modules cannot be fetched or read, the two sources disagree, the file cannot be written,
/// or with `check` the committed file is not what would be generated.
pub(crate) fn run(check: bool) -> Result<()> {
    let sources = modules::fetch()?;
    let table = table::build(&sources.packages, &ROOTS)?;
    let disagreements = openapi::disagreements(&table, &sources.openapi);
    if !disagreements.is_empty() {
        bail!(
            "the Go types and the OpenAPI documents disagree:\n{}",
            disagreements.join("\n")
        );
    }
    let schema = render::render(&table, &sources.version)?;
    let gates = gates::render(&sources.features, &sources.version)?;
    write(SCHEMA, &schema, check)?;
    write(FEATURES, &gates, check)?;
    if check {
        // A test of the server compares what is said of settings.
        return Ok(());
    }
    write_settings()
}

/// Has the server's own test write what README, `docs` and chart say of settings.
fn write_settings() -> Result<()> {
    process::run(
        Command::new(workspace::cargo())
            .current_dir(workspace::root())
            .args(["test", "--package", "everynode", "--lib", "--"])
            .arg("config::reference::committed")
            .env("WRITE_COMMITTED", "yes"),
    )
}

/// Writes a file, or with `check` only says whether the committed one is current.
fn write(file: &str, generated: &str, check: bool) -> Result<()> {
    let path = workspace::root().join("crates/manifest/src").join(file);
    if !check {
        return fs::write(&path, generated)
            .with_context(|| format!("{} cannot be written", path.display()));
    }
    let committed =
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    if committed != generated {
        bail!(
            "{} is not current: run `cargo xtask codegen` and commit it",
            path.display()
        );
    }
    Ok(())
}
