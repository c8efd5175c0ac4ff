//! Splices in block style that add to a mapping or list, or take from it.

use serde_json::Value;

use super::render::Pen;
use super::splice::Splice;
use crate::document::Document;
use crate::gather::Gather;
use crate::tree::{NodeId, NodeKind, Slot, segment_key};
use crate::{FieldPath, Segment, text};

impl Document {
    /// The ways to add a child to a collection.
    pub(super) fn add_child(
        &self,
        pen: &Pen,
        parent: NodeId,
        segment: &Segment,
        value: &Value,
    ) -> Vec<Vec<Splice>> {
        match (&self.tree().node(parent).kind, segment) {
            (NodeKind::Sequence { .. }, Segment::Index(index)) => {
                self.insert_item(pen, parent, *index, value)
            }
            (
                NodeKind::Mapping {
                    flow: true,
                    entries,
                },
                segment,
            ) => {
                let key = segment_key(segment);
                vec![self.insert_flow(pen, parent, entries.len(), Some(&key), value)]
            }
            (NodeKind::Mapping { entries, .. }, segment) => {
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
        let NodeKind::Sequence { items, flow } = &tree.node(list).kind else {
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

    /// The ways to remove a child of a collection; a key that is written twice goes with all its entries.
    /// At the end of a text without a final line break the break before the child goes with it, unless a
    /// block scalar above needs it.
    pub(super) fn remove_child(&self, slot: Slot, path: &FieldPath) -> Vec<Vec<Splice>> {
        let tree = self.tree();
        match (&tree.node(slot.parent).kind, path.last()) {
            (NodeKind::Mapping { entries, .. }, Some(segment)) => {
                let key = segment_key(segment);
                let same =
                    |entry| !tree.is_merge(entry) && tree.key(entry).as_deref() == Some(&*key);
                let positions: Vec<usize> = entries
                    .iter()
                    .enumerate()
                    .filter(|(_, entry)| same(entry))
                    .map(|(position, _)| position)
                    .gather();
                [false, true]
                    .map(|keeps_break| self.remove_entries(slot.parent, &positions, keeps_break))
            }
            _ => [false, true]
                .map(|keeps_break| self.remove_entries(slot.parent, &[slot.position], keeps_break)),
        }
        .into()
    }

    /// Removes children of a collection that keeps others.
    pub(super) fn remove_entries(
        &self,
        parent: NodeId,
        positions: &[usize],
        keeps_break: bool,
    ) -> Vec<Splice> {
        let ranges = self.child_ranges(parent);
        if self.tree().node(parent).kind.is_flow() {
            return positions
                .iter()
                .flat_map(|position| self.remove_flow(parent, &ranges, *position))
                .gather();
        }
        positions
            .iter()
            .map(|position| self.remove_lines(&ranges, *position, keeps_break))
            .collect()
    }

    /// Start and end of every child: key to value, dash to value.
    pub(super) fn child_ranges(&self, parent: NodeId) -> Vec<(usize, usize)> {
        let tree = self.tree();
        match &tree.node(parent).kind {
            NodeKind::Mapping { entries, .. } => entries
                .iter()
                .map(|entry| {
                    let end = tree.node(entry.value).end.max(tree.node(entry.key).end);
                    let colon = entry.colon + 1;
                    let written = self.source().get(entry.colon..colon) == Some(":");
                    (entry.start, if written { end.max(colon) } else { end })
                })
                .collect(),
            NodeKind::Sequence { items, flow } => items
                .iter()
                .map(|item| {
                    let dash = item.start + usize::from(!flow);
                    (item.start, tree.node(item.value).end.max(dash))
                })
                .collect(),
            NodeKind::Scalar { .. } | NodeKind::Alias { .. } => Vec::new(),
        }
    }

    fn remove_lines(
        &self,
        ranges: &[(usize, usize)],
        position: usize,
        keeps_break: bool,
    ) -> Splice {
        let source = self.source();
        let (start, end) = ranges[position];
        if text::begins_line(source, start) {
            let line = text::line_start(source, start);
            let next = text::next_line(source, end);
            if next == text::line_end(source, end) && line > 0 && !keeps_break {
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
    pub(super) fn slot_column(&self, slot: Slot) -> usize {
        self.child_ranges(slot.parent)
            .get(slot.position)
            .map_or(0, |(start, _)| self.column(*start))
    }
}
