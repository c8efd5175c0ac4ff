//! Keys that are written twice, and keys that JSON cannot hold.

use std::borrow::Cow;

use super::Fault;
use crate::document::ProblemKind;
use crate::order;
use crate::tree::{Entry, Kind, Tree};

/// So many keys are compared faster each with each than sorted.
const FEW: usize = 16;

/// Checks every mapping of a tree.
pub(crate) fn check(tree: &Tree, faults: &mut Vec<Fault>) {
    // One list for all mappings, of which most are small.
    let mut keys = Vec::new();
    for node in &tree.nodes {
        if let Kind::Mapping { entries, .. } = &node.kind {
            check_mapping(tree, entries, &mut keys, faults);
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
