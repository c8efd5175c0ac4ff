//! Splices in flow style: between braces and brackets, on one line or on several. JSON is all flow.

use serde_json::Value;

use super::render::Pen;
use super::splice::Splice;
use crate::document::Document;
use crate::text;
use crate::tree::{Node, NodeId, NodeKind, Style};

impl Document {
    /// Puts a value in the place of a node in flow style.
    pub(super) fn replace_flow(
        &self,
        pen: &Pen,
        node: &Node,
        parent: NodeId,
        value: &Value,
        before: Option<Style>,
    ) -> Splice {
        let source = self.source();
        let written = if self.is_on_several_lines(parent) {
            pen.flow_lines(value, text::indentation(source, node.content).len(), before)
        } else {
            pen.flow(value, before)
        };
        let omitted = matches!(
            node.kind,
            NodeKind::Scalar {
                style: Style::Omitted,
                ..
            }
        );
        if omitted {
            let colon = if source[..node.end].ends_with(':') {
                ""
            } else {
                ":"
            };
            return Splice::insert(node.end, format!("{colon} {written}"));
        }
        Splice::new(node.content..node.end, written)
    }

    /// Inserts a child into a collection in flow style.
    pub(super) fn insert_flow(
        &self,
        pen: &Pen,
        parent: NodeId,
        position: usize,
        key: Option<&str>,
        value: &Value,
    ) -> Vec<Splice> {
        let source = self.source();
        let ranges = self.child_ranges(parent);
        let several_lines = self.is_on_several_lines(parent);
        let pen = pen
            .clone()
            .with_line_break_at(source, self.tree().node(parent).content);
        let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else {
            return Vec::new();
        };
        let column = text::indentation(source, first.0).len();
        let child = match (key, several_lines) {
            (Some(key), false) => pen.flow_entry(key, value),
            (Some(key), true) => pen.flow_entry_lines(key, value, column),
            (None, false) => pen.flow(value, None),
            (None, true) => pen.flow_lines(value, column, None),
        };
        let gap = match (several_lines, pen.dense) {
            (true, _) => format!(
                "{}{}",
                pen.eol,
                &source[text::line_start(source, first.0)..][..column]
            ),
            (false, true) => String::new(),
            (false, false) => " ".to_owned(),
        };
        if let Some((start, _)) = ranges.get(position) {
            return vec![Splice::insert(*start, format!("{child},{gap}"))];
        }
        let (_, last_end) = *last;
        if let Some(comma) = comma_after(source, last_end) {
            // YAML allows a comma after the last child; the style is kept.
            let at = if several_lines {
                text::line_end(source, comma)
            } else {
                comma + 1
            };
            return vec![Splice::insert(at, format!("{gap}{child},"))];
        }
        let line_end = text::line_end(source, last_end);
        if several_lines && source[last_end..line_end].trim_start().starts_with('#') {
            // The comment stays behind its own child, the comma goes before it.
            return vec![
                Splice::insert(last_end, ","),
                Splice::insert(line_end, format!("{gap}{child}")),
            ];
        }
        vec![Splice::insert(last_end, format!(",{gap}{child}"))]
    }

    /// Removes a child of a collection in flow style that keeps others.
    pub(super) fn remove_flow(
        &self,
        parent: NodeId,
        ranges: &[(usize, usize)],
        position: usize,
    ) -> Vec<Splice> {
        let source = self.source();
        let (start, end) = ranges[position];
        let alone_on_lines =
            |next: usize| text::begins_line(source, start) && text::begins_line(source, next);
        if let Some((next, _)) = ranges.get(position + 1) {
            return vec![match comma_after(source, end) {
                Some(comma) if alone_on_lines(*next) => {
                    Splice::remove(text::line_start(source, start)..text::next_line(source, comma))
                }
                _ => Splice::remove(start..*next),
            }];
        }
        let close = self.tree().node(parent).end.saturating_sub(1);
        if let Some(comma) = comma_after(source, end) {
            // The one before keeps its comma, as the last child had one.
            let from = if alone_on_lines(close) {
                text::line_start(source, start)..text::next_line(source, comma)
            } else {
                source[..start].trim_end().len()..comma + 1
            };
            return vec![Splice::remove(from)];
        }
        let Some(before) = position.checked_sub(1).map(|before| ranges[before].1) else {
            return vec![Splice::remove(start..end)];
        };
        match comma_after(source, before) {
            Some(comma) if alone_on_lines(close) => vec![
                Splice::remove(comma..comma + 1),
                Splice::remove(text::line_start(source, start)..text::next_line(source, end)),
            ],
            _ => vec![Splice::remove(before..end)],
        }
    }

    /// Whether the children of a flow collection stand on lines of their own.
    fn is_on_several_lines(&self, id: NodeId) -> bool {
        let node = self.tree().node(id);
        let first = match &node.kind {
            NodeKind::Mapping { entries, .. } => entries.first().map(|entry| entry.start),
            NodeKind::Sequence { items, .. } => items.first().map(|item| item.start),
            NodeKind::Scalar { .. } | NodeKind::Alias { .. } => None,
        };
        match first {
            Some(first) => text::begins_line(self.source(), first),
            None => self.source()[node.content..node.end].contains('\n'),
        }
    }
}

/// The comma that follows a child, if one does.
fn comma_after(source: &str, end: usize) -> Option<usize> {
    let at = text::skip_separators(source, end, false);
    (source.as_bytes().get(at) == Some(&b',')).then_some(at)
}
