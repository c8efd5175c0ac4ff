//! The nodes: what an event of the parser becomes.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{ScalarStyle, Span};

use super::{Builder, Fault, Frame};
use crate::document::ProblemKind;
use crate::text;
use crate::tree::{Content, Kind, Node, NodeId, Style};
use crate::yaml::limit::{self, MAX_DEPTH, MAX_NODES};
use crate::yaml::scalar::{self, Resolved, Tag};

impl<'text> Builder<'text> {
    pub(super) fn scalar(
        &mut self,
        decoded: Cow<'text, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Tag,
        span: Span,
    ) -> Result<(), Fault> {
        let slot = self.enter_slot(&span);
        let range = span.byte_range().unwrap_or(self.cursor..self.cursor);
        let (content, end, kind) = match style {
            // The parser says `~` for a value that is not there.
            ScalarStyle::Plain if range.is_empty() => {
                (self.cursor, self.cursor, Kind::omitted(self.cursor))
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                // The parser's place of a block scalar begins below its `|` or `>`.
                let header = text::skip_separators(self.text, self.cursor, false).min(range.start);
                let end = block_scalar_end(self.text, header, range.end);
                let mut decoded = decoded.into_owned();
                // At the end of a text without a final line break yaml.v2 adds none, the parser does.
                let behind = self.text.trim_end_matches([' ', '\t']);
                if range.end >= behind.len() && !behind.ends_with(['\n', '\r']) {
                    decoded.truncate(decoded.trim_end_matches('\n').len());
                }
                let content = Content::Decoded(decoded.into());
                (
                    header,
                    end,
                    Kind::Scalar {
                        content,
                        style: Style::Block,
                    },
                )
            }
            ScalarStyle::Plain => {
                let content = self.source_or_decoded(range.clone(), decoded);
                (
                    range.start,
                    range.end,
                    Kind::Scalar {
                        content,
                        style: Style::Plain,
                    },
                )
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let inner = range.start + 1..(range.end - 1).max(range.start + 1);
                let content = self.source_or_decoded(inner, decoded);
                let style = match style {
                    ScalarStyle::SingleQuoted => Style::SingleQuoted,
                    _ => Style::DoubleQuoted,
                };
                (range.start, range.end, Kind::Scalar { content, style })
            }
        };
        let start = tag_start(&span).unwrap_or(content);
        let node = self.push(Node {
            start,
            content,
            end,
            tag,
            anchored: false,
            kind,
        })?;
        self.cursor = self.cursor.max(end);
        self.remember(anchor, node);
        self.check_scalar(node);
        self.place(node, slot);
        Ok(())
    }

    pub(super) fn source_or_decoded(
        &self,
        range: Range<usize>,
        decoded: Cow<'text, str>,
    ) -> Content {
        match decoded {
            Cow::Borrowed(decoded) if self.text.get(range.clone()) == Some(decoded) => {
                Content::Source(range)
            }
            decoded => Content::Decoded(decoded.into_owned().into()),
        }
    }

    pub(super) fn collection(
        &mut self,
        kind: Kind,
        flow: bool,
        anchor: usize,
        tag: Tag,
        span: Span,
    ) -> Result<(), Fault> {
        let range = span.byte_range().unwrap_or(self.cursor..self.cursor);
        if self.open.len() >= MAX_DEPTH {
            return Err(limit::too_deep(range.start));
        }
        let slot = self.enter_slot(&span);
        let start = tag_start(&span).unwrap_or(range.start);
        let node = Node {
            start,
            content: range.start,
            end: range.start,
            tag,
            anchored: false,
            kind,
        };
        let node = self.push(node)?;
        if flow {
            self.cursor = range.end;
        }
        self.remember(anchor, node);
        self.open.push(Frame {
            node,
            slot,
            key: None,
        });
        Ok(())
    }

    pub(super) fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), Fault> {
        let target = self
            .anchors
            .iter()
            .rev()
            .find(|(id, _)| *id == anchor)
            .map(|(_, node)| *node);
        let kind = match target {
            Some(target) if self.open.iter().any(|frame| frame.node == target) => {
                self.fault(
                    range.start,
                    "The value that this alias stands for contains the alias.",
                );
                Kind::omitted(range.start)
            }
            Some(target) => Kind::Alias { target },
            None => Kind::omitted(range.start),
        };
        self.borrow(kind, range)
    }

    pub(super) fn borrow(&mut self, kind: Kind, range: Range<usize>) -> Result<(), Fault> {
        let slot = self.enter_slot_at(range.start);
        let Range { start, end } = range;
        let tag = Tag::None;
        let node = self.push(Node {
            start,
            content: start,
            end,
            tag,
            anchored: false,
            kind,
        })?;
        self.cursor = end;
        self.place(node, slot);
        Ok(())
    }

    /// Widens the node just told by its anchor, which the parser tells after it.
    pub(super) fn anchor(&mut self, start: usize) {
        if let Some((_, node)) = self.anchors.last() {
            let node = &mut self.nodes[node.0 as usize];
            node.anchored = true;
            node.start = node.start.min(start);
        }
    }

    pub(super) fn remember(&mut self, anchor: usize, node: NodeId) {
        if anchor > 0 {
            self.anchors.push((anchor, node));
        }
    }

    pub(super) fn push(&mut self, node: Node) -> Result<NodeId, Fault> {
        // Keys count here too, so this many are too many whatever they are.
        if self.nodes.len() > 4 * MAX_NODES {
            return Err(limit::too_many_nodes(node.start));
        }
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        Ok(id)
    }

    pub(super) fn fault(&mut self, offset: usize, message: impl Into<String>) {
        self.faults.push(Fault {
            kind: ProblemKind::Syntax,
            message: message.into(),
            offset,
        });
    }

    /// Whether the next node is a key of the mapping that is open.
    pub(super) fn expects_key(&self) -> bool {
        self.open.last().is_some_and(|frame| {
            let mapping = matches!(self.nodes[frame.node.0 as usize].kind, Kind::Mapping { .. });
            mapping && frame.key.is_none()
        })
    }

    /// Reports a scalar that is not what its tag says, or that JSON cannot hold.
    pub(super) fn check_scalar(&mut self, id: NodeId) {
        let is_key = self.expects_key();
        let node = &self.nodes[id.0 as usize];
        let Kind::Scalar { content, style } = &node.kind else {
            return;
        };
        let text = match content {
            Content::Source(range) => self.text.get(range.clone()).unwrap_or_default(),
            Content::Decoded(text) => text,
        };
        let plain = matches!(style, Style::Plain | Style::Omitted);
        // Only `.inf`, `.nan` and what has a tag can be wrong.
        let suspicious = plain && text.trim_start_matches(['+', '-']).starts_with('.');
        let resolved = match &node.tag {
            Tag::None if suspicious => scalar::resolve(text, &Tag::None),
            Tag::None => return,
            tag => scalar::resolve_tagged(text, tag),
        };
        let at = node.content;
        match resolved {
            Resolved::Contradiction => self.fault(at, "This value is not what its tag says."),
            Resolved::Float(value) if !value.is_finite() && !is_key => {
                self.fault(
                    at,
                    "Infinity and NaN cannot be sent to Kubernetes; JSON does not have them.",
                );
            }
            _ => {}
        }
    }
}

pub(super) fn read_tag(tag: Option<&granit_parser::Tag>) -> Tag {
    let Some(tag) = tag else { return Tag::None };
    match tag.suffix_in_namespace("tag:yaml.org,2002:").as_deref() {
        Some("str") => Tag::Str,
        Some("bool") => Tag::Bool,
        Some("int") => Tag::Int,
        Some("float") => Tag::Float,
        Some("null") => Tag::Null,
        Some("binary") => Tag::Binary,
        Some("merge") => Tag::Merge,
        _ => Tag::Other,
    }
}

fn tag_start(span: &Span) -> Option<usize> {
    Some(span.tag_span()?.byte_range()?.start)
}

/// The end of a block scalar's last line. The parser's own end lies at the next token, after blank
/// lines and indentation that are not part of the scalar.
fn block_scalar_end(text: &str, header: usize, end: usize) -> usize {
    let header_end = text::line_end(text, header);
    if end <= header_end {
        return header_end;
    }
    let keeps = text[header..header_end]
        .split('#')
        .next()
        .is_some_and(|header| header.contains('+'));
    let body = &text[header_end..end];
    let last = if keeps {
        // The blank lines at the end are content here, only the next line's indentation is not.
        body.trim_end_matches([' ', '\t']).len().saturating_sub(1)
    } else {
        body.trim_end().len()
    };
    text::line_end(text, header_end + last).max(header_end)
}
