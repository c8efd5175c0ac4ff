//! Looking into a document by path: values, texts, positions.

use std::borrow::Cow;

use serde_json::Value;

use super::Document;
use super::lines::Lines;
use crate::gather::Gather;
use crate::tree::{Found, NodeId, NodeKind, Style, segment_key};
use crate::{FieldPath, Segment, text, yaml};

/// A place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line of the key, or of the value where it has none (list items, the root), from 1.
    pub line: u32,
    /// Its column in characters, from 1.
    pub column: u32,
    /// The first byte of the key, or of the value where it has none.
    pub start: usize,
    /// After the last byte of the value.
    pub end: usize,
}

impl Document {
    /// The whole object as a JSON value; null for an empty text.
    #[must_use]
    pub fn value(&self) -> Value {
        self.shown()
            .map_or(Value::Null, |object| object.value(self.tree()))
    }

    /// Whether the text says anything at a path, be it null.
    #[must_use]
    pub fn has(&self, path: &FieldPath) -> bool {
        self.find(path).is_some()
    }

    /// The value at a path.
    #[must_use]
    pub fn get(&self, path: &FieldPath) -> Option<Value> {
        Some(yaml::value::value(self.tree(), self.find(path)?.node))
    }

    /// The scalar at a path as a form control shows it: the decoded string, or the plain text as typed
    /// (`0644` stays `0644`). `None` for lists, mappings and what is not there.
    #[must_use]
    pub fn text_at(&self, path: &FieldPath) -> Option<String> {
        let tree = self.tree();
        let node = tree.resolved(self.find(path)?.node);
        match tree.node(node).kind {
            NodeKind::Scalar { .. } => Some(tree.text_of(node).to_owned()),
            _ => None,
        }
    }

    /// The keys of the mapping at a path in the order of the text; empty for everything else.
    #[must_use]
    pub fn keys(&self, path: &FieldPath) -> Vec<String> {
        match self.get(path) {
            Some(Value::Object(object)) => object.into_iter().map(|(key, _)| key).gather(),
            _ => Vec::new(),
        }
    }

    /// The number of items of the list, or of entries of the mapping, at a path; else zero.
    #[must_use]
    pub fn len_of(&self, path: &FieldPath) -> usize {
        let tree = self.tree();
        let Some(found) = self.find(path) else {
            return 0;
        };
        match &tree.node(tree.resolved(found.node)).kind {
            NodeKind::Sequence { items, .. } => items.len(),
            NodeKind::Mapping { .. } => self.keys(path).len(),
            NodeKind::Scalar { .. } | NodeKind::Alias { .. } => 0,
        }
    }

    /// Where a path stands, or its nearest ancestor that exists. A place behind an alias or a merge
    /// key is the place of the alias or the merge key.
    #[must_use]
    pub fn position(&self, path: &FieldPath) -> Option<Position> {
        let (start, end, _) = self.range(path)?;
        Some(self.position_of(start, end))
    }

    /// Where the value at a path stands (or of its nearest ancestor that exists), without its key.
    #[must_use]
    pub fn value_position(&self, path: &FieldPath) -> Option<Position> {
        let (_, end, value) = self.range(path)?;
        Some(self.position_of(value, end))
    }

    /// The line and column, both from 1, the column in characters, of a byte of the text.
    #[must_use]
    pub fn line_and_column(&self, offset: usize) -> (u32, u32) {
        let lines = self.lines.get_or_init(|| Lines::of(self.text()));
        lines.place(self.text(), offset)
    }

    /// The path whose place a byte of the text is in: the deepest field that begins before it and, on
    /// the lines below, that it is indented under.
    #[must_use]
    pub fn path_at(&self, offset: usize) -> FieldPath {
        let offset = self.in_tree(offset);
        let mut segments = Vec::new();
        let Some(part) = self.part() else {
            return FieldPath::root();
        };
        if offset < part.start || offset > part.end {
            return FieldPath::root();
        }
        let mut node = part.root;
        while let Some((segment, child)) = self.child_at(node, offset) {
            segments.push(segment);
            node = child;
        }
        segments.into_iter().collect()
    }

    pub(crate) fn find(&self, path: &FieldPath) -> Option<Found> {
        let (root, way) = self.reach(path)?;
        self.tree().find(root, way)
    }

    /// The child of a collection that a byte belongs to.
    fn child_at(&self, id: NodeId, offset: usize) -> Option<(Segment, NodeId)> {
        let tree = self.tree();
        let node = tree.node(id);
        if node.kind.is_flow() && offset >= node.end {
            return None;
        }
        let (segment, start, child) = match &node.kind {
            NodeKind::Mapping { entries, .. } => {
                let entry = entries.iter().rev().find(|entry| entry.start <= offset)?;
                let key = if tree.is_merge(entry) {
                    Cow::Borrowed("<<")
                } else {
                    tree.key(entry)?
                };
                (Segment::Key(key.into_owned()), entry.start, entry.value)
            }
            NodeKind::Sequence { items, .. } => {
                let index = items.iter().rposition(|item| item.start <= offset)?;
                (
                    Segment::Index(index),
                    items[index].start,
                    items[index].value,
                )
            }
            NodeKind::Scalar { .. } | NodeKind::Alias { .. } => return None,
        };
        let source = &tree.text;
        let end = tree.node(child).end;
        // Behind the end: on the same line still inside; on a line below only if indented under it.
        let inside = offset <= text::line_end(source, end)
            || (!node.kind.is_flow() && text::column(source, offset) > text::column(source, start));
        inside.then_some((segment, child))
    }

    /// Start of the key, end and start of the value, at a path or its nearest ancestor.
    fn range(&self, path: &FieldPath) -> Option<(usize, usize, usize)> {
        let tree = self.tree();
        let (mut node, way) = self.reach(path)?;
        let mut range = (
            tree.node(node).start,
            tree.node(node).end,
            tree.node(node).start,
        );
        for segment in way {
            let (start, child) = match (&tree.node(node).kind, segment) {
                (NodeKind::Sequence { items, .. }, Segment::Index(index)) => {
                    let Some(item) = items.get(*index) else { break };
                    (tree.node(item.value).start, item.value)
                }
                (NodeKind::Mapping { entries, .. }, segment) => {
                    let key = segment_key(segment);
                    let Some((position, merged)) = tree.entry(node, &key) else {
                        break;
                    };
                    let entry = &entries[position];
                    if merged {
                        let end = tree.node(entry.value).end;
                        return Some((entry.start, end, tree.node(entry.value).start));
                    }
                    (tree.node(entry.key).start, entry.value)
                }
                _ => break,
            };
            node = child;
            let value = tree.node(node);
            let value_start = match value.kind {
                NodeKind::Scalar {
                    style: Style::Omitted,
                    ..
                } => start.max(value.start),
                _ => value.start,
            };
            range = (start, value.end.max(start), value_start);
        }
        Some(range)
    }

    fn position_of(&self, start: usize, end: usize) -> Position {
        let (start, end) = (self.in_text(start), self.in_text(end));
        let (line, column) = self.line_and_column(start);
        Position {
            line,
            column,
            start,
            end,
        }
    }
}
