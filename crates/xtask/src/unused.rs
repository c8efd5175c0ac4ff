//! Dependencies that nobody uses: each costs time to build and is one more thing to watch over.
//!
//! A crate uses a dependency if its sources name it (`serde::`, `use serde`). The few that are there for a feature
//! alone are named, with the reason, under `[package.metadata.unused]` of the crate; one that is named there and
//! used all the same is reported as well.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use toml::{Table, Value};

/// The kinds of dependencies, each with what may use it.
const KINDS: [(&str, &[&str]); 3] = [
    ("dependencies", &["src", "benches", "examples", "tests"]),
    ("dev-dependencies", &["src", "benches", "examples", "tests"]),
    ("build-dependencies", &["build.rs", "build"]),
];

/// Folders that hold no sources.
const SKIPPED: [&str; 4] = [".git", "node_modules", "target", "snapshots"];

/// One sentence for each dependency that nobody uses, in the workspace below `root`.
///
/// # Errors
/// A manifest or a source cannot be read.
pub(crate) fn find(root: &Path) -> Result<Vec<String>> {
    let mut manifests = Vec::new();
    walk(root, &mut |path| {
        if path.file_name().is_some_and(|name| name == "Cargo.toml") {
            manifests.push(path.to_owned());
        }
    })?;
    manifests.sort();
    let mut unused = Vec::new();
    let mut inherited = BTreeSet::new();
    for path in &manifests {
        let manifest = read(path)?;
        let Some(package) = manifest.get("package") else {
            continue;
        };
        let name = package
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let folder = path.parent().unwrap_or(root);
        unused.extend(of_crate(name, folder, &manifest, &mut inherited)?);
    }
    let workspace = read(&root.join("Cargo.toml"))?;
    let offered = workspace
        .get("workspace")
        .and_then(|it| it.get("dependencies"));
    let offered = offered
        .and_then(Value::as_table)
        .into_iter()
        .flat_map(Table::keys);
    unused.extend(
        offered
            .filter(|key| !inherited.contains(*key))
            .map(|key| format!("the workspace offers {key}, and no crate takes it")),
    );
    Ok(unused)
}

/// What one crate does not use. Notes what it takes from the workspace.
fn of_crate(
    name: &str,
    folder: &Path,
    manifest: &Table,
    inherited: &mut BTreeSet<String>,
) -> Result<Vec<String>> {
    let excused = manifest["package"]
        .get("metadata")
        .and_then(|metadata| metadata.get("unused"))
        .and_then(Value::as_table);
    let is_excused = |key: &str| excused.is_some_and(|excused| excused.contains_key(key));
    let mut unused = Vec::new();
    let mut declared = BTreeSet::new();
    for (kind, places) in KINDS {
        let sources = sources(folder, places)?;
        for (key, dependency) in tables(manifest, kind).into_iter().flatten() {
            declared.insert(key.clone());
            if dependency.get("workspace").and_then(Value::as_bool) == Some(true) {
                inherited.insert(key.clone());
            }
            let is_used = sources
                .iter()
                .any(|source| names(source, &key.replace('-', "_")));
            if !is_used && !is_excused(key) {
                unused.push(format!("{name} does not use {key} of its {kind}"));
            } else if is_used && is_excused(key) {
                unused.push(format!("{name} uses {key}, so it needs no excuse for it"));
            }
        }
    }
    let idle = excused.into_iter().flat_map(Table::keys);
    unused.extend(
        idle.filter(|key| !declared.contains(*key))
            .map(|key| format!("{name} has an excuse for {key}, which it does not have")),
    );
    Ok(unused)
}

/// The tables of a kind: that of all targets and those of some.
fn tables<'a>(manifest: &'a Table, kind: &str) -> Vec<&'a Table> {
    let of_some = manifest.get("target").and_then(Value::as_table);
    let of_some = of_some.into_iter().flat_map(Table::values);
    let of_some = of_some.filter_map(|target| target.get(kind)?.as_table());
    let of_all = manifest.get(kind).and_then(Value::as_table);
    of_all.into_iter().chain(of_some).collect()
}

/// The Rust sources of a crate in some places, without those of crates that lie in it.
fn sources(folder: &Path, places: &[&str]) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for place in places {
        let place = folder.join(place);
        if place.is_file() {
            files.push(place);
        } else if place.is_dir() {
            walk(&place, &mut |path| {
                if path.extension().is_some_and(|extension| extension == "rs") {
                    files.push(path.to_owned());
                }
            })?;
        }
    }
    files
        .iter()
        .map(|file| fs::read_to_string(file).with_context(|| file.display().to_string()))
        .collect()
}

/// Whether a source names a crate, other than in a comment.
fn names(source: &str, name: &str) -> bool {
    source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .any(|line| names_in_line(line, name))
}

fn names_in_line(line: &str, name: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(name).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + name.len()..]);
        // `self::sandbox::x` and `crate::store` are modules of ours.
        if before.ends_with(is_word) || before.ends_with("::") || after.starts_with(is_word) {
            return false;
        }
        let before = before.trim_end();
        after.starts_with("::")
            || ["use", "crate"].iter().any(|word| {
                before
                    .strip_suffix(word)
                    .is_some_and(|rest| !rest.ends_with(is_word))
            })
    })
}

fn read(path: &Path) -> Result<Table> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    text.parse().with_context(|| path.display().to_string())
}

/// Every file below a folder.
fn walk(folder: &Path, found: &mut dyn FnMut(&Path)) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path: PathBuf = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_file() {
            found(&path);
        } else if path.is_dir() && !SKIPPED.contains(&name.as_ref()) {
            walk(&path, found)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{find, names_in_line};

    fn write(root: &Path, name: &str, text: &str) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn what_nobody_uses_is_found_in_every_place() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        write(
            root,
            "Cargo.toml",
            "[workspace]\nmembers = ['a']\n[workspace.dependencies]\nserde = '1'\ntime = '0.3'\n",
        );
        write(
            root,
            "a/Cargo.toml",
            "[package]\nname = 'a'\n[package.metadata.unused]\nfeature-only = 'why'\nnever-there = 'why'\nbusy = 'why'\n\
             [dependencies]\nserde.workspace = true\ntwo-words = '1'\nidle = '1'\nfeature-only = '1'\nbusy = '1'\n\
             [dev-dependencies]\ntried = '1'\nidle-test = '1'\n[build-dependencies]\nidle-build = '1'\n\
             [target.'cfg(unix)'.dependencies]\nidle-unix = '1'\n",
        );
        write(
            root,
            "a/src/lib.rs",
            "// use idle::x;\nuse two_words::x;\n#[derive(serde::Serialize)]\nstruct A(busy::B);\n",
        );
        write(root, "a/tests/t.rs", "use tried::*;\n");
        // Generated, and another crate's.
        write(root, "target/debug/x.rs", "use idle::x;\n");
        let mut found = find(root).unwrap();
        found.sort();
        assert_eq!(
            found,
            [
                "a does not use idle of its dependencies",
                "a does not use idle-build of its build-dependencies",
                "a does not use idle-test of its dev-dependencies",
                "a does not use idle-unix of its dependencies",
                "a has an excuse for never-there, which it does not have",
                "a uses busy, so it needs no excuse for it",
                "the workspace offers time, and no crate takes it",
            ]
        );
    }

    #[test]
    fn nobody_here_has_a_dependency_for_nothing() {
        assert_eq!(
            find(crate::workspace::root()).unwrap(),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_name_is_a_use_only_where_it_stands_for_the_crate() {
        for (line, is_use) in [
            ("use time::Duration;", true),
            ("pub use time;", true),
            ("extern crate time;", true),
            ("    let x = time::now();", true),
            ("use tokio::time::sleep;", false),
            ("use tower_sessions::cookie::time;", false),
            ("let time = 3;", false),
            ("let lifetime::x", false),
            ("time_zone::x", false),
            ("crate::time::x", false),
            ("reuse time", false),
        ] {
            assert_eq!(names_in_line(line, "time"), is_use, "{line}");
        }
    }
}
