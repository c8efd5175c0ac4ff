//! Marks that the parser takes and kubectl does not: names of anchors, and lines between documents.

use super::events::Fault;
use crate::document::ProblemKind;
use crate::text;
use crate::tree::{Kind, Tree};

/// Checks every anchor, alias and separator of a text.
pub(super) fn check(tree: &Tree, faults: &mut Vec<Fault>) {
    check_names(tree, faults);
    check_separators(&tree.text, faults);
}

/// yaml.v2 knows letters, digits, `_` and `-` in the name of an anchor.
fn check_names(tree: &Tree, faults: &mut Vec<Fault>) {
    for node in &tree.nodes {
        let (range, mark) = match node.kind {
            Kind::Alias { .. } => (node.start..node.end, '*'),
            _ if node.anchored => (node.start..node.content.max(node.start), '&'),
            _ => continue,
        };
        let written = tree.text.get(range).unwrap_or_default();
        let Some((before, name)) = written.split_once(mark) else {
            continue;
        };
        let name = name.split([' ', '\t', '\n', '\r', ',', ']', '}']).next();
        let is_known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if !name.is_some_and(|name| name.chars().all(is_known)) {
            faults.push(Fault {
                kind: ProblemKind::Syntax,
                message: "The name of an anchor is of letters, digits, _ and -.".to_owned(),
                offset: node.start + before.len(),
            });
        }
    }
}

/// kubectl divides a text into its documents before it reads them, at each line that begins with
/// `---`, and wants nothing else there (`YAMLReader.Read` in apimachinery's
/// `pkg/util/yaml/decoder.go`).
fn check_separators(source: &str, faults: &mut Vec<Fault>) {
    for (offset, mark) in source.match_indices("---") {
        if offset > 0 && !source[..offset].ends_with('\n') {
            continue;
        }
        let rest = &source[offset + mark.len()..text::line_end(source, offset)];
        let behind = rest.trim_start();
        if !behind.is_empty() && !behind.starts_with('#') {
            faults.push(Fault {
                kind: ProblemKind::Syntax,
                message: "Nothing but a comment can follow --- on its line.".to_owned(),
                offset: offset + mark.len() + rest.len() - behind.len(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Document;

    #[test]
    fn only_what_kubectl_takes_is_taken() {
        for (text, is_intact) in [
            ("a: &x-1_b 1\nb: *x-1_b\n", true),
            ("a: &x! 1\n", false),
            ("a: &x.y 1\nb: *x.y\n", false),
            ("a: !!str &x 1\nb: [*x, *x]\n", true),
            ("--- # comment\na: 1\n---\nb: 2\n", true),
            ("--- {a: 1}\n", false),
            ("a: 1\n---b: 2\n", false),
            ("a: |\n  --- b\n", true),
        ] {
            assert_eq!(Document::parse(text).is_intact(), is_intact, "{text}");
        }
    }
}
