//! From the parser's events to the [`Tree`]: the one module that knows `granit-parser`.

use std::borrow::Cow;

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StructureStyle};

use super::limit::{self, MAX_DEPTH, MAX_NODES};
use super::message;
use super::scalar::{Resolved, Tag};
use crate::document::ProblemKind;
use crate::text;
use crate::tree::{Content, Entry, Item, Kind, Node, NodeId, Part, Style, Tree};

/// Why and where reading stopped, or what is wrong at a place that does not stop it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: ProblemKind,
    pub(crate) message: String,
    /// Byte offset into the text that was read.
    pub(crate) offset: usize,
}

/// A tree and what was found wrong with its text.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) tree: Tree,
    /// The error that stopped the parser; the tree then holds what stood before it.
    pub(crate) stopped: Option<Fault>,
    /// What is wrong without stopping the parser, in the order of the text.
    pub(crate) faults: Vec<Fault>,
}

/// Reads a text into a tree.
pub(crate) fn read(text: String) -> Reading {
    let mut builder = Builder::new(&text);
    let options = granit_parser::options! {
        emit_anchor_events: true,
        // An unknown alias is reported by us and does not hide the rest of the text.
        emit_unresolved_aliases: true,
        // JSON knows no limit for keys; YAML's own of 1024 characters is nothing kubectl's users meet.
        simple_key_max_lookahead: 1 << 20,
    };
    let mut stopped = None;
    for event in Parser::new_from_str_with_options(&text, options) {
        let step = event.map_err(|error| syntax_fault(&text, &error));
        if let Err(fault) = step.and_then(|(event, span)| builder.take(event, span)) {
            stopped = Some(fault);
            break;
        }
    }
    builder.finish(stopped.is_some());
    let Builder {
        nodes,
        parts,
        faults,
        ..
    } = builder;
    Reading {
        tree: Tree { text, nodes, parts },
        stopped,
        faults,
    }
}

fn syntax_fault(text: &str, error: &ScanError) -> Fault {
    let offset = error
        .marker()
        .byte_offset()
        .unwrap_or(text.len())
        .min(text.len());
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return limit::too_deep(offset);
    }
    Fault {
        kind: ProblemKind::Syntax,
        message: message::words(error.kind()).into_owned(),
        offset: message::place(text, error.kind(), offset),
    }
}

/// A collection that is still open.
struct Frame {
    node: NodeId,
    /// Where the collection's own slot in its parent begins, see [`Builder::enter_slot`].
    slot: usize,
    /// For a mapping: the key that waits for its value.
    key: Option<PendingKey>,
}

struct PendingKey {
    node: NodeId,
    /// The byte of the `?` of a key that is written with one.
    question: Option<usize>,
}

struct Builder<'text> {
    text: &'text str,
    nodes: Vec<Node>,
    parts: Vec<Part>,
    faults: Vec<Fault>,
    open: Vec<Frame>,
    /// The nodes by anchor number, the last one last.
    anchors: Vec<(usize, NodeId)>,
    /// After the last byte that is known to be taken: what follows up to the next token is blank,
    /// comment or an indicator.
    cursor: usize,
    /// The root of the document being read.
    root: Option<NodeId>,
    document_start: usize,
}

impl<'text> Builder<'text> {
    fn new(text: &'text str) -> Self {
        Self {
            text,
            // A manifest has about one node every twelve bytes.
            nodes: Vec::with_capacity(text.len() / 12),
            parts: Vec::new(),
            faults: Vec::new(),
            open: Vec::new(),
            anchors: Vec::new(),
            cursor: 0,
            root: None,
            document_start: 0,
        }
    }

    fn take(&mut self, event: Event<'text>, span: Span) -> Result<(), Fault> {
        let range = span.byte_range().unwrap_or(self.cursor..self.cursor);
        match event {
            Event::DocumentStart(explicit, _) => {
                self.cursor = if explicit {
                    range.end
                } else {
                    self.cursor.max(range.start)
                };
                self.document_start = self.cursor;
                self.anchors.clear();
                self.root = None;
            }
            Event::DocumentEnd => self.finish_document(range.start),
            Event::Scalar(content, style, anchor, tag) => {
                self.scalar(content, style, anchor, read_tag(tag.as_deref()), span)?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                let flow = style == StructureStyle::Flow;
                let kind = Kind::Sequence {
                    items: Vec::new(),
                    flow,
                };
                self.collection(kind, flow, anchor, read_tag(tag.as_deref()), span)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                let flow = style == StructureStyle::Flow;
                let kind = Kind::Mapping {
                    entries: Vec::new(),
                    flow,
                };
                self.collection(kind, flow, anchor, read_tag(tag.as_deref()), span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            Event::Alias(anchor) => self.alias(anchor, range)?,
            Event::UnresolvedAlias(name) => {
                let message = format!("There is no anchor &{name} above this alias.");
                self.fault(range.start, message);
                self.borrow(Kind::omitted(range.start), range)?;
            }
            Event::Anchor(..) => self.anchor(range.start),
            // Comments are not asked for; they are read from the text where an edit needs them.
            _ => {}
        }
        Ok(())
    }

    fn scalar(
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

    fn source_or_decoded(&self, range: Range<usize>, decoded: Cow<'text, str>) -> Content {
        match decoded {
            Cow::Borrowed(decoded) if self.text.get(range.clone()) == Some(decoded) => {
                Content::Source(range)
            }
            decoded => Content::Decoded(decoded.into_owned().into()),
        }
    }

    fn collection(
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

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), Fault> {
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

    fn borrow(&mut self, kind: Kind, range: Range<usize>) -> Result<(), Fault> {
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
    fn anchor(&mut self, start: usize) {
        if let Some((_, node)) = self.anchors.last() {
            let node = &mut self.nodes[node.0 as usize];
            node.anchored = true;
            node.start = node.start.min(start);
        }
    }

    fn remember(&mut self, anchor: usize, node: NodeId) {
        if anchor > 0 {
            self.anchors.push((anchor, node));
        }
    }

    fn push(&mut self, node: Node) -> Result<NodeId, Fault> {
        // Keys count here too, so this many are too many whatever they are.
        if self.nodes.len() > 4 * MAX_NODES {
            return Err(limit::too_many_nodes(node.start));
        }
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        Ok(id)
    }

    fn fault(&mut self, offset: usize, message: impl Into<String>) {
        self.faults.push(Fault {
            kind: ProblemKind::Syntax,
            message: message.into(),
            offset,
        });
    }

    /// Moves the cursor over what stands between the last token and the content of the node that
    /// comes: the indicator (`-`, `:`, `?`), an anchor, a tag. Returns where the slot of the node
    /// begins: the byte of its indicator, or its own first byte where it needs none.
    fn enter_slot(&mut self, span: &Span) -> usize {
        let start = span.byte_range().map_or(self.cursor, |range| range.start);
        let slot = self.enter_slot_at(start);
        if let Some(tag) = span.tag_span().and_then(|tag| tag.byte_range()) {
            self.cursor = self.cursor.max(tag.end);
        }
        self.cursor = text::skip_anchor(self.text, self.cursor);
        slot
    }

    fn enter_slot_at(&mut self, start: usize) -> usize {
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
    fn place(&mut self, node: NodeId, slot: usize) {
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

    fn close(&mut self, end: usize) {
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
    fn finish(&mut self, stopped: bool) {
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

    fn finish_document(&mut self, end: usize) {
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

impl Builder<'_> {
    /// Whether the next node is a key of the mapping that is open.
    fn expects_key(&self) -> bool {
        self.open.last().is_some_and(|frame| {
            let mapping = matches!(self.nodes[frame.node.0 as usize].kind, Kind::Mapping { .. });
            mapping && frame.key.is_none()
        })
    }

    /// Reports a scalar that is not what its tag says, or that JSON cannot hold.
    fn check_scalar(&mut self, id: NodeId) {
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
            Tag::None if suspicious => super::scalar::resolve(text, &Tag::None),
            Tag::None => return,
            tag => super::scalar::resolve_tagged(text, tag),
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

fn read_tag(tag: Option<&granit_parser::Tag>) -> Tag {
    let Some(tag) = tag else { return Tag::None };
    match tag.core_suffix() {
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
