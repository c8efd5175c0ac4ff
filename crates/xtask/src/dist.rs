//! `cargo xtask dist`: the binary that ships, with the browser half inside, and its bill of materials beside it.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process::{self, step};
use crate::{budget, frontend, shipped, workspace};

/// Builds it and returns where it is.
///
/// # Errors
/// A build fails, or the browser half is over its budget.
pub(crate) fn run() -> Result<PathBuf> {
    let built = frontend::build()?;
    budget::check(&built.site)?;
    let binary = step("Building the server (release)", || {
        process::run(
            Command::new(workspace::cargo())
                .current_dir(workspace::root())
                .args(["build", "--package", "everynode", "--release"])
                .env("SOURCE_COMMIT", commit()),
        )?;
        Ok(workspace::target().join("release/everynode"))
    })?;
    let bill = binary.with_extension("cdx.json");
    step("Writing the bill of materials (CycloneDX)", || {
        shipped::write_bill(&bill)
    })?;
    println!("\n{}\n{}", binary.display(), bill.display());
    Ok(binary)
}

/// The commit that the program tells as its own: the one that the environment names, as in an image that is built without
/// `.git`, else the one that is checked out. Empty where neither is known, or what is checked out was changed.
fn commit() -> String {
    if let Ok(named) = env::var("SOURCE_COMMIT") {
        return named;
    }
    let git = |arguments: &[&str]| {
        process::output(
            Command::new("git")
                .current_dir(workspace::root())
                .args(arguments),
        )
    };
    match (git(&["rev-parse", "HEAD"]), git(&["status", "--porcelain"])) {
        (Ok(commit), Ok(changes)) if changes.trim().is_empty() => commit.trim().to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use manifest::Document;

    use crate::workspace;

    /// What krew's own validation asks for (`internal/index/validation` of `sigs.k8s.io/krew`), and that it is about this
    /// version.
    #[test]
    fn the_manifest_for_krew_is_one() {
        let file = workspace::root().join("deploy/krew/everynode.yaml");
        let document = Document::parse(fs::read_to_string(file).unwrap());
        assert!(document.is_intact(), "{:?}", document.problems());
        let plugin = document.value();
        assert_eq!(
            plugin["apiVersion"],
            "krew.googlecontainertools.github.com/v1alpha2"
        );
        assert_eq!(plugin["kind"], "Plugin");
        assert_eq!(plugin["metadata"]["name"], "everynode");
        let spec = &plugin["spec"];
        assert_eq!(
            spec["version"],
            concat!("v", env!("CARGO_PKG_VERSION")),
            "a new version is a new manifest"
        );
        let short = spec["shortDescription"].as_str().unwrap();
        assert!(short.len() <= 50 && !short.ends_with('.'), "{short}");
        let description = spec["description"].as_str().unwrap();
        assert!(
            description.contains("kubectl everynode check --context"),
            "{description}"
        );
        let platforms = spec["platforms"].as_array().unwrap();
        assert_eq!(platforms.len(), 2);
        for platform in platforms {
            let selector = &platform["selector"]["matchLabels"];
            let name = format!(
                "/everynode-{}-{}.tar.gz",
                selector["os"].as_str().unwrap(),
                selector["arch"].as_str().unwrap()
            );
            let uri = platform["uri"].as_str().unwrap();
            assert!(uri.starts_with("https://") && uri.ends_with(&name), "{uri}");
            let digest = platform["sha256"].as_str().unwrap();
            let is_hex = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(digest.len() == 64 && is_hex, "{digest}");
            assert_eq!(platform["bin"], "everynode");
        }
    }
}
