//! From the parser's events to the [`Tree`]: the one module that knows `granit-parser`.

mod nodes;
mod places;

use granit_parser::{ErrorKind, Event, Parser, ScanError, Span, StructureStyle};

use super::{limit, message};
use crate::document::ProblemKind;
use crate::tree::{Kind, Node, NodeId, Part, Tree};
use nodes::read_tag;

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
}
