//! The field that a syntax error belongs to: the one whose value is broken, which the tree may not have.

use super::Document;
use crate::tree::{NodeKind, segment_key};
use crate::{FieldPath, Segment, text, texts};

impl Document {
    /// The field of the place where the text is broken: what stands there was perhaps not read, so its key
    /// is looked for in the text.
    pub(crate) fn broken_at(&self, offset: usize) -> FieldPath {
        let source = self.text();
        let found = self.path_at(offset);
        let Some(part) = self.part() else {
            return found;
        };
        let is_last = self.document_number() + 1 == self.document_count();
        let start = self.in_text(part.start);
        // Of what stands behind the error the last document may hold nothing.
        let end = if is_last {
            source.len()
        } else {
            self.in_text(part.end)
        };
        if offset < start || offset > end || !self.place().items.is_empty() {
            return found;
        }
        let begin = text::skip_separators(source, start, false);
        if source[begin..].starts_with('{') {
            return inside(
                &source[begin..],
                offset.saturating_sub(begin),
                FieldPath::root(),
            );
        }
        let Some(Line {
            start,
            key,
            value,
            dash,
        }) = line_of(source, offset)
        else {
            return found;
        };
        let is_read = |path: &FieldPath| {
            let is_it = path.last().is_some_and(|last| segment_key(last) == key);
            is_it
                && self
                    .position(path)
                    .is_some_and(|position| position.start == start)
        };
        let mut path = self.path_at(start);
        // The whole line may have been read as a key.
        let is_whole = |path: &FieldPath| {
            let begins = path.last().map(segment_key);
            begins.is_some_and(|whole| whole.len() > key.len() && whole.starts_with(key))
                && self
                    .position(path)
                    .is_some_and(|position| position.start == start)
        };
        if !is_read(&path) {
            path = self.path_at(dash.unwrap_or(start));
            if is_whole(&path) {
                path = path.parent().unwrap_or_default();
            }
            if dash.is_some() {
                path = self.list_before(path, start);
                path = path.index(self.items_before(&path, start));
            }
            path = path.key(key);
        } else if found.starts_with(&path)
            && !matches!(source.as_bytes().get(value), Some(b'{' | b'['))
        {
            return found;
        }
        match source.get(value..) {
            Some(flow) if flow.starts_with(['{', '[']) && offset > value => {
                inside(flow, offset - value, path)
            }
            _ => path,
        }
    }

    /// The list that an item at a byte of the text is of: the one at a path or, where its only items are those
    /// that were not read, the field above it.
    fn list_before(&self, path: FieldPath, offset: usize) -> FieldPath {
        let (tree, offset) = (self.tree(), self.in_tree(offset));
        let kind = self.find(&path).map(|found| &tree.node(found.node).kind);
        let Some(NodeKind::Mapping { entries, .. }) = kind else {
            return path;
        };
        let above = entries.iter().rev().find(|entry| entry.start < offset);
        match above.and_then(|entry| tree.key(entry)) {
            Some(key) => path.key(key),
            None => path,
        }
    }

    /// How many items of a list begin before a byte of the text.
    fn items_before(&self, list: &FieldPath, offset: usize) -> usize {
        let tree = self.tree();
        let offset = self.in_tree(offset);
        match self.find(list).map(|found| &tree.node(found.node).kind) {
            Some(NodeKind::Sequence { items, .. }) => {
                items.iter().filter(|item| item.start < offset).count()
            }
            _ => 0,
        }
    }
}

/// A line of block style that has a key.
struct Line<'text> {
    /// Where the key begins.
    start: usize,
    key: &'text str,
    /// Where the value begins, or the line ends.
    value: usize,
    /// The last dash before the key.
    dash: Option<usize>,
}

/// What looks like a colon and is none, as Chinese keyboards write it.
const WIDE_COLON: char = '\u{ff1a}';

/// Where the key of a line ends that somebody took for one: before a wide colon, or one with a space behind it that is no
/// plain one.
fn look_alike(written: &str) -> Option<usize> {
    let mut characters = written.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let is_odd = |next: char| next.is_whitespace() && !next.is_ascii();
        if character == WIDE_COLON || character == ':' && next.is_some_and(is_odd) {
            return Some(at);
        }
    }
    None
}

/// The key on the line of an offset.
fn line_of(source: &str, offset: usize) -> Option<Line<'_>> {
    let line = text::line_start(source, offset);
    let end = text::line_end(source, offset);
    let content = &source[line..end];
    let mut start = content.len() - content.trim_start_matches([' ', '\t', '\u{feff}']).len();
    let mut dash = None;
    while let Some(item) = content[start..].strip_prefix("- ") {
        dash = Some(line + start);
        start = content.len() - item.trim_start_matches(' ').len();
    }
    let written = &content[start..];
    let quote = written
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''));
    let (key, behind) = if let Some(quote) = quote {
        let length = written[1..].find(quote)?;
        (&written[1..=length], length + 2)
    } else {
        let colon = texts::find(written, ": ")
            .or_else(|| written.strip_suffix(':').map(str::len))
            .or_else(|| look_alike(written))?;
        (&written[..colon], colon)
    };
    let value = written[behind..].strip_prefix([':', WIDE_COLON])?;
    let value = end - value.trim_start_matches(' ').len();
    (!key.is_empty() && !key.starts_with(['#', '{', '['])).then_some(Line {
        start: line + start,
        key,
        value,
        dash,
    })
}

/// The field inside of brackets that a byte behind them belongs to.
fn inside(flow: &str, offset: usize, around: FieldPath) -> FieldPath {
    let mut open: Vec<Option<Segment>> = Vec::new();
    // What was read last and may be a key.
    let mut word = String::new();
    let mut characters = flow.char_indices();
    while let Some((at, character)) = characters.next() {
        if at >= offset {
            break;
        }
        match character {
            '"' | '\'' => {
                word.clear();
                while let Some((_, next)) = characters.next() {
                    if next == character {
                        break;
                    }
                    word.push(next);
                    if next == '\\' && character == '"' {
                        word.pop();
                        word.extend(characters.next().map(|(_, escaped)| escaped));
                    }
                }
            }
            '{' => open.push(None),
            '[' => open.push(Some(Segment::Index(0))),
            '}' | ']' => {
                open.pop();
            }
            ',' => match open.last_mut() {
                Some(Some(Segment::Index(index))) => *index += 1,
                Some(last) => *last = None,
                None => {}
            },
            ':' => {
                if let Some(last @ None) = open.last_mut() {
                    *last = Some(Segment::Key(std::mem::take(&mut word)));
                }
            }
            '\n' | '\r' | ' ' | '\t' => {}
            _ => {
                if flow[..at].ends_with([' ', '\n', ',', '{', '[', ':']) {
                    word.clear();
                }
                word.push(character);
            }
        }
    }
    let below = open.into_iter().map_while(|segment| segment);
    below.fold(around, |path, segment| path.with(segment))
}
