//! Who may depend on whom.

use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::{process, workspace};

/// A package of the workspace and what it is built of.
pub(super) struct Package {
    name: String,
    /// The names of its dependencies, those of tests and of build scripts left out.
    dependencies: Vec<String>,
}

/// What one package may know.
struct Rule {
    package: &'static str,
    /// Of our own packages.
    ours: &'static [&'static str],
    /// Of others; anything where it is none.
    others: Option<&'static [&'static str]>,
}

/// The edges of the map. Who is not named here may depend on all of ours but the server.
const RULES: [Rule; 7] = [
    Rule {
        package: "manifest",
        ours: &[],
        others: Some(&["serde", "serde_json", "thiserror"]),
    },
    Rule {
        package: "preflight",
        ours: &["manifest"],
        others: Some(&["serde", "serde_json", "thiserror", "utoipa"]),
    },
    Rule {
        package: "contract",
        ours: &["manifest", "preflight"],
        others: Some(&["serde", "serde_json", "thiserror", "utoipa"]),
    },
    Rule {
        package: "cluster",
        ours: &["manifest", "preflight", "contract"],
        others: None,
    },
    Rule {
        package: "store",
        ours: &[],
        others: None,
    },
    Rule {
        package: "sandbox",
        ours: &["manifest", "preflight"],
        others: None,
    },
    Rule {
        package: "frontend",
        ours: &["manifest", "preflight", "contract"],
        others: None,
    },
];

/// The package that nothing depends on.
const PRODUCT: &str = "everynode";

/// Who never sees the web framework: only the product decides which HTTP status it answers with.
const WITHOUT_AXUM: [&str; 3] = ["cluster", "store", "sandbox"];

/// Reads the packages of the workspace.
///
/// # Errors
/// Cargo cannot tell them.
pub(super) fn packages() -> Result<Vec<Package>> {
    let mut cargo = Command::new(workspace::cargo());
    cargo
        .current_dir(workspace::root())
        .args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&process::output(&mut cargo)?)
        .context("what cargo tells of the workspace cannot be read")?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    Ok(packages.map(package).collect())
}

fn package(metadata: &Value) -> Package {
    let dependencies = metadata["dependencies"].as_array().into_iter().flatten();
    Package {
        name: metadata["name"].as_str().unwrap_or_default().to_owned(),
        dependencies: dependencies
            .filter(|dependency| dependency["kind"].is_null())
            .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned))
            .collect(),
    }
}

/// The edges that the map does not have.
pub(super) fn breaches(packages: &[Package]) -> Vec<String> {
    let mut found = Vec::new();
    for package in packages {
        let rule = RULES.iter().find(|rule| rule.package == package.name);
        for dependency in &package.dependencies {
            let name = dependency.as_str();
            let is_ours = packages.iter().any(|package| package.name == name);
            let is_allowed = match rule {
                _ if name == PRODUCT => false,
                _ if name.starts_with("axum") => !WITHOUT_AXUM.contains(&package.name.as_str()),
                Some(rule) if is_ours => rule.ours.contains(&name),
                Some(rule) => rule.others.is_none_or(|others| others.contains(&name)),
                None => true,
            };
            if !is_allowed {
                found.push(format!(
                    "`{}` must not depend on `{name}` (xtask/src/invariants/edges.rs)",
                    package.name
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Package, breaches};

    #[test]
    fn an_edge_that_the_map_does_not_have_is_a_breach() {
        let package = |name: &str, dependencies: &[&str]| Package {
            name: name.to_owned(),
            dependencies: dependencies.iter().map(|&name| name.to_owned()).collect(),
        };
        let ours = [
            "manifest",
            "preflight",
            "contract",
            "cluster",
            "store",
            "sandbox",
            "everynode",
            "frontend",
        ];
        for (name, dependency, is_breach) in [
            ("manifest", "serde", false),
            ("manifest", "regex", true),
            ("preflight", "manifest", false),
            ("preflight", "contract", true),
            ("contract", "k8s-openapi", true),
            ("cluster", "kube", false),
            ("cluster", "axum", true),
            ("sandbox", "cluster", true),
            ("frontend", "cluster", true),
            ("xtask", "everynode", true),
            ("everynode", "axum", false),
            ("everynode", "cluster", false),
        ] {
            let mut packages: Vec<_> = ours.map(|name| package(name, &[])).into();
            packages.push(package(name, &[dependency]));
            assert_eq!(
                !breaches(&packages).is_empty(),
                is_breach,
                "{name} → {dependency}"
            );
        }
    }
}
