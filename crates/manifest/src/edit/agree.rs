//! Whether an edited text reads as expected, told from the two trees: the values need not be made.

use serde_json::Value;

use crate::tree::{Entry, Node, NodeId, NodeKind, Style, Tree, segment_key};
use crate::{Segment, yaml};

/// A node in its tree.
#[derive(Clone, Copy)]
pub(super) struct At<'tree> {
    tree: &'tree Tree,
    id: NodeId,
}

impl<'tree> At<'tree> {
    pub(super) fn new(tree: &'tree Tree, id: NodeId) -> Self {
        Self { tree, id }
    }

    pub(super) fn value(self) -> Value {
        yaml::value::value(self.tree, self.id)
    }

    fn kind(self) -> &'tree NodeKind {
        &self.tree.node(self.tree.resolved(self.id)).kind
    }

    fn of(self, id: NodeId) -> Self {
        Self { id, ..self }
    }
}

/// Another value than before: the way to it, and what it must be.
pub(super) type Change<'expected> = (&'expected [Segment], &'expected Value);

/// Whether a node surely has the value of another, but for the change. It is sure where both are built
/// alike, as they nearly always are; merge keys and keys in another order are left to a comparison of
/// the values.
pub(super) fn agree(before: At, after: At, change: Option<Change>) -> bool {
    let (step, way) = match change {
        Some(([], value)) => return after.value() == *value,
        Some(([step, way @ ..], value)) => (Some(step), Some((way, value))),
        None => (None, None),
    };
    // Whether all children agree, the one at this position but for the change.
    let children = |changed: Option<usize>, pairs: &mut dyn Iterator<Item = (NodeId, NodeId)>| {
        changed.is_some() == step.is_some()
            && pairs.enumerate().all(|(position, (old, new))| {
                let change = way.filter(|_| changed == Some(position));
                agree(before.of(old), after.of(new), change)
            })
    };
    match (before.kind(), after.kind()) {
        (NodeKind::Scalar { .. }, NodeKind::Scalar { .. }) => {
            step.is_none() && (are_spelled_alike(before, after) || before.value() == after.value())
        }
        (NodeKind::Sequence { items: old, .. }, NodeKind::Sequence { items: new, .. }) => {
            let changed = match step {
                Some(Segment::Index(index)) if *index < old.len() => Some(*index),
                _ => None,
            };
            let mut pairs = old.iter().zip(new).map(|(old, new)| (old.value, new.value));
            old.len() == new.len() && children(changed, &mut pairs)
        }
        (NodeKind::Mapping { entries: old, .. }, NodeKind::Mapping { entries: new, .. }) => {
            let changed = step.and_then(|step| {
                let key = segment_key(step);
                let is_changed = |entry: &Entry| before.tree.key(entry).as_ref() == Some(&key);
                old.iter().rposition(is_changed)
            });
            let are_alike = |(old, new): (&Entry, &Entry)| {
                !before.tree.is_merge(old)
                    && are_spelled_alike(before.of(old.key), after.of(new.key))
            };
            let mut pairs = old.iter().zip(new).map(|(old, new)| (old.value, new.value));
            old.len() == new.len()
                && old.iter().zip(new).all(are_alike)
                && children(changed, &mut pairs)
        }
        _ => false,
    }
}

/// Whether two scalars are written so alike that they mean the same.
fn are_spelled_alike(one: At, other: At) -> bool {
    let is_plain = |node: &Node| match node.kind {
        NodeKind::Scalar { style, .. } => Some(matches!(style, Style::Plain | Style::Omitted)),
        _ => None,
    };
    let (node, same) = (one.tree.node(one.id), other.tree.node(other.id));
    is_plain(node).is_some()
        && is_plain(node) == is_plain(same)
        && node.tag == same.tag
        && one.tree.text_of(one.id) == other.tree.text_of(other.id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Document, FieldPath};

    /// Whether the second text agrees with the first, but for `changed` at a path.
    fn texts_agree(before: &str, after: &str, change: Option<(&str, Value)>) -> bool {
        let (before, after) = (Document::parse(before), Document::parse(after));
        let change =
            change.map(|(path, value)| (path.parse::<FieldPath>().expect("a path"), value));
        let change = change
            .as_ref()
            .map(|(path, value)| (path.segments(), value));
        let at = |document| {
            let root = Document::root(document).expect("a root");
            At::new(document.tree(), root)
        };
        agree(at(&before), at(&after), change)
    }

    #[test]
    fn agrees_where_the_value_is_the_same() {
        let cases = [
            ("a: 1\nb: [x, {y: z}]\n", "a: 1 # one\nb:\n- x\n- y: z\n"),
            ("a: 0x10\n", "a: 16\n"),
            ("a: 'x'\n", "a: x\n"),
            ("a: &x {b: c}\nd: *x\n", "a: &x {b: c}\nd: {b: c}\n"),
        ];
        for (before, after) in cases {
            assert!(texts_agree(before, after, None), "{before:?} {after:?}");
        }
    }

    #[test]
    fn is_not_sure_where_the_value_may_differ() {
        let cases = [
            ("a: 1\n", "a: '1'\n"),
            ("a: 1\n", "a: !!str 1\n"),
            ("a: no\n", "a: \"no\"\n"),
            ("a: 1\n", "a: 1\nb: 2\n"),
            ("a: 1\n", "b: 1\n"),
            ("a: [1, 2]\n", "a: [1]\n"),
            ("a: []\n", "a: {}\n"),
            ("a: 1\na: 2\n", "a: 2\na: 1\n"),
            ("a: &x {b: c}\nd: *x\n", "a: &x {b: d}\nd: *x\n"),
            (
                "a: {b: 1}\nc: {<<: {b: 1}}\n",
                "a: {b: 1}\nc: {<<: {b: 2}}\n",
            ),
        ];
        for (before, after) in cases {
            assert!(!texts_agree(before, after, None), "{before:?} {after:?}");
        }
    }

    #[test]
    fn expects_the_change_at_its_place_and_nowhere_else() {
        let before = "a: {b: [1, 2]}\nc: 3\n";
        let cases = [
            ("a: {b: [1, 4]}\nc: 3\n", "a.b[1]", true),
            ("a: {b: [1, 2]}\nc: 3\n", "a.b[1]", false),
            ("a: {b: [4, 4]}\nc: 3\n", "a.b[1]", false),
            ("a: {b: [1, 4]}\nc: 4\n", "a.b[1]", false),
            ("a: 4\nc: 3\n", "a", true),
            ("a: {b: [1, 2]}\nc: 3\n", "a.d", false),
            ("a: {b: [1, 2]}\nc: 3\n", "a.b[2]", false),
            ("a: {b: [1, 2]}\nc: 3\n", "c.d", false),
        ];
        for (after, path, agrees) in cases {
            let change = Some((path, json!(4)));
            assert_eq!(
                texts_agree(before, after, change),
                agrees,
                "{after:?} {path}"
            );
        }
    }
}
