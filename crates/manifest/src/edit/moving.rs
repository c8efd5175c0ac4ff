//! Moving an item of a list: its lines change their place, and nothing is written anew.

use super::splice::Splice;
use crate::document::Document;
use crate::gather::Gather;
use crate::text;
use crate::tree::NodeId;

impl Document {
    /// The ways to move an item: with whole lines and the comments above it, or the bare item where
    /// lines do not part the items.
    pub(super) fn move_splices(&self, list: NodeId, from: usize, to: usize) -> Vec<Vec<Splice>> {
        let ranges = self.child_ranges(list);
        let mut choices = Vec::new();
        if !self.tree().node(list).kind.is_flow() {
            choices.extend(self.move_lines(&ranges, from, to));
        }
        choices.push(self.move_bare(&ranges, from, to));
        choices
    }

    fn move_lines(&self, ranges: &[(usize, usize)], from: usize, to: usize) -> Option<Vec<Splice>> {
        let source = self.source();
        let column = ranges.first().map(|(start, _)| self.column(*start))?;
        let regions: Vec<(usize, usize)> = ranges
            .iter()
            .enumerate()
            .map(|(position, (start, end))| {
                let above = match position.checked_sub(1) {
                    Some(before) => text::next_line(source, ranges[before].1),
                    None => 0,
                };
                (
                    self.with_comments_above(*start, above, column),
                    text::next_line(source, *end),
                )
            })
            .collect();
        if !ranges
            .iter()
            .all(|(start, _)| text::begins_line(source, *start))
        {
            return None;
        }
        let (start, end) = regions[from];
        let lines = &source[start..end];
        let target = if to < from {
            regions[to].0
        } else {
            regions[to].1
        };
        let ends_line = |text: &str| text.ends_with(['\n', '\r']);
        let line_break = text::line_break(source, text::line_end(source, regions[0].0));
        if !ends_line(lines) {
            // The last line has no line break: the one before it gives it up.
            let above = source[..start]
                .strip_suffix('\n')
                .unwrap_or(&source[..start]);
            let above = above.strip_suffix('\r').unwrap_or(above).len();
            return Some(vec![
                Splice::insert(target, format!("{lines}{line_break}")),
                Splice::remove(above..end),
            ]);
        }
        if target == source.len() && !ends_line(source) {
            let bare = lines.strip_suffix('\n').unwrap_or(lines);
            let bare = bare.strip_suffix('\r').unwrap_or(bare);
            return Some(vec![
                Splice::remove(start..end),
                Splice::insert(target, format!("{line_break}{bare}")),
            ]);
        }
        Some(vec![
            Splice::remove(start..end),
            Splice::insert(target, lines),
        ])
    }

    /// The start of the comment lines directly above an item that stand at its own column.
    fn with_comments_above(&self, start: usize, limit: usize, column: usize) -> usize {
        let source = self.source();
        let mut line = text::line_start(source, start);
        while line > limit {
            let above = text::line_start(source, line - 1);
            let content = &source[above..text::line_end(source, above)];
            let comment = content.trim_start_matches(' ');
            if above < limit || !comment.starts_with('#') || content.len() - comment.len() != column
            {
                break;
            }
            line = above;
        }
        line
    }

    fn move_bare(&self, ranges: &[(usize, usize)], from: usize, to: usize) -> Vec<Splice> {
        let source = self.source();
        let mut order: Vec<usize> = (0..ranges.len()).collect();
        let moved = order.remove(from);
        order.insert(to, moved);
        ranges
            .iter()
            .zip(order)
            .enumerate()
            .filter(|(position, (_, item))| position != item)
            .map(|(_, ((start, end), item))| {
                let (from, to) = ranges[item];
                Splice::new(*start..*end, &source[from..to])
            })
            .gather()
    }
}
