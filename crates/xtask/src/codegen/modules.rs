//! The published sources, fetched through the Go module proxy at the version that `control-plane/go.mod` pins.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::go_source::{self, Package};
use crate::{process, workspace};

/// Everything that the table is made of.
pub(super) struct Sources {
    /// The version of Kubernetes, `v1.36.2`.
    pub(super) version: String,
    /// The scanned Go packages by import path.
    pub(super) packages: BTreeMap<String, Package>,
    /// The schemas of the `OpenAPI` v3 documents by their full name.
    pub(super) openapi: BTreeMap<String, Value>,
    /// The feature gates with their versions, as YAML.
    pub(super) features: String,
}

/// The Go packages that declare the fields, as (module, folder in it).
const PACKAGES: [(&str, &str); 3] = [
    ("k8s.io/api", "apps/v1"),
    ("k8s.io/api", "core/v1"),
    ("k8s.io/apimachinery", "pkg/apis/meta/v1"),
];

/// The `OpenAPI` documents of the groups that hold the roots, in the module `k8s.io/kubernetes`.
const OPENAPI: [&str; 2] = ["apis__apps__v1_openapi.json", "api__v1_openapi.json"];

/// The list of feature gates, in the module `k8s.io/kubernetes`.
const FEATURES: &str = "test/compatibility_lifecycle/reference/versioned_feature_list.yaml";

/// Fetches the modules and reads the sources.
///
/// # Errors
/// `go` is missing or cannot reach the module proxy, or a module lacks one of the files.
pub(super) fn fetch() -> Result<Sources> {
    let mut packages = BTreeMap::new();
    for (module, folder) in PACKAGES {
        let file = locate(module)?.folder.join(folder).join("types.go");
        let package = go_source::scan(&read(&file)?)
            .with_context(|| format!("{} cannot be understood", file.display()))?;
        packages.insert(format!("{module}/{folder}"), package);
    }
    let kubernetes = locate("k8s.io/kubernetes")?;
    let mut openapi = BTreeMap::new();
    for name in OPENAPI {
        let file = kubernetes.folder.join("api/openapi-spec/v3").join(name);
        let document: Value = serde_json::from_str(&read(&file)?)
            .with_context(|| format!("{} is not JSON", file.display()))?;
        if let Some(schemas) = document["components"]["schemas"].as_object() {
            openapi.extend(
                schemas
                    .iter()
                    .map(|(name, schema)| (name.clone(), schema.clone())),
            );
        }
    }
    Ok(Sources {
        features: read(&kubernetes.folder.join(FEATURES))?,
        version: kubernetes.version,
        packages,
        openapi,
    })
}

struct Module {
    version: String,
    folder: PathBuf,
}

/// Where the Go tool keeps a module, fetched if it is not there yet.
fn locate(module: &str) -> Result<Module> {
    let answer = process::output(
        Command::new("go")
            .args(["mod", "download", "-json", module])
            .current_dir(workspace::root().join("crates/xtask/control-plane")),
    )?;
    let answer: Value = serde_json::from_str(&answer)
        .with_context(|| format!("`go mod download` says nothing readable of {module}"))?;
    let text = |key: &str| {
        answer[key]
            .as_str()
            .map(str::to_owned)
            .with_context(|| format!("`go mod download` gives no {key} for {module}"))
    };
    Ok(Module {
        version: text("Version")?,
        folder: text("Dir")?.into(),
    })
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}
