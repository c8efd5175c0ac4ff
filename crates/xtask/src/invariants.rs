//! What `ARCHITECTURE.md` says under *Invariants*, as far as the source itself shows it: who depends on whom,
//! what the pure crates must not know, what nobody reaches, and whether the map names places that are there.
//!
//! Each check takes texts and gives breaches, so that a test can plant one.

mod addresses;
mod asvs;
mod edges;
mod map;
mod purity;
mod reach;
mod sentences;
mod weights;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::workspace;

/// A source file: its path from the root of the checkout, and its text.
pub(crate) struct Source {
    path: String,
    text: String,
}

/// Looks for breaches of all invariants and names every one.
///
/// # Errors
/// There are some, or the source cannot be read.
pub(crate) fn check() -> Result<()> {
    let sources = sources()?;
    let mut breaches = edges::breaches(&edges::packages()?);
    breaches.extend(addresses::breaches(&sources));
    breaches.extend(purity::breaches(&sources));
    breaches.extend(reach::breaches(&sources));
    breaches.extend(sentences::breaches(&sources));
    breaches.extend(weights::breaches(&sources));
    let map = fs::read_to_string(workspace::root().join("ARCHITECTURE.md"))
        .context("ARCHITECTURE.md cannot be read")?;
    breaches.extend(map::breaches(&map, |path| {
        workspace::root().join(path).exists()
    }));
    let security = fs::read_to_string(workspace::root().join("docs/security.md"))
        .context("docs/security.md cannot be read")?;
    breaches.extend(asvs::breaches(&security, &sources, |path| {
        workspace::root().join(path).exists()
    }));
    if !breaches.is_empty() {
        bail!("{}", breaches.join("\n"));
    }
    Ok(())
}

/// All Rust sources of the workspace.
fn sources() -> Result<Vec<Source>> {
    let root = workspace::root();
    let mut files = Vec::new();
    for folder in ["crates", "frontend"] {
        collect(&root.join(folder), &mut files)?;
    }
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            let path = file.strip_prefix(root).unwrap_or(&file);
            Ok(Source {
                path: path.to_string_lossy().replace('\\', "/"),
                text,
            })
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let is_foreign = ["node_modules", "target"]
            .iter()
            .any(|name| path.ends_with(name));
        if path.is_dir() && !is_foreign {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

impl Source {
    /// Whether it is only there for tests or benches.
    fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs")
            || ["/tests/", "/benches/", "/examples/"]
                .iter()
                .any(|folder| self.path.contains(folder))
    }

    /// The lines that are code and not of a test module, each with its number from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self
            .text
            .find("#[cfg(test)]\nmod tests {")
            .unwrap_or(self.text.len());
        self.text[..end]
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::Source;

    /// A file that is not there.
    pub(crate) fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn tests_and_comments_are_no_code() {
        let text = "//! a\nfn b() {}\n// c\n#[cfg(test)]\nmod tests {\n fn d() {}\n}\n";
        let file = source("crates/x/src/y.rs", text);
        let code: Vec<_> = file.code().collect();
        assert_eq!(code, [(2, "fn b() {}")]);
        assert!(source("crates/x/src/y/tests.rs", "").is_test());
    }
}
