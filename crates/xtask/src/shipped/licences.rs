//! The licence texts of what ships, each once, with the packages that it is for.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result, bail};

use super::Component;
use crate::workspace;

/// What the names of files begin with that hold a licence or what a licence asks to be passed on.
const NAMES: [&str; 6] = [
    "license",
    "licence",
    "copying",
    "notice",
    "unlicense",
    "copyright",
];

/// How a text is told from the next.
const RULE: &str =
    "────────────────────────────────────────────────────────────────────────────────";

/// One text for all of them.
pub(super) fn text(components: &[Component]) -> Result<String> {
    let mut texts: BTreeMap<String, (String, Vec<&Component>)> = BTreeMap::new();
    for component in components {
        for text in texts_of(component)? {
            // The same words with other line breaks are the same text.
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let (_, users) = texts.entry(words).or_insert_with(|| (text, Vec::new()));
            if !users.contains(&component) {
                users.push(component);
            }
        }
    }
    let mut texts: Vec<_> = texts.into_values().collect();
    texts.sort_by(|(_, one), (_, other)| (other.len(), one).cmp(&(one.len(), other)));

    let ours = fs::read_to_string(workspace::root().join("LICENSE"))?;
    let mut all = format!(
        "Everynode is under the Apache License 2.0, whose text ends this file. The program and its pages hold\n\
         the {} packages that are named here, each under the licence above which it stands.\n",
        components.len()
    );
    for (text, users) in texts {
        let names = users
            .iter()
            .map(|user| format!("{} {} ({})", user.name, user.version, user.licence))
            .collect::<Vec<_>>()
            .join(", ");
        // Writing to a string cannot fail.
        let _ = write!(all, "\n{RULE}\n{names}\n\n{}\n", text.trim_matches('\n'));
    }
    let _ = write!(
        all,
        "\n{RULE}\nEverynode\n\n{}",
        ours.trim_start_matches('\n')
    );
    Ok(all)
}

/// The texts that a package brings; where it brings none, the one of the licence that it declares.
fn texts_of(component: &Component) -> Result<Vec<String>> {
    let folder = &component.folder;
    let entries = fs::read_dir(folder).with_context(|| {
        format!(
            "{} {} is not at {}",
            component.name,
            component.version,
            folder.display()
        )
    })?;
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = name.to_ascii_lowercase();
            path.is_file() && NAMES.iter().any(|begin| name.starts_with(begin))
        })
        .collect();
    files.sort();
    if files.is_empty() {
        return Ok(vec![usual_text(component)?]);
    }
    files
        .iter()
        .map(|file| {
            let bytes = fs::read(file)?;
            Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
        })
        .collect()
}

/// The text of a licence that a package declares and does not bring.
fn usual_text(component: &Component) -> Result<String> {
    let (name, version) = (&component.name, &component.version);
    let holders = if component.authors.is_empty() {
        format!("the authors of {name}")
    } else {
        component.authors.join(", ")
    };
    let choices: Vec<&str> = component.licence.split(" OR ").collect();
    if choices.contains(&"MIT") {
        Ok(include_str!("mit.txt").replace("{holders}", &holders))
    } else if choices.contains(&"Apache-2.0") {
        Ok(fs::read_to_string(workspace::root().join("LICENSE"))?)
    } else if choices.contains(&"BSD-3-Clause") {
        Ok(include_str!("bsd-3-clause.txt").replace("{holders}", &holders))
    } else {
        bail!(
            "{name} {version} brings no licence text, and that of {} is not known here",
            component.licence
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Component, text, texts_of};
    use crate::shipped::components::Registry;

    fn component(name: &str, licence: &str, folder: &std::path::Path) -> Component {
        Component {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            registry: Registry::Cargo,
            licence: licence.to_owned(),
            authors: vec!["A. Author".to_owned()],
            digest: None,
            folder: folder.to_owned(),
        }
    }

    #[test]
    fn each_text_stands_once_with_all_who_bring_it() {
        let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
        std::fs::write(folders[0].path().join("LICENSE"), "do as you\nlike").unwrap();
        std::fs::write(
            folders[1].path().join("license.md"),
            "do as\r\nyou like\r\n",
        )
        .unwrap();
        std::fs::write(folders[1].path().join("NOTICE"), "by B").unwrap();
        let all = text(&[
            component("a", "MIT", folders[0].path()),
            component("b", "MIT", folders[1].path()),
        ])
        .unwrap();
        assert_eq!(all.matches("do as you").count(), 1);
        assert!(
            all.contains("a 1.0.0 (MIT), b 1.0.0 (MIT)\n\ndo as you\nlike\n"),
            "{all}"
        );
        assert!(all.contains("b 1.0.0 (MIT)\n\nby B"), "{all}");
        assert!(all.contains("Apache License"), "{all}");
    }

    #[test]
    fn who_brings_no_text_gets_the_usual_one_or_stops_the_build() {
        let empty = tempfile::tempdir().unwrap();
        let mit = texts_of(&component("a", "MIT OR Apache-2.0", empty.path())).unwrap();
        assert!(mit[0].contains("Copyright (c) A. Author") && mit[0].contains("AS IS"));
        let error = texts_of(&component("a", "Hippocratic-2.1", empty.path())).unwrap_err();
        assert!(error.to_string().contains("Hippocratic"), "{error}");
    }
}
