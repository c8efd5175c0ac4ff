//! The straight way: the YAML that nearly every manifest is written in, and JSON, read in one pass.
//!
//! It knows block collections, flow collections, scalars on one line and `|`, and gives up at anything
//! else: at what it has no name for, and at whatever could be wrong. Then the whole text is read by
//! [`super::build`], which alone says what YAML is. Where it does not give up, the tree is the same to
//! the last place, which tests hold it to; it costs a fraction of the time.

mod flow;
mod scalar;

use super::Limits;
use crate::tree::{Entry, Item, Node, NodeId, NodeKind, Part, Tree};
use crate::yaml::scalar::Tag;

/// Deeper texts are left to the reader that knows the limit.
const MAX_DEPTH: usize = 40;

/// Reads a text; `None` where it holds anything out of the common.
pub(super) fn read(text: &str, limits: Limits) -> Option<Tree> {
    let is_common = |byte: u8| matches!(byte, b'\n' | b' '..=b'~' | 0x80..);
    if !text.bytes().all(is_common) || !(text.is_ascii() || text.chars().all(is_letter)) {
        return None;
    }
    let mut reader = Reader {
        text,
        at: 0,
        column: 0,
        depth: 0,
        limits,
        // A manifest has about one node every twelve bytes.
        nodes: Vec::with_capacity(text.len() / 12),
    };
    let parts = reader.documents()?;
    Some(Tree {
        text: text.to_owned(),
        nodes: reader.nodes,
        parts,
    })
}

/// Whether a character is ASCII or a letter, and so neither blank, line break nor mark.
fn is_letter(character: char) -> bool {
    matches!(character, '\0'..='~' | '\u{a1}'..='\u{167f}' | '\u{3001}'..='\u{d7ff}' | '\u{ff01}'..='\u{ffee}')
}

struct Reader<'text> {
    text: &'text str,
    /// The next byte to be read.
    at: usize,
    /// Where a line's content begins: how many spaces stand before it.
    column: usize,
    /// How many collections are open.
    depth: usize,
    limits: Limits,
    nodes: Vec<Node>,
}

impl Reader<'_> {
    fn documents(&mut self) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        self.content()?;
        loop {
            let mut start = self.at;
            if self.is_separator() {
                start += 3;
                self.at = start;
                self.end_of_line()?;
            }
            if self.is_separator() {
                return None;
            }
            let (root, end) = if let Some(b'{' | b'[') = self.byte() {
                let root = self.flow(None)?;
                let end = self.at;
                self.end_of_line()?;
                // No comment may follow JSON that is shorter than this.
                let rest = self.text[end..].trim_start();
                if rest.starts_with('#') && rest.len() < 4 {
                    return None;
                }
                (root, end)
            } else {
                (self.block()?, self.at)
            };
            parts.push(Part { root, start, end });
            if self.byte().is_none() {
                return Some(parts);
            }
            if !self.is_separator() {
                return None;
            }
        }
    }

    /// The collection that begins here, at the first content of its line.
    fn block(&mut self) -> Option<NodeId> {
        if self.is_dash() {
            self.sequence(self.column)
        } else {
            self.mapping(self.column)
        }
    }

    fn mapping(&mut self, column: usize) -> Option<NodeId> {
        let mapping = self.open(NodeKind::Mapping {
            entries: Vec::new(),
            flow: false,
        })?;
        let mut entries = Vec::new();
        loop {
            let key = self.key()?;
            let colon = self.at;
            self.at += 1;
            let value = self.value(column, true)?;
            let start = self.nodes[key.0 as usize].start;
            entries.push(Entry {
                key,
                value,
                colon,
                start,
            });
            if !self.goes_on(column)? || self.is_separator() {
                break;
            }
        }
        let end = entries.last().map(|entry| entry.value)?;
        let end = self.nodes[end.0 as usize].end;
        let flow = false;
        self.close(mapping, end, NodeKind::Mapping { entries, flow });
        Some(mapping)
    }

    fn sequence(&mut self, column: usize) -> Option<NodeId> {
        let sequence = self.open(NodeKind::Sequence {
            items: Vec::new(),
            flow: false,
        })?;
        let mut items = Vec::new();
        loop {
            let start = self.at;
            self.at += 1;
            let value = self.value(column, false)?;
            items.push(Item { start, value });
            // Behind the items of a list that is not indented the next key follows.
            if !self.goes_on(column)? || !self.is_dash() {
                break;
            }
        }
        let end = items.last().map(|item| item.value)?;
        let end = self.nodes[end.0 as usize].end;
        let flow = false;
        self.close(sequence, end, NodeKind::Sequence { items, flow });
        Some(sequence)
    }

    /// Whether the collection of this column has another entry; `None` where the next line fits nowhere.
    fn goes_on(&self, column: usize) -> Option<bool> {
        match self.byte() {
            Some(_) if self.column > column => None,
            byte => Some(byte.is_some() && self.column == column),
        }
    }

    /// What stands behind a colon or a dash, up to the first content of the line that follows. `column`
    /// is that of the collection.
    fn value(&mut self, column: usize, is_entry: bool) -> Option<NodeId> {
        let begin = self.at;
        self.skip_spaces();
        let is_apart = self.at > begin;
        match self.byte() {
            None | Some(b'\n' | b'#') if is_entry => {
                self.end_of_line()?;
                let is_nested = self.byte().is_some()
                    && (self.column > column || (self.column == column && self.is_dash()));
                if is_nested && !self.is_separator() {
                    return self.block();
                }
                self.push(Node::omitted(begin))
            }
            _ if !is_apart => None,
            Some(b'|') => self.literal(column),
            Some(b'{' | b'[') => {
                let node = self.flow(Some(column))?;
                self.end_of_line()?;
                Some(node)
            }
            _ if !is_entry && (self.is_dash() || self.is_key()?) => {
                self.column = self.at - self.line_start();
                if self.is_dash() {
                    return None;
                }
                self.mapping(self.column)
            }
            _ => {
                let scalar = self.scalar(b"")?;
                self.end_of_line()?;
                Some(scalar)
            }
        }
    }

    /// A key, up to its colon.
    fn key(&mut self) -> Option<NodeId> {
        let key = self.scalar(b"")?;
        (self.byte() == Some(b':') && self.is_blank(self.at + 1)).then_some(key)
    }

    fn open(&mut self, kind: NodeKind) -> Option<NodeId> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let at = self.at;
        self.push(Node {
            kind,
            ..Node::omitted(at)
        })
    }

    fn close(&mut self, node: NodeId, end: usize, kind: NodeKind) {
        self.depth -= 1;
        let node = &mut self.nodes[node.0 as usize];
        node.end = end;
        node.kind = kind;
    }

    fn push(&mut self, node: Node) -> Option<NodeId> {
        if self.nodes.len() > 4 * self.limits.nodes {
            return None;
        }
        let id = u32::try_from(self.nodes.len()).ok()?;
        self.nodes.push(node);
        Some(NodeId(id))
    }

    /// A scalar that stands in the text from one byte to another, with its quotes.
    fn push_scalar(&mut self, start: usize, end: usize, kind: NodeKind) -> Option<NodeId> {
        self.push(Node {
            start,
            content: start,
            end,
            tag: Tag::None,
            anchored: false,
            kind,
        })
    }

    /// Skips the end of a line, of which nothing but a comment may be left, and goes on to the next
    /// content.
    fn end_of_line(&mut self) -> Option<()> {
        let begin = self.at;
        self.skip_spaces();
        match self.byte() {
            Some(b'#') if self.at > begin => self.skip_line(),
            None | Some(b'\n') => {}
            _ => return None,
        }
        self.next_content()
    }

    /// Goes from the end of a line to the next content.
    fn next_content(&mut self) -> Option<()> {
        match self.byte() {
            None => Some(()),
            Some(b'\n') => {
                self.at += 1;
                self.content()
            }
            Some(_) => None,
        }
    }

    /// Skips blank lines and comments from the start of a line on. At the end of the text there is no
    /// byte.
    fn content(&mut self) -> Option<()> {
        loop {
            let line = self.at;
            self.skip_spaces();
            self.column = self.at - line;
            match self.byte() {
                Some(b'#') => self.skip_line(),
                Some(b'\n') => {}
                Some(b'%' | b'.') if self.column == 0 => return None,
                _ => return Some(()),
            }
            if self.byte().is_none() {
                return Some(());
            }
            self.at += 1;
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Whether a blank, a line break or the end of the text is at an offset.
    fn is_blank(&self, at: usize) -> bool {
        matches!(self.text.as_bytes().get(at), None | Some(b' ' | b'\n'))
    }

    /// Whether the item of a list begins here.
    fn is_dash(&self) -> bool {
        self.byte() == Some(b'-') && self.is_blank(self.at + 1)
    }

    /// Whether a line is here that begins a document.
    fn is_separator(&self) -> bool {
        self.column == 0 && self.text.as_bytes()[self.at..].starts_with(b"---")
    }

    fn skip_spaces(&mut self) {
        while self.byte() == Some(b' ') {
            self.at += 1;
        }
    }

    fn skip_line(&mut self) {
        while self.byte().is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
    }

    fn line_start(&self) -> usize {
        let before = &self.text.as_bytes()[..self.at];
        before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1)
    }
}

#[cfg(test)]
mod tests;
