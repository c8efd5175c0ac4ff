//! The packages that ship: crates of the program and of the browser module, npm packages of the editor.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::standard_library;
use crate::{process, workspace};

/// The roots of what ships: a crate of ours and the target that it is built for.
const ROOTS: [(&str, &str); 3] = [
    ("everynode", "x86_64-unknown-linux-gnu"),
    ("everynode", "aarch64-unknown-linux-gnu"),
    ("frontend", "wasm32-unknown-unknown"),
];

/// Where a package comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Registry {
    /// crates.io.
    Cargo,
    /// npmjs.com.
    Npm,
    /// It comes with the compiler.
    Toolchain,
}

/// One package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Component {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) registry: Registry,
    /// The licence as the package declares it (SPDX).
    pub(crate) licence: String,
    pub(crate) authors: Vec<String>,
    /// The digest of the package as the lock file has it: the name of the algorithm, and hexadecimal digits.
    pub(crate) digest: Option<(&'static str, String)>,
    /// Where its files are.
    pub(crate) folder: PathBuf,
}

/// All packages of others that ship, by name.
///
/// # Errors
/// Cargo cannot list them, or a lock file cannot be read.
pub(crate) fn all() -> Result<Vec<Component>> {
    let mut found = BTreeSet::new();
    let digests = cargo_digests()?;
    for (root, target) in ROOTS {
        let metadata = process::output(
            Command::new(workspace::cargo())
                .current_dir(workspace::root())
                .args(["metadata", "--format-version", "1", "--locked"])
                .args(["--filter-platform", target]),
        )?;
        let metadata: Value = serde_json::from_str(&metadata)?;
        found.extend(crates(&metadata, root, &digests)?);
    }
    found.extend(npm_packages()?);
    // The library is built of its own versions of some crates; where one is the same, it is there already.
    for component in standard_library::components()? {
        let is_there = |it: &Component| {
            (it.registry, &it.name, &it.version)
                == (component.registry, &component.name, &component.version)
        };
        if !found.iter().any(is_there) {
            found.insert(component);
        }
    }
    Ok(found.into_iter().collect())
}

/// The crates of others that a crate of ours is built of; what only builds or tests it does not ship.
fn crates(
    metadata: &Value,
    root: &str,
    digests: &BTreeMap<(String, String), String>,
) -> Result<Vec<Component>> {
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages: BTreeMap<String, Value> = items(&metadata["packages"])
        .into_iter()
        .map(|package| (text(&package["id"]), package))
        .collect();
    let nodes: BTreeMap<String, Vec<Value>> = items(&metadata["resolve"]["nodes"])
        .into_iter()
        .map(|node| (text(&node["id"]), items(&node["deps"])))
        .collect();
    let (root, _) = packages
        .iter()
        .find(|(_, package)| package["name"] == root && package["source"].is_null())
        .with_context(|| format!("there is no crate {root}"))?;
    let mut open = vec![root.clone()];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id.clone()) {
            let needed = nodes.get(&id).into_iter().flatten();
            let needed = needed.filter(|needed| {
                let kinds = needed["dep_kinds"].as_array();
                kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
            });
            open.extend(needed.map(|needed| text(&needed["pkg"])));
        }
    }
    let shipped = seen.iter().filter_map(|id| packages.get(id));
    let shipped = shipped.filter(|package| !package["source"].is_null());
    Ok(shipped
        .map(|package| {
            let (name, version) = (text(&package["name"]), text(&package["version"]));
            let digest = digests.get(&(name.clone(), version.clone()));
            let manifest = PathBuf::from(text(&package["manifest_path"]));
            Component {
                digest: digest.map(|digest| ("SHA-256", digest.clone())),
                name,
                version,
                registry: Registry::Cargo,
                // The older way to write OR.
                licence: text(&package["license"]).replace('/', " OR "),
                authors: items(&package["authors"]).iter().map(text).collect(),
                folder: manifest.parent().map(Into::into).unwrap_or_default(),
            }
        })
        .collect())
}

/// The digests of `Cargo.lock`, by name and version.
fn cargo_digests() -> Result<BTreeMap<(String, String), String>> {
    let lock = fs::read_to_string(workspace::root().join("Cargo.lock"))?;
    let lock: toml::Table = lock.parse().context("Cargo.lock cannot be read")?;
    let packages = lock["package"].as_array().cloned().unwrap_or_default();
    let field = |package: &toml::Value, name: &str| Some(package.get(name)?.as_str()?.to_owned());
    Ok(packages
        .iter()
        .filter_map(|package| {
            let key = (field(package, "name")?, field(package, "version")?);
            Some((key, field(package, "checksum")?))
        })
        .collect())
}

/// The npm packages that are bundled.
fn npm_packages() -> Result<Vec<Component>> {
    let folder = workspace::root().join("frontend");
    let lock = fs::read_to_string(folder.join("package-lock.json"))?;
    let lock: Value = serde_json::from_str(&lock).context("package-lock.json cannot be read")?;
    let packages = lock["packages"].as_object().cloned().unwrap_or_default();
    let shipped = packages
        .into_iter()
        .filter(|(place, package)| !place.is_empty() && package["dev"] != true);
    Ok(shipped
        .map(|(place, package)| Component {
            name: place
                .rsplit_once("node_modules/")
                .map_or(place.clone(), |(_, name)| name.to_owned()),
            version: text(&package["version"]),
            registry: Registry::Npm,
            licence: text(&package["license"]),
            authors: Vec::new(),
            digest: None,
            folder: folder.join(place),
        })
        .collect())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::crates;

    #[test]
    fn what_only_builds_or_tests_does_not_ship() {
        let package = |name: &str, source: Option<&str>| {
            json!({"id": name, "name": name, "version": "1.0.0", "source": source,
                   "license": "MIT/Apache-2.0", "authors": [], "manifest_path": format!("/{name}/Cargo.toml")})
        };
        let needs = |name: &str, kinds: &[Option<&str>]| {
            let kinds: Vec<_> = kinds.iter().map(|kind| json!({"kind": kind})).collect();
            json!({"pkg": name, "dep_kinds": kinds})
        };
        let metadata = json!({
            "packages": [
                package("ours", None), package("own", None), package("direct", Some("r")),
                package("deep", Some("r")), package("builds", Some("r")), package("tests", Some("r")),
                package("other", Some("r")),
            ],
            "resolve": {"nodes": [
                {"id": "ours", "deps": [
                    needs("own", &[None]), needs("builds", &[Some("build")]), needs("tests", &[Some("dev")]),
                    needs("direct", &[Some("dev"), None]),
                ]},
                {"id": "own", "deps": []},
                {"id": "direct", "deps": [needs("deep", &[None])]},
                {"id": "builds", "deps": [needs("other", &[None])]},
            ]},
        });
        let found = crates(&metadata, "ours", &std::collections::BTreeMap::new()).unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|component| component.name.as_str())
            .collect();
        assert_eq!(names, ["deep", "direct"]);
        assert_eq!(found[0].licence, "MIT OR Apache-2.0");
    }
}
