//! The places: where the slot of a node begins, and what it is put into.

use granit_parser::Span;

use super::{Builder, PendingKey};
use crate::text;
use crate::tree::{Entry, Item, Kind, Node, NodeId, Part};

impl Builder<'_> {
    /// Moves the cursor over what stands between the last token and the content of the node that
    /// comes: the indicator (`-`, `:`, `?`), an anchor, a tag. Returns where the slot of the node
    /// begins: the byte of its indicator, or its own first byte where it needs none.
    pub(super) fn enter_slot(&mut self, span: &Span) -> usize {
        let start = span.byte_range().map_or(self.cursor, |range| range.start);
        let slot = self.enter_slot_at(start);
        if let Some(tag) = span.tag_span().and_then(|tag| tag.byte_range()) {
            self.cursor = self.cursor.max(tag.end);
        }
        self.cursor = text::skip_anchor(self.text, self.cursor);
        slot
    }

    pub(super) fn enter_slot_at(&mut self, start: usize) -> usize {
        let Some(frame) = self.open.last() else {
            return start;
        };
        let (indicator, flow) = match (&self.nodes[frame.node.0 as usize].kind, &frame.key) {
            (Kind::Sequence { flow, .. }, _) => (b'-', *flow),
            (Kind::Mapping { flow, .. }, Some(_)) => (b':', *flow),
            (Kind::Mapping { flow, .. }, None) => (b'?', *flow),
            _ => return start,
        };
        let at = text::skip_separators(self.text, self.cursor, flow);
        let bytes = self.text.as_bytes();
        let found = bytes.get(at) == Some(&indicator)
            && match indicator {
                b'-' => !flow,
                b'?' => bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace),
                _ => true,
            };
        if found {
            self.cursor = at + 1;
            at
        } else {
            start
        }
    }

    /// Puts a finished node into the collection that is open, or makes it the root.
    pub(super) fn place(&mut self, node: NodeId, slot: usize) {
        let Some(frame) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        let Node { start, content, .. } = self.nodes[node.0 as usize];
        let key_start = frame
            .key
            .as_ref()
            .map_or(start, |key| self.nodes[key.node.0 as usize].start);
        let mut opens_at = None;
        match &mut self.nodes[frame.node.0 as usize].kind {
            Kind::Sequence { items, .. } => {
                items.push(Item {
                    start: slot.min(start),
                    value: node,
                });
                opens_at = Some(slot.min(start)).filter(|_| items.len() == 1);
            }
            Kind::Mapping { entries, .. } => match frame.key.take() {
                None => {
                    let question = Some(slot).filter(|slot| self.text[*slot..].starts_with("? "));
                    frame.key = Some(PendingKey { node, question });
                }
                Some(key) => {
                    let start = key.question.unwrap_or(key_start);
                    let colon = slot.min(content);
                    entries.push(Entry {
                        key: key.node,
                        value: node,
                        colon,
                        start,
                    });
                    opens_at = Some(start).filter(|_| entries.len() == 1);
                }
            },
            Kind::Scalar { .. } | Kind::Alias { .. } => {}
        }
        // The parser's place of a block collection begins after its first dash.
        let parent = &mut self.nodes[frame.node.0 as usize];
        if let Some(first) = opens_at {
            parent.content = parent.content.min(first);
            parent.start = parent.start.min(first);
        }
    }

    pub(super) fn close(&mut self, end: usize) {
        let Some(frame) = self.open.pop() else { return };
        let last = match &self.nodes[frame.node.0 as usize].kind {
            Kind::Sequence { flow: false, items } => items.last().map(|item| item.value),
            Kind::Mapping {
                flow: false,
                entries,
            } => entries.last().map(|entry| entry.value),
            _ => None,
        };
        // The parser ends a block collection at the next token; it ends with its last child.
        let end = last.map_or(end, |last| self.nodes[last.0 as usize].end);
        self.nodes[frame.node.0 as usize].end = end;
        self.cursor = self.cursor.max(end);
        self.place(frame.node, frame.slot);
    }

    /// Closes what an error left open, so that the tree holds what could be read. A text without any
    /// document gets an empty one, so that it can be edited.
    pub(super) fn finish(&mut self, stopped: bool) {
        if !stopped && !self.parts.is_empty() {
            return;
        }
        while let Some(frame) = self.open.last() {
            if frame.key.is_some() {
                let at = self.cursor;
                let node = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
                self.nodes.push(Node::omitted(at));
                self.place(node, at);
            }
            self.close(self.cursor);
        }
        if self.parts.is_empty() && self.root.is_none() {
            self.finish_document(self.text.len());
        } else if self.root.is_some() {
            self.finish_document(self.cursor);
        }
    }

    pub(super) fn finish_document(&mut self, end: usize) {
        let root = self.root.take().unwrap_or_else(|| {
            let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
            self.nodes.push(Node::omitted(self.cursor));
            id
        });
        self.parts.push(Part {
            root,
            start: self.document_start,
            end,
        });
        self.document_start = end;
    }
}
