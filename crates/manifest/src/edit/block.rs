//! Splices in block style: lines of a mapping, items of a list.

use serde_json::Value;

use super::render::Pen;
use super::splice::Splice;
use crate::document::Document;
use crate::tree::{Found, Kind, Node, NodeId, Slot, Style, segment_key};
use crate::yaml::scalar::Tag;
use crate::{FieldPath, Format, Segment, text};

impl Document {
    /// The ways to put a value in the place of a node.
    pub(super) fn replace(&self, pen: &Pen, found: &Found, value: &Value) -> Vec<Vec<Splice>> {
        let tree = self.tree();
        let node = tree.node(found.node);
        let before = match node.kind {
            Kind::Scalar { style, .. } => Some(style),
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
            Kind::Scalar {
                style: Style::Omitted,
                ..
            } => {
                let line = text::line_end(source, node.end);
                let blank = source[node.end..line].trim().is_empty();
                let end = if blank { line } else { node.end };
                vec![Splice::new(node.end..end, format!(" {inline}"))]
            }
            Kind::Scalar {
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
            Kind::Mapping { flow: false, .. } | Kind::Sequence { flow: false, .. }
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
            Kind::Mapping { flow: false, .. } | Kind::Sequence { flow: false, .. }
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
            _ if is_block && value.is_array() == matches!(node.kind, Kind::Sequence { .. }) => {
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
            Kind::Scalar {
                style: Style::Omitted,
                ..
            }
        );
        let (end, line) = match node.kind {
            Kind::Scalar {
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
        if in_list && behind.is_empty() {
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
            Kind::Scalar {
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

    /// The ways to add a child to a collection.
    pub(super) fn add_child(
        &self,
        pen: &Pen,
        parent: NodeId,
        segment: &Segment,
        value: &Value,
    ) -> Vec<Vec<Splice>> {
        match (&self.tree().node(parent).kind, segment) {
            (Kind::Sequence { .. }, Segment::Index(index)) => {
                self.insert_item(pen, parent, *index, value)
            }
            (
                Kind::Mapping {
                    flow: true,
                    entries,
                },
                segment,
            ) => {
                let key = segment_key(segment);
                vec![self.insert_flow(pen, parent, entries.len(), Some(&key), value)]
            }
            (Kind::Mapping { entries, .. }, segment) => {
                let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
                    return Vec::new();
                };
                let column = self.column(first.start);
                let end = self.tree().node(last.value).end;
                let pen = pen.clone().with_line_break_at(self.source(), first.start);
                let entry = pen.entry(&segment_key(segment), value, column);
                let blanks = " ".repeat(column);
                let after = Splice::insert(
                    text::line_end(self.source(), end),
                    format!("{}{blanks}{entry}", pen.eol),
                );
                // A block scalar at the end of a text without a final line break would gain one.
                let before = Splice::insert(last.start, format!("{entry}{}{blanks}", pen.eol));
                vec![vec![after], vec![before]]
            }
            _ => Vec::new(),
        }
    }

    /// The ways to insert an item into a list that is not empty.
    pub(super) fn insert_item(
        &self,
        pen: &Pen,
        list: NodeId,
        index: usize,
        value: &Value,
    ) -> Vec<Vec<Splice>> {
        let tree = self.tree();
        let source = self.source();
        let Kind::Sequence { items, flow } = &tree.node(list).kind else {
            return Vec::new();
        };
        if *flow {
            return vec![self.insert_flow(pen, list, index, None, value)];
        }
        let Some(first) = items.first() else {
            return Vec::new();
        };
        let column = self.column(first.start);
        let blanks = " ".repeat(column);
        let pen = pen.clone().with_line_break_at(source, first.start);
        let item = format!("-{}", pen.after_dash(value, column));
        let before = |at: usize| {
            if text::begins_line(source, at) {
                let line = text::line_start(source, at);
                Splice::insert(line, format!("{blanks}{item}{}", pen.eol))
            } else {
                Splice::insert(at, format!("{item}{}{blanks}", pen.eol))
            }
        };
        match index.checked_sub(1).and_then(|above| items.get(above)) {
            Some(above) => {
                let end = text::line_end(source, tree.node(above.value).end.max(above.start + 1));
                let after = Splice::insert(end, format!("{}{blanks}{item}", pen.eol));
                // As above: the text may end in a block scalar without a line break.
                vec![
                    vec![after],
                    items
                        .get(index)
                        .map(|item| vec![before(item.start)])
                        .unwrap_or_default(),
                ]
            }
            None => vec![vec![before(first.start)]],
        }
    }

    /// Removes a child of a collection; a key that is written twice goes with all its entries.
    pub(super) fn remove_child(&self, slot: Slot, path: &FieldPath) -> Vec<Splice> {
        let tree = self.tree();
        match (&tree.node(slot.parent).kind, path.last()) {
            (Kind::Mapping { entries, .. }, Some(segment)) => {
                let key = segment_key(segment);
                let same =
                    |entry| !tree.is_merge(entry) && tree.key(entry).as_deref() == Some(&*key);
                let positions: Vec<usize> = entries
                    .iter()
                    .enumerate()
                    .filter(|(_, entry)| same(entry))
                    .map(|(position, _)| position)
                    .collect();
                self.remove_entries(slot.parent, &positions)
            }
            _ => self.remove_entries(slot.parent, &[slot.position]),
        }
    }

    /// Removes children of a collection that keeps others.
    pub(super) fn remove_entries(&self, parent: NodeId, positions: &[usize]) -> Vec<Splice> {
        let ranges = self.child_ranges(parent);
        if self.tree().node(parent).kind.is_flow() {
            return positions
                .iter()
                .flat_map(|position| self.remove_flow(parent, &ranges, *position))
                .collect();
        }
        positions
            .iter()
            .map(|position| self.remove_lines(&ranges, *position))
            .collect()
    }

    /// Start and end of every child: key to value, dash to value.
    pub(super) fn child_ranges(&self, parent: NodeId) -> Vec<(usize, usize)> {
        let tree = self.tree();
        match &tree.node(parent).kind {
            Kind::Mapping { entries, .. } => entries
                .iter()
                .map(|entry| {
                    let end = tree.node(entry.value).end.max(tree.node(entry.key).end);
                    let colon = entry.colon + 1;
                    let written = self.source().get(entry.colon..colon) == Some(":");
                    (entry.start, if written { end.max(colon) } else { end })
                })
                .collect(),
            Kind::Sequence { items, flow } => items
                .iter()
                .map(|item| {
                    let dash = item.start + usize::from(!flow);
                    (item.start, tree.node(item.value).end.max(dash))
                })
                .collect(),
            Kind::Scalar { .. } | Kind::Alias { .. } => Vec::new(),
        }
    }

    fn remove_lines(&self, ranges: &[(usize, usize)], position: usize) -> Splice {
        let source = self.source();
        let (start, end) = ranges[position];
        if text::begins_line(source, start) {
            let line = text::line_start(source, start);
            let next = text::next_line(source, end);
            if next == text::line_end(source, end) && line > 0 {
                // The last line of a text that ends without a line break goes with the one before it.
                let above = source[..line].strip_suffix('\n').unwrap_or(&source[..line]);
                let above = above.strip_suffix('\r').unwrap_or(above).len();
                return Splice::remove(above..next);
            }
            return Splice::remove(line..next);
        }
        // The first entry behind a dash, `- name: a`: the next one takes its place.
        let line_end = text::line_end(source, end);
        match ranges.get(position + 1) {
            Some((next, _)) if source[line_end..*next].trim().is_empty() => {
                Splice::remove(start..*next)
            }
            _ => {
                let from = source[..start].trim_end_matches(' ').len();
                Splice::remove(from..line_end)
            }
        }
    }

    /// Removes the only content of a document.
    pub(super) fn empty_root(&self) -> Vec<Splice> {
        let source = self.source();
        let Some(root) = self.root() else {
            return Vec::new();
        };
        let node = self.tree().node(root);
        if node.kind.is_flow() {
            return vec![Splice::new(node.content..node.end, "{}")];
        }
        if text::begins_line(source, node.start) {
            let start = text::line_start(source, node.start);
            return vec![Splice::remove(start..text::next_line(source, node.end))];
        }
        vec![Splice::remove(node.start..node.end)]
    }

    /// The column of a key or a dash.
    fn slot_column(&self, slot: Slot) -> usize {
        self.child_ranges(slot.parent)
            .get(slot.position)
            .map_or(0, |(start, _)| self.column(*start))
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
    let comment = line
        .rfind(": #")
        .or_else(|| line.rfind(":\t#"))
        .map(|at| at + 1);
    start + comment.unwrap_or_else(|| line.trim_end().len())
}
