//! Keys that are written twice, and keys that JSON cannot hold.

use std::borrow::Cow;

use super::events::Fault;
use crate::document::ProblemKind;
use crate::tree::{Entry, Kind, Tree};
use crate::{order, text};

/// So many keys are compared faster each with each than sorted.
const FEW: usize = 16;

/// Checks every mapping of a tree.
pub(crate) fn check(tree: &Tree, faults: &mut Vec<Fault>) {
    let has_tabs = tree.text.contains('\t');
    // One list for all mappings, of which most are small.
    let mut keys = Vec::new();
    for node in &tree.nodes {
        if let Kind::Mapping { entries, flow } = &node.kind {
            check_mapping(tree, entries, &mut keys, faults);
            if has_tabs && !flow {
                check_tabs(tree, entries, faults);
            }
        }
    }
}

/// Reports tabs in the indentation of a key, which yaml.v2 refuses and the parser lets through.
fn check_tabs(tree: &Tree, entries: &[Entry], faults: &mut Vec<Fault>) {
    for entry in entries {
        let line = text::line_start(&tree.text, entry.start);
        let before = tree.text.get(line..entry.start).unwrap_or_default();
        let indents = |c: char| matches!(c, ' ' | '\t' | '-' | '?');
        if let Some(tab) = before.find('\t').filter(|_| before.chars().all(indents)) {
            faults.push(Fault {
                kind: ProblemKind::Syntax,
                message: "A tab cannot indent YAML; use spaces.".to_owned(),
                offset: line + tab,
            });
        }
    }
}

fn check_mapping<'tree>(
    tree: &'tree Tree,
    entries: &[Entry],
    keys: &mut Vec<(Cow<'tree, str>, usize)>,
    faults: &mut Vec<Fault>,
) {
    keys.clear();
    for entry in entries {
        let start = tree.node(entry.key).start;
        if tree.is_merge(entry) {
            check_merge(tree, entry, faults);
        } else if let Some(key) = tree.key(entry) {
            keys.push((key, start));
        } else {
            faults.push(Fault {
                kind: ProblemKind::Syntax,
                message: "A key must be a string; this is none.".to_owned(),
                offset: start,
            });
        }
    }
    let mut report = |key: &str, offset: usize| {
        faults.push(Fault {
            kind: ProblemKind::DuplicateKey,
            message: format!("The key \"{key}\" is written twice; the last one counts."),
            offset,
        });
    };
    if keys.len() > FEW {
        order::sort_by(keys, Ord::cmp);
        for pair in keys.windows(2) {
            if let [(first, _), (second, offset)] = pair
                && first == second
            {
                report(second, *offset);
            }
        }
        return;
    }
    for (position, (key, offset)) in keys.iter().enumerate() {
        if keys[..position].iter().any(|(earlier, _)| earlier == key) {
            report(key, *offset);
        }
    }
}

fn check_merge(tree: &Tree, entry: &Entry, faults: &mut Vec<Fault>) {
    let sources = tree.merge_sources(entry.value);
    let is_mapping = |id| matches!(tree.node(tree.resolved(id)).kind, Kind::Mapping { .. });
    let empty_list = matches!(tree.node(entry.value).kind, Kind::Sequence { .. });
    if !sources.iter().copied().all(is_mapping) || (sources.is_empty() && !empty_list) {
        faults.push(Fault {
            kind: ProblemKind::Syntax,
            message: "A merge key needs a mapping or a list of mappings.".to_owned(),
            offset: tree.node(entry.value).start,
        });
    }
}
