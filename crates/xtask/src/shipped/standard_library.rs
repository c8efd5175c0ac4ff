//! The standard library of Rust, which is in the program as well: what the toolchain says of its licences.
//!
//! The toolchain brings one page for it and for the crates that it is built of. Their texts are laid out as those of any
//! other package, so that one way leads into the licence texts and the bill of materials.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::components::{Component, Registry};
use crate::{process, workspace};

/// Where the page is in a toolchain.
const PAGE: &str = "share/doc/rust/COPYRIGHT-library.html";

/// What the names of the crates begin with that are for platforms that we do not build for.
const ELSEWHERE: [&str; 8] = [
    "fortanix",
    "hermit",
    "moto",
    "r-efi",
    "vex",
    "wasi",
    "windows",
    "wit-bindgen",
];

/// The standard library and the crates that it is built of.
///
/// # Errors
/// The toolchain has no such page, or a text cannot be laid out.
pub(super) fn components() -> Result<Vec<Component>> {
    let rustc = |arguments: &[&str]| process::output(Command::new("rustc").args(arguments));
    let root = rustc(&["--print", "sysroot"])?;
    let page = Path::new(root.trim()).join(PAGE);
    let page = fs::read_to_string(&page).with_context(|| {
        format!(
            "the licences of the standard library are not at {}; rustup's toolchains have them there",
            page.display()
        )
    })?;
    let version = rustc(&["--version"])?;
    let version = version.split_whitespace().nth(1).unwrap_or_default();
    let place = workspace::target().join("licences");
    let mut found = vec![Component {
        name: "std".to_owned(),
        version: version.to_owned(),
        registry: Registry::Toolchain,
        licence: "MIT OR Apache-2.0".to_owned(),
        authors: vec!["The Rust Project Developers".to_owned()],
        digest: None,
        folder: lay_out(&place.join("std"), &[])?,
    }];
    for package in packages(&page) {
        let folder = lay_out(
            &place.join(format!("{}-{}", package.name, package.version)),
            &package.texts,
        )?;
        found.push(Component {
            name: package.name,
            version: package.version,
            registry: Registry::Cargo,
            licence: package.licence,
            authors: vec![package.authors],
            digest: None,
            folder,
        });
    }
    Ok(found)
}

/// Writes texts as files that a package may bring.
fn lay_out(folder: &Path, texts: &[String]) -> Result<std::path::PathBuf> {
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        for (number, text) in texts.iter().enumerate() {
            fs::write(folder.join(format!("LICENSE-{number}")), text)?;
        }
        Ok(())
    };
    write().with_context(|| format!("{} cannot be written", folder.display()))?;
    Ok(folder.to_owned())
}

/// A crate that the standard library is built of, as the page tells of it.
#[derive(Debug, PartialEq, Eq)]
struct Package {
    name: String,
    version: String,
    authors: String,
    licence: String,
    texts: Vec<String>,
}

/// The crates of the page that may be in what we build.
fn packages(page: &str) -> Vec<Package> {
    let between = |text: &str, from: &str, to: &str| {
        let (_, rest) = text.split_once(from)?;
        let (inner, _) = rest.split_once(to)?;
        Some(plain(inner))
    };
    let sections = page.split("<h3>📦 ").skip(1);
    let packages = sections.filter_map(|section| {
        let (title, section) = section.split_once("</h3>")?;
        // A version begins with a digit, and may hold a dash itself.
        let dashes = title.match_indices('-').map(|(at, _)| at);
        let mut splits = dashes.map(|at| (&title[..at], &title[at + 1..]));
        let (name, version) =
            splits.find(|(_, version)| version.starts_with(|it: char| it.is_ascii_digit()))?;
        let texts = section.split("<pre>").skip(1);
        Some(Package {
            name: name.to_owned(),
            version: version.to_owned(),
            authors: between(section, "<b>Authors:</b> ", "</p>").unwrap_or_default(),
            licence: between(section, "<b>License:</b> ", "</p>")?.replace('/', " OR "),
            texts: texts
                .filter_map(|text| Some(plain(text.split_once("</pre>")?.0)))
                .collect(),
        })
    });
    let is_ours = |package: &Package| !ELSEWHERE.iter().any(|name| package.name.starts_with(name));
    packages.filter(is_ours).collect()
}

/// The text of a piece of the page, which has entities and no tags.
fn plain(text: &str) -> String {
    [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, character)| {
        text.replace(entity, character)
    })
}

#[cfg(test)]
mod tests {
    use super::{Package, packages};

    #[test]
    fn reads_what_the_page_says_of_each_crate() {
        let page = "<h3>📦 a-b-1.0.0-rc.1</h3>\n<p><b>Authors:</b> A &#60;a@b&#62;</p>\n\
            <p><b>License:</b> MIT/Apache-2.0</p>\n<details><pre>\nas &#34;is&#34;\n</pre></details>\n\
            <h3>📦 windows-sys-0.1.0</h3><p><b>License:</b> MIT</p>\n";
        let found = packages(page);
        let expected = Package {
            name: "a-b".to_owned(),
            version: "1.0.0-rc.1".to_owned(),
            authors: "A <a@b>".to_owned(),
            licence: "MIT OR Apache-2.0".to_owned(),
            texts: vec!["\nas \"is\"\n".to_owned()],
        };
        assert_eq!(found, [expected]);
    }

    #[test]
    fn the_toolchain_tells_of_its_library() {
        let found = super::components().unwrap();
        let names: Vec<_> = found.iter().map(|it| it.name.as_str()).collect();
        assert!(
            names.contains(&"std") && names.contains(&"hashbrown"),
            "{names:?}"
        );
    }
}
