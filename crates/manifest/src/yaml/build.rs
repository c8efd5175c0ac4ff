//! From tokens to the [`Tree`], as yaml.v2 joins them.
//!
//! Mirrors `parserc.go` of go.yaml.in/yaml/v2 and its `parser` in `decode.go`, which reads one document
//! and looks at nothing behind it. An error ends every loop and keeps what was read before.

mod check;
mod flow;
mod node;

use super::documents::{self, Extent};
use super::scan::{Scanner, Sort, control_character};
use super::{Fault, Limits, limit};
use crate::Message;
use crate::message::yaml as said;
use crate::text;
use crate::tree::{Node, NodeId, NodeKind, Part, Tree};
use crate::yaml::problem_kind::ProblemKind;

/// A tree and what was found wrong with its text.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) tree: Tree,
    /// What stopped the reading; the tree then holds what stood before it.
    pub(crate) stopped: Option<Stop>,
    /// What is wrong without stopping it, in the order of the text.
    pub(crate) faults: Vec<Fault>,
}

/// What stops the reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stop {
    /// What is said of it, at the place that is to be put right.
    pub(crate) fault: Fault,
    /// Where it was noticed, or where it most likely comes from: what stands before is sound.
    pub(crate) reached: usize,
}

/// Reads a text into a tree.
pub(crate) fn read(text: String, limits: Limits) -> Reading {
    let mut faults = Vec::new();
    let (extents, late) = documents::divide(&text, &mut faults);
    let mut builder = Builder {
        scanner: Scanner::new(&text, &Extent::default()),
        // A manifest has about one node every twelve bytes.
        nodes: Vec::with_capacity(text.len() / 12),
        parts: Vec::new(),
        faults,
        open: Vec::new(),
        anchors: Vec::new(),
        behind: 0,
        was_quoted: false,
        limits,
    };
    let mut stopped = None;
    for extent in extents {
        stopped = builder.document(&extent);
        if stopped.is_some() {
            break;
        }
    }
    if stopped.is_none() && builder.faults.is_empty() {
        builder.faults.extend(late);
    }
    if stopped.is_none() && builder.parts.is_empty() {
        // A text without any document gets an empty one, so that it can be edited.
        builder.behind = 0;
        let root = builder.omitted();
        let (start, end) = (0, text.len());
        builder.parts.push(Part { root, start, end });
    }
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

struct Builder<'text> {
    scanner: Scanner<'text>,
    nodes: Vec<Node>,
    parts: Vec<Part>,
    faults: Vec<Fault>,
    /// The collections that are being read.
    open: Vec<NodeId>,
    /// The nodes by the name of their anchor, the last one last.
    anchors: Vec<(&'text str, NodeId)>,
    /// After the last token taken.
    behind: usize,
    /// Whether that token was a scalar in quotes.
    was_quoted: bool,
    limits: Limits,
}

impl Builder<'_> {
    fn document(&mut self, extent: &Extent) -> Option<Stop> {
        let text = self.scanner.text;
        let range = extent.range.clone();
        let bad = (!extent.is_json)
            .then(|| control_character(&text[range.clone()]))
            .flatten()
            .map(|at| range.start + at);
        let end = bad.unwrap_or(range.end);
        self.scanner = Scanner::new(
            text,
            &Extent {
                range: range.start..end,
                ..extent.clone()
            },
        );
        self.anchors.clear();
        self.behind = range.start;
        let mut start = range.start;
        let is_marked = self.scanner.peek() == Sort::DocumentStart;
        if is_marked {
            start = self.skip();
        } else if !extent.is_separated {
            start = self.scanner.place();
        }
        let root = match self.scanner.peek() {
            Sort::DocumentStart | Sort::DocumentEnd | Sort::Directive
                if is_marked || extent.is_explicit =>
            {
                self.omitted()
            }
            // What is empty is no document, unless a line `---` says that it is one.
            Sort::End if self.scanner.fault.is_none() => self.omitted(),
            _ => self.node(true, false),
        };
        self.check_scalar(root, false);
        let is_end = self.scanner.peek() == Sort::End;
        if let (Some(bad), true, None) = (bad, is_end, &self.scanner.fault) {
            self.scanner.stop(bad, said::control_character());
        }
        let node = &self.nodes[root.0 as usize];
        // What is in brackets ends with them, all else where nothing follows any more.
        let mut end = if node.kind.is_flow() {
            node.end
        } else {
            range.end
        };
        if self.scanner.fault.is_none() && !is_end {
            end = self.scanner.place();
            let follows = match self.scanner.peek() {
                Sort::DocumentEnd => end + 3,
                _ => end,
            };
            self.trailing(root, follows, range.end);
        }
        let is_empty = self.nodes[root.0 as usize].is_written_nowhere();
        if !is_empty || is_marked || extent.is_separated || self.scanner.fault.is_some() {
            self.parts.push(Part { root, start, end });
        } else {
            self.nodes.pop();
        }
        self.stopped()
    }

    /// Reports what stands behind the end of a document, where kubectl does not look.
    fn trailing(&mut self, root: NodeId, from: usize, to: usize) {
        let text = self.scanner.text;
        let at = text::skip_separators(text, from, false);
        if at >= to {
            return;
        }
        let node = &self.nodes[root.0 as usize];
        match node.kind {
            // Nothing that is a manifest, so kubectl refuses it too; null it passes over.
            NodeKind::Scalar { .. } if !self.is_null(root) => {
                self.scanner.stop(at, said::colon_missing());
            }
            _ => self.faults.push(Fault {
                kind: ProblemKind::Ignored,
                message: said::read_no_further(),
                offset: at,
            }),
        }
    }

    fn stopped(&self) -> Option<Stop> {
        let mut fault = self.scanner.fault.clone()?;
        let mut reached = self.scanner.reached().max(fault.offset);
        if let Some(suspect) = &self.scanner.suspect
            && fault.kind == ProblemKind::Syntax
            && suspect.line <= reached
        {
            reached = suspect.line;
            let opened = &self.scanner.text[suspect.opened..];
            fault = match opened.chars().next() {
                Some(bracket @ ('[' | '{')) => Fault {
                    offset: suspect.opened,
                    message: said::bracket_open(bracket),
                    ..fault
                },
                _ => Fault {
                    offset: suspect.opened,
                    message: said::low_indentation(),
                    ..fault
                },
            };
        }
        Some(Stop { fault, reached })
    }

    /// Takes the next token and says where it ends.
    fn skip(&mut self) -> usize {
        let token = self.scanner.next();
        self.was_quoted = false;
        // What is only implied takes no place.
        if token.end > token.start {
            self.behind = token.end;
        }
        token.end
    }

    fn fault(&mut self, offset: usize, message: Message) {
        self.faults.push(Fault {
            kind: ProblemKind::Syntax,
            message,
            offset,
        });
    }

    fn push(&mut self, node: Node) -> NodeId {
        // Keys count here too, so this many are too many whatever they are.
        if self.nodes.len() > 4 * self.limits.nodes {
            self.scanner
                .fault
                .get_or_insert(limit::too_many_nodes(node.start, self.limits));
        }
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        id
    }

    /// A value that is not written, behind the last token.
    fn omitted(&mut self) -> NodeId {
        let at = self.behind;
        self.push(Node::omitted(at))
    }
}
