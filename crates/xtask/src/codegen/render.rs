//! The table as Rust text.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use super::ROOTS;
use super::table::{Field, Kind, Merge, Table};
use crate::workspace;

/// The whole file, formatted by rustfmt.
///
/// # Errors
/// rustfmt is missing or refuses the text.
pub(super) fn render(table: &Table, version: &str) -> Result<String> {
    let mut text = format!(
        "//! The fields of Kubernetes {version}. Written by `cargo xtask codegen`; do not edit.\n\n\
         use super::{{Kind, List, Merge, NONE, OMIT_EMPTY, OMIT_ZERO, POINTER, Struct, field}};\n"
    );
    for (name, declared) in &table.structs {
        let root = ROOTS.iter().any(|(_, root)| root == name);
        let docs = if root {
            format!("/// `{name}` of `{}`.\n", declared.package)
        } else {
            String::new()
        };
        let visibility = if root { "pub " } else { "" };
        write!(
            text,
            "\n{docs}{visibility}static {}: Struct = Struct {{ name: {name:?}, fields: &[",
            constant_name(name)
        )?;
        for (json, field) in &declared.fields {
            write!(
                text,
                "field({json:?}, {}, {}),",
                kind(&field.kind),
                flags(field)
            )?;
        }
        text.push_str("] };\n");
    }
    rustfmt(&text)
}

/// `PodTemplateSpec` as `POD_TEMPLATE_SPEC`, `RBDVolumeSource` as `RBD_VOLUME_SOURCE`.
pub(super) fn constant_name(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut constant = String::new();
    for (position, letter) in letters.iter().enumerate() {
        let after_lower = position > 0 && !letters[position - 1].is_uppercase();
        let before_lower =
            position > 0 && letters.get(position + 1).is_some_and(|c| c.is_lowercase());
        if letter.is_uppercase() && (after_lower || before_lower) {
            constant.push('_');
        }
        constant.push(letter.to_ascii_uppercase());
    }
    constant
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Struct(name) => format!("Kind::Struct(&{})", constant_name(name)),
        Kind::Map(item) => format!("Kind::Map(&{})", self::kind(item)),
        Kind::Enumeration(words) => format!("Kind::Enumeration(&{words:?})"),
        Kind::Plain(variant) => format!("Kind::{variant}"),
        Kind::List(item, merge) => {
            let merge = match merge {
                Merge::Atomic => "Atomic".to_owned(),
                Merge::Set => "Set".to_owned(),
                Merge::Map(keys) => format!("Map(&{keys:?})"),
            };
            let item = self::kind(item);
            format!("Kind::List(&List {{ item: {item}, merge: Merge::{merge} }})")
        }
    }
}

fn flags(field: &Field) -> String {
    let flags: Vec<&str> = [
        (field.pointer, "POINTER"),
        (field.omit_empty, "OMIT_EMPTY"),
        (field.omit_zero, "OMIT_ZERO"),
    ]
    .into_iter()
    .filter_map(|(set, name)| set.then_some(name))
    .collect();
    if flags.is_empty() {
        "NONE".to_owned()
    } else {
        flags.join(" | ")
    }
}

/// The text formatted.
///
/// # Errors
/// rustfmt is missing or refuses the text.
pub(super) fn rustfmt(text: &str) -> Result<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024"])
        // The style is looked up from here.
        .current_dir(workspace::root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("rustfmt cannot be started")?;
    // rustfmt reads all of its input before it writes, so the two pipes cannot block each other.
    child
        .stdin
        .take()
        .context("rustfmt has no input")?
        .write_all(text.as_bytes())
        .context("rustfmt does not take the generated text")?;
    let done = child
        .wait_with_output()
        .context("rustfmt cannot be waited for")?;
    if !done.status.success() {
        bail!("rustfmt refuses the generated text: {}", done.status);
    }
    String::from_utf8(done.stdout).context("rustfmt does not print UTF-8")
}

#[cfg(test)]
mod tests {
    use super::constant_name;

    #[test]
    fn names_constants_as_rust_does() {
        for (go, rust) in [
            ("PodTemplateSpec", "POD_TEMPLATE_SPEC"),
            ("RBDVolumeSource", "RBD_VOLUME_SOURCE"),
            ("CSIVolumeSource", "CSI_VOLUME_SOURCE"),
            ("GRPCAction", "GRPC_ACTION"),
            ("Service", "SERVICE"),
        ] {
            assert_eq!(constant_name(go), rust);
        }
    }
}
