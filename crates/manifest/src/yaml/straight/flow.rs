//! Collections in brackets and braces.

use super::Reader;
use super::scalar::FLOW;
use crate::tree::{Entry, Item, NodeId, NodeKind};

impl Reader<'_> {
    /// The collection whose bracket stands here. Its lines are indented more than `column`, that of the
    /// block collection around it.
    pub(super) fn flow(&mut self, column: Option<usize>) -> Option<NodeId> {
        if self.byte() == Some(b'{') {
            self.flow_mapping(column)
        } else {
            self.flow_sequence(column)
        }
    }

    fn flow_mapping(&mut self, column: Option<usize>) -> Option<NodeId> {
        let flow = true;
        let mut entries = Vec::new();
        let mapping = self.open(NodeKind::Mapping {
            entries: Vec::new(),
            flow,
        })?;
        self.at += 1;
        self.skip_blanks(column)?;
        while self.byte() != Some(b'}') || !entries.is_empty() {
            let is_quoted = self.byte() == Some(b'"');
            let key = self.scalar(FLOW)?;
            let start = self.nodes[key.0 as usize].start;
            if is_quoted {
                self.skip_spaces();
            }
            let colon = self.at;
            if self.byte() != Some(b':') || !(is_quoted || self.is_blank(colon + 1)) {
                return None;
            }
            self.at += 1;
            self.skip_blanks(column)?;
            let value = self.flow_value(column)?;
            entries.push(Entry {
                key,
                value,
                colon,
                start,
            });
            if self.ends_flow(b'}', column)? {
                break;
            }
        }
        self.at += 1;
        self.close(mapping, self.at, NodeKind::Mapping { entries, flow });
        Some(mapping)
    }

    fn flow_sequence(&mut self, column: Option<usize>) -> Option<NodeId> {
        let flow = true;
        let mut items = Vec::new();
        let sequence = self.open(NodeKind::Sequence {
            items: Vec::new(),
            flow,
        })?;
        self.at += 1;
        self.skip_blanks(column)?;
        while self.byte() != Some(b']') || !items.is_empty() {
            let start = self.at;
            let value = self.flow_value(column)?;
            items.push(Item { start, value });
            if self.ends_flow(b']', column)? {
                break;
            }
        }
        self.at += 1;
        self.close(sequence, self.at, NodeKind::Sequence { items, flow });
        Some(sequence)
    }

    fn flow_value(&mut self, column: Option<usize>) -> Option<NodeId> {
        match self.byte() {
            Some(b'{' | b'[') => self.flow(column),
            _ => self.scalar(FLOW),
        }
    }

    /// Whether the bracket is closed here; otherwise skips the comma.
    fn ends_flow(&mut self, bracket: u8, column: Option<usize>) -> Option<bool> {
        self.skip_blanks(column)?;
        let byte = self.byte()?;
        if byte != b',' {
            return (byte == bracket).then_some(true);
        }
        self.at += 1;
        self.skip_blanks(column)?;
        Some(false)
    }

    /// Skips blanks and line breaks; `None` where a line is not indented enough.
    fn skip_blanks(&mut self, column: Option<usize>) -> Option<()> {
        let mut line = None;
        loop {
            match self.byte()? {
                b' ' => self.at += 1,
                b'\n' => {
                    self.at += 1;
                    line = Some(self.at);
                }
                _ => break,
            }
        }
        match (line, column) {
            (Some(line), Some(column)) => (self.at - line > column).then_some(()),
            _ => Some(()),
        }
    }
}
