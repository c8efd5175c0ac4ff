//! The tree of one text: nodes with the places they stand at, in one arena.
//!
//! A node points into the text wherever it can, so reading a manifest copies almost nothing, and an
//! alias points at its target, so a text that expands to billions of nodes costs what it is long.

use std::borrow::Cow;
use std::ops::Range;

use crate::Segment;
use crate::gather::Gather;
use crate::yaml::scalar::{self, Resolved, Tag};

/// The number of a node in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(pub(crate) u32);

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Nothing at all, as after the colon of `key:`.
    Omitted,
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `|` or `>` and the lines below.
    Block,
}

/// The decoded text of a scalar.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// Stands like this in the text.
    Source(Range<usize>),
    /// Came out of escapes or folded lines.
    Decoded(Box<str>),
}

/// One entry of a mapping.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: NodeId,
    pub(crate) value: NodeId,
    /// The byte of the colon; the end of the key where there is none, as in `{a, b}`.
    pub(crate) colon: usize,
    /// Where the entry begins: its `?`, or the key with its properties.
    pub(crate) start: usize,
}

/// One item of a sequence.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The byte of the `-`; in flow style, where the value begins.
    pub(crate) start: usize,
    pub(crate) value: NodeId,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(crate) enum NodeKind {
    Scalar { content: Content, style: Style },
    Mapping { entries: Vec<Entry>, flow: bool },
    Sequence { items: Vec<Item>, flow: bool },
    Alias { target: NodeId },
}

impl NodeKind {
    /// A value that is not written.
    pub(crate) fn omitted(at: usize) -> Self {
        Self::Scalar {
            content: Content::Source(at..at),
            style: Style::Omitted,
        }
    }

    /// Whether this is a collection in braces or brackets.
    pub(crate) fn is_flow(&self) -> bool {
        matches!(
            self,
            Self::Mapping { flow: true, .. } | Self::Sequence { flow: true, .. }
        )
    }
}

/// A node and its place; all offsets are bytes into the text the tree was read from.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The first byte of the anchor or tag, else of the content.
    pub(crate) start: usize,
    /// The first byte of the content: a quote, a block scalar's `|`, the first key or dash.
    pub(crate) content: usize,
    /// After the last byte of the content, without the line break.
    pub(crate) end: usize,
    pub(crate) tag: Tag,
    pub(crate) anchored: bool,
    pub(crate) kind: NodeKind,
}

impl Node {
    /// A value that is not written.
    pub(crate) fn omitted(at: usize) -> Self {
        let kind = NodeKind::omitted(at);
        Self {
            start: at,
            content: at,
            end: at,
            tag: Tag::None,
            anchored: false,
            kind,
        }
    }

    /// Whether nothing of it stands in the text, neither value nor anchor nor tag.
    pub(crate) fn is_written_nowhere(&self) -> bool {
        let omitted = Style::Omitted;
        self.start == self.content
            && matches!(self.kind, NodeKind::Scalar { style, .. } if style == omitted)
    }
}

/// One YAML document of a text.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) root: NodeId,
    /// Where its content may begin: after `---`, or the start of the text.
    pub(crate) start: usize,
    /// Where it ends: at the next `---`, at `...`, or the end of the text.
    pub(crate) end: usize,
}

/// Every document of one text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    /// The text that the offsets count in. For a broken text this is the repaired copy.
    pub(crate) text: String,
    pub(crate) nodes: Vec<Node>,
    pub(crate) parts: Vec<Part>,
}

/// Where a path leads, see [`Tree::find`].
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The node at the path; an alias stays an alias.
    pub(crate) node: NodeId,
    /// The node that holds it and its position there, `None` at the root.
    pub(crate) slot: Option<Slot>,
}

/// The place of a child in its parent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) parent: NodeId,
    pub(crate) position: usize,
}

impl Tree {
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The node itself, or the target where it is an alias.
    pub(crate) fn resolved(&self, id: NodeId) -> NodeId {
        match self.node(id).kind {
            // An alias never targets an alias: an alias cannot carry an anchor.
            NodeKind::Alias { target } => target,
            _ => id,
        }
    }

    /// The decoded text of a scalar; empty for everything else.
    pub(crate) fn text_of(&self, id: NodeId) -> &str {
        match &self.node(id).kind {
            NodeKind::Scalar {
                content: Content::Source(range),
                ..
            } => self.text.get(range.clone()).unwrap_or_default(),
            NodeKind::Scalar {
                content: Content::Decoded(text),
                ..
            } => text,
            _ => "",
        }
    }

    /// What a scalar means, by the rules of YAML 1.1 as kubectl applies them.
    pub(crate) fn scalar(&self, id: NodeId) -> Resolved {
        let node = self.node(id);
        let text = self.text_of(id);
        match node.kind {
            NodeKind::Scalar {
                style: Style::Plain | Style::Omitted,
                ..
            } => scalar::resolve(text, &node.tag),
            _ if matches!(node.tag, Tag::None) => Resolved::Text,
            _ => scalar::resolve_tagged(text, &node.tag),
        }
    }

    /// The key of an entry as a JSON key, or `None` where it cannot be one.
    pub(crate) fn key(&self, entry: &Entry) -> Option<Cow<'_, str>> {
        let key = self.resolved(entry.key);
        if !matches!(self.node(key).kind, NodeKind::Scalar { .. }) {
            return None;
        }
        scalar::key_text(self.scalar(key), self.text_of(key))
    }

    /// Whether an entry is a merge key, `<<: *defaults`.
    pub(crate) fn is_merge(&self, entry: &Entry) -> bool {
        let key = self.node(entry.key);
        self.text_of(entry.key) == "<<"
            && match key.kind {
                NodeKind::Scalar {
                    style: Style::Plain,
                    ..
                } => {
                    matches!(key.tag, Tag::None | Tag::Merge)
                }
                _ => matches!(key.tag, Tag::Merge),
            }
    }

    /// The mappings that a merge key's value names, in the order in which later ones win.
    pub(crate) fn merge_sources(&self, value: NodeId) -> Vec<NodeId> {
        match &self.node(value).kind {
            NodeKind::Mapping { .. } | NodeKind::Alias { .. } => vec![value],
            NodeKind::Sequence { items, .. } => items.iter().rev().map(|item| item.value).gather(),
            NodeKind::Scalar { .. } => Vec::new(),
        }
    }

    /// The entry of a mapping that decides the value of a key, as its position, and whether it is a
    /// merge key that brings the value from elsewhere.
    pub(crate) fn entry(&self, mapping: NodeId, key: &str) -> Option<(usize, bool)> {
        let NodeKind::Mapping { entries, .. } = &self.node(mapping).kind else {
            return None;
        };
        // The last one wins, as in yaml.v2, which fills a map in the order of the text.
        entries
            .iter()
            .enumerate()
            .rev()
            .find_map(|(position, entry)| {
                if self.is_merge(entry) {
                    self.merged(entry.value, key).map(|_| (position, true))
                } else {
                    (self.key(entry).as_deref() == Some(key)).then_some((position, false))
                }
            })
    }

    /// The value that a merge key's value has for a key.
    pub(crate) fn merged(&self, sources: NodeId, key: &str) -> Option<NodeId> {
        self.merge_sources(sources)
            .into_iter()
            .rev()
            .find_map(|source| {
                let mapping = self.resolved(source);
                let (position, merged) = self.entry(mapping, key)?;
                let entry = self.entry_at(mapping, position)?;
                if merged {
                    self.merged(entry.value, key)
                } else {
                    Some(entry.value)
                }
            })
    }

    /// The entry at a position of a mapping.
    pub(crate) fn entry_at(&self, mapping: NodeId, position: usize) -> Option<&Entry> {
        match &self.node(mapping).kind {
            NodeKind::Mapping { entries, .. } => entries.get(position),
            _ => None,
        }
    }

    /// The item at a position of a sequence.
    pub(crate) fn item_at(&self, sequence: NodeId, position: usize) -> Option<&Item> {
        match &self.node(sequence).kind {
            NodeKind::Sequence { items, .. } => items.get(position),
            _ => None,
        }
    }

    /// Walks a path from a root, through aliases and merge keys.
    pub(crate) fn find(&self, root: NodeId, way: &[Segment]) -> Option<Found> {
        let mut found = Found {
            node: root,
            slot: None,
        };
        for segment in way {
            let parent = self.resolved(found.node);
            let (position, node) = match (&self.node(parent).kind, segment) {
                (NodeKind::Sequence { items, .. }, Segment::Index(index)) => {
                    (*index, items.get(*index)?.value)
                }
                (NodeKind::Mapping { entries, .. }, segment) => {
                    let key = segment_key(segment);
                    let (position, merged) = self.entry(parent, &key)?;
                    let value = entries.get(position)?.value;
                    let value = if merged {
                        self.merged(value, &key)?
                    } else {
                        value
                    };
                    (position, value)
                }
                _ => return None,
            };
            let slot = Some(Slot { parent, position });
            found = Found { node, slot };
        }
        Some(found)
    }
}

/// A segment used to look into a mapping: the printed path cannot tell `[0]` from the key `0`.
pub(crate) fn segment_key(segment: &Segment) -> Cow<'_, str> {
    match segment {
        Segment::Key(key) => Cow::Borrowed(key),
        Segment::Index(index) => Cow::Owned(index.to_string()),
    }
}
