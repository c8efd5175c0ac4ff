//! Splices that put another value in the place of one that stands in block style.

use serde_json::Value;

use super::render::Pen;
use super::splice::Splice;
use crate::document::Document;
use crate::tree::{Found, Node, NodeKind, Slot, Style};
use crate::yaml::scalar::Tag;
use crate::{Format, text, texts};

impl Document {
    /// The ways to put a value in the place of a node.
    pub(super) fn replace(&self, pen: &Pen, found: &Found, value: &Value) -> Vec<Vec<Splice>> {
        let tree = self.tree();
        let node = tree.node(found.node);
        let before = match node.kind {
            NodeKind::Scalar { style, .. } => Some(style),
            _ => None,
        };
        let in_flow = found
            .slot
            .is_some_and(|slot| tree.node(slot.parent).kind.is_flow());
        if in_flow || self.format() == Format::Json {
            let parent = found.slot.map_or(found.node, |slot| slot.parent);
            return vec![vec![self.replace_flow(pen, node, parent, value, before)]];
        }
        let pen = pen.clone().with_line_break_at(self.source(), node.start);
        let splices = match pen.inline(value, before) {
            Some(inline) => self.replace_inline(node, &inline),
            None => self.replace_with_lines(&pen, node, found.slot, value),
        };
        vec![splices]
    }

    /// Puts a value that fits on the line in the place of a node in block style.
    fn replace_inline(&self, node: &Node, inline: &str) -> Vec<Splice> {
        let source = self.source();
        match &node.kind {
            NodeKind::Scalar {
                style: Style::Omitted,
                ..
            } => {
                let line = text::line_end(source, node.end);
                let blank = source[node.end..line].trim().is_empty();
                let end = if blank { line } else { node.end };
                vec![Splice::new(node.end..end, format!(" {inline}"))]
            }
            NodeKind::Scalar {
                style: Style::Block,
                ..
            } => {
                // The header's comment stays, the lines below go.
                let header = header_end(source, node);
                let line = text::line_end(source, node.content);
                vec![
                    Splice::new(replaced_from(node)..header, inline),
                    Splice::remove(line..node.end),
                ]
            }
            NodeKind::Mapping { flow: false, .. } | NodeKind::Sequence { flow: false, .. }
                if text::begins_line(source, node.content) =>
            {
                let above = self.end_of_line_before(node);
                let blank = if source[..above.0].ends_with(' ') {
                    ""
                } else {
                    " "
                };
                vec![
                    Splice::insert(above.0, format!("{blank}{inline}")),
                    Splice::remove(above.1..node.end),
                ]
            }
            _ => vec![Splice::new(replaced_from(node)..node.end, inline)],
        }
    }

    /// Where the text on the line of a block collection's key ends (before its comment), and where
    /// the line itself ends.
    fn end_of_line_before(&self, node: &Node) -> (usize, usize) {
        let source = self.source();
        // Between the colon (or anchor) and the first line there are blanks and comments only.
        let mut line = text::line_start(source, node.content);
        loop {
            let above = text::line_start(source, line.saturating_sub(1));
            let end = text::line_end(source, above);
            let content = source[above..end].trim_start();
            if line == 0 || !(content.is_empty() || content.starts_with('#')) {
                return (without_comment(source, above, end), end);
            }
            line = above;
        }
    }

    /// Puts a collection or a text of several lines in the place of a node in block style.
    fn replace_with_lines(
        &self,
        pen: &Pen,
        node: &Node,
        slot: Option<Slot>,
        value: &Value,
    ) -> Vec<Splice> {
        let source = self.source();
        let is_block = matches!(
            node.kind,
            NodeKind::Mapping { flow: false, .. } | NodeKind::Sequence { flow: false, .. }
        );
        let own_column = slot.map(|slot| self.slot_column(slot));
        let in_list =
            slot.is_some_and(|slot| self.tree().item_at(slot.parent, slot.position).is_some());
        if let Value::String(text) = value {
            let column = own_column.unwrap_or_default() + if in_list { 2 } else { pen.step };
            return self.replace_inline(node, &pen.block_scalar(text, column));
        }
        let column = match own_column {
            // Lines that stand already keep their indentation, if they are of the same kind.
            _ if is_block && value.is_array() == matches!(node.kind, NodeKind::Sequence { .. }) => {
                self.column(node.content)
            }
            Some(column) if in_list => column + 2,
            Some(column) => pen.child_column(value, column),
            None => 0,
        };
        let lines = pen.lines(value, column);
        let indentation = " ".repeat(column);
        if is_block {
            let start = text::line_start(source, node.content);
            return if text::begins_line(source, node.content) {
                vec![Splice::new(start..node.end, indentation + &lines)]
            } else {
                vec![Splice::new(node.content..node.end, lines)]
            };
        }
        let omitted = matches!(
            node.kind,
            NodeKind::Scalar {
                style: Style::Omitted,
                ..
            }
        );
        let (end, line) = match node.kind {
            NodeKind::Scalar {
                style: Style::Block,
                ..
            } => (
                header_end(source, node),
                text::line_end(source, node.content),
            ),
            _ => (node.end, text::line_end(source, node.end)),
        };
        let behind = source[end..line].trim();
        if slot.is_none() {
            return vec![self.replace_root(node, lines, pen)];
        }
        // Behind an anchor a line of its own is needed: on its line it would be that of the first key.
        if in_list && behind.is_empty() && !node.anchored {
            let blank = if omitted { " " } else { "" };
            return vec![
                Splice::new(replaced_from(node)..end, format!("{blank}{lines}")),
                Splice::remove(end..node.end.max(end)),
            ];
        }
        // The comment behind the old value stays on the line of the key.
        let from = source[..replaced_from(node)]
            .trim_end_matches([' ', '\t'])
            .len();
        vec![
            Splice::remove(from..end),
            Splice::new(
                line..node.end.max(line),
                format!("{}{indentation}{lines}", pen.eol),
            ),
        ]
    }

    /// Puts lines in the place of an empty document.
    fn replace_root(&self, node: &Node, lines: String, pen: &Pen) -> Splice {
        let source = self.source();
        let Some(part) = self.part() else {
            return Splice::new(node.content..node.end, lines);
        };
        if !matches!(
            node.kind,
            NodeKind::Scalar {
                style: Style::Omitted,
                ..
            }
        ) {
            return Splice::new(node.content..node.end, lines);
        }
        // After the comments of the document, on a line of its own.
        let end = text::skip_separators(source, part.start, false).min(part.end.max(part.start));
        let before = if end == 0 || text::begins_line(source, end) {
            ""
        } else {
            pen.eol
        };
        Splice::insert(end, format!("{before}{lines}{}", pen.eol))
    }
}

/// Where a replacement of a node begins: an anchor stays, a tag goes with the value it was made for.
fn replaced_from(node: &Node) -> usize {
    if node.tag == Tag::None || node.anchored {
        node.content
    } else {
        node.start
    }
}

/// Where the header of a block scalar ends, without its comment.
fn header_end(source: &str, node: &Node) -> usize {
    let header = &source[node.content..text::line_end(source, node.content)];
    node.content + header.find([' ', '\t']).unwrap_or(header.len())
}

/// Where a line ends without the comment at its end.
fn without_comment(source: &str, start: usize, end: usize) -> usize {
    // A key line of a block collection ends in a colon, an anchor or a tag; what follows is comment.
    let line = &source[start..end];
    let comment = texts::rfind(line, ": #")
        .or_else(|| texts::rfind(line, ":\t#"))
        .map(|at| at + 1);
    start + comment.unwrap_or_else(|| line.trim_end().len())
}
