//! Keys that are written twice, and keys that JSON cannot hold.

use crate::message::yaml as said;
use std::borrow::Cow;

use super::Fault;
use crate::order;
use crate::tree::{Entry, NodeKind, Tree};
use crate::yaml::problem_kind::ProblemKind;

/// So many keys are compared faster each with each than sorted.
const FEW: usize = 16;

/// Before a merge key behind more keys none is looked for in what it brings: that takes their product in time, and
/// who merges has few.
const MOST_BEFORE_MERGE: usize = 64;

/// Checks every mapping of a tree.
pub(crate) fn check(tree: &Tree, faults: &mut Vec<Fault>) {
    // One list for all mappings, of which most are small.
    let mut keys = Vec::new();
    for node in &tree.nodes {
        if let NodeKind::Mapping { entries, .. } = &node.kind {
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
    check_overridden(tree, entries, faults);
    for entry in entries {
        let start = tree.node(entry.key).start;
        if tree.is_merge(entry) {
            check_merge(tree, entry, faults);
        } else if let Some(key) = tree.key(entry) {
            keys.push((key, start));
        } else {
            faults.push(Fault {
                kind: ProblemKind::Syntax,
                message: said::key_not_string(),
                offset: start,
            });
        }
    }
    let mut report = |key: &str, offset: usize| {
        // Two objects that have run into one have this key twice.
        let message = if key == "kind" {
            said::kind_twice(key)
        } else {
            said::key_twice(key)
        };
        faults.push(Fault {
            kind: ProblemKind::DuplicateKey,
            message,
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

/// Keys that a merge key behind them gives another value: yaml.v2 fills a mapping in the order of the text, where
/// YAML says that a mapping's own keys win.
fn check_overridden(tree: &Tree, entries: &[Entry], faults: &mut Vec<Fault>) {
    let is_merge = |entry: &Entry| tree.is_merge(entry);
    let Some(last) = entries.iter().rposition(is_merge) else {
        return;
    };
    let (before, behind) = entries.split_at(last.min(MOST_BEFORE_MERGE));
    if before.len() < last {
        return;
    }
    let Some(merge) = behind.first() else {
        return;
    };
    for entry in before.iter().filter(|entry| !is_merge(entry)) {
        let key = tree.key(entry);
        if let Some(key) = key.filter(|key| tree.merged(merge.value, key).is_some()) {
            faults.push(Fault {
                kind: ProblemKind::Ignored,
                message: said::key_passed_over(&*key),
                offset: tree.node(entry.key).start,
            });
        }
    }
}

fn check_merge(tree: &Tree, entry: &Entry, faults: &mut Vec<Fault>) {
    let sources = tree.merge_sources(entry.value);
    let is_mapping = |id| matches!(tree.node(tree.resolved(id)).kind, NodeKind::Mapping { .. });
    let empty_list = matches!(tree.node(entry.value).kind, NodeKind::Sequence { .. });
    if !sources.iter().copied().all(is_mapping) || (sources.is_empty() && !empty_list) {
        faults.push(Fault {
            kind: ProblemKind::Syntax,
            message: said::merge_needs_mapping(),
            offset: tree.node(entry.value).start,
        });
    }
}
