//! Moving an item of a list or a field of a mapping: its lines change their place, and nothing is
//! written anew.

use serde_json::Value;

use super::EditError;
use super::copy::Borrowing;
use super::expect::Expected;
use super::splice::Splice;
use crate::document::Document;
use crate::gather::Gather;
use crate::tree::{NodeId, NodeKind, segment_key};
use crate::{FieldPath, text};

impl Document {
    /// Moves an item of a list to another position, with the comments directly above it.
    ///
    /// # Errors
    /// See [`EditError`]; the document is then unchanged.
    pub fn move_item(&mut self, list: &FieldPath, from: usize, to: usize) -> Result<(), EditError> {
        if let Some((object, list)) = self.elsewhere(list) {
            return self.within(object, &mut |other| other.move_item(&list, from, to));
        }
        let length = match self.get(list) {
            Some(Value::Array(items)) => items.len(),
            None => return Err(EditError::NotFound { path: list.clone() }),
            _ => return Err(EditError::NotACollection { path: list.clone() }),
        };
        if let Some(index) = [from, to].into_iter().find(|index| *index >= length) {
            return Err(EditError::OutOfRange {
                path: list.clone(),
                index,
                length,
            });
        }
        if from == to {
            return Ok(());
        }
        let expected = Expected::move_item(self, list, from, to);
        let choices = match self.own(&list.index(0)).and_then(|found| found.slot) {
            Some(slot) => self.move_splices(slot.parent, from, to),
            None => return self.write(&list.index(0), &expected),
        };
        self.apply(list, choices, &expected)
    }

    /// Puts an item behind itself once more, with its comments where lines part the items.
    ///
    /// # Errors
    /// See [`EditError`]; the document is then unchanged.
    pub fn repeat_item(&mut self, list: &FieldPath, index: usize) -> Result<(), EditError> {
        if let Some((object, list)) = self.elsewhere(list) {
            return self.within(object, &mut |other| other.repeat_item(&list, index));
        }
        let path = list.index(index);
        let Some(value) = self.get(&path) else {
            return Err(EditError::NotFound { path });
        };
        let slot = self.own(&path).and_then(|found| found.slot);
        let lines = slot.and_then(|slot| self.repeat_lines(slot.parent, index));
        let expected = Expected::insert(self, list, index + 1, value.clone());
        let repeated = lines.map(|lines| self.apply(list, vec![lines], &expected));
        match repeated {
            Some(Ok(())) => Ok(()),
            // Lines do not part the items, or would not be read as the same.
            Some(Err(_)) | None => self.insert(list, index + 1, value),
        }
    }

    /// Moves a field to another position among the fields of its mapping, with the comments directly above
    /// it. The value is the same before and after; only the order changes.
    ///
    /// # Errors
    /// See [`EditError`]; the document is then unchanged.
    pub fn move_key(&mut self, path: &FieldPath, to: usize) -> Result<(), EditError> {
        if let Some((object, path)) = self.elsewhere(path) {
            return self.within(object, &mut |other| other.move_key(&path, to));
        }
        let found = self.existing(path)?;
        let (Some(mapping), Some(last), Some(slot)) = (path.parent(), path.last(), found.slot)
        else {
            return Err(EditError::NotFound { path: path.clone() });
        };
        let NodeKind::Mapping { entries, .. } = &self.tree().node(slot.parent).kind else {
            return Err(EditError::NotACollection { path: mapping });
        };
        let mut keys = self.keys(&mapping);
        let length = keys.len();
        let index = to;
        if index >= length {
            let path = mapping;
            return Err(EditError::OutOfRange {
                path,
                index,
                length,
            });
        }
        let name = segment_key(last);
        let from = keys.iter().position(|key| *key == name).unwrap_or(to);
        if from == to {
            return Ok(());
        }
        let expected = Expected::reorder(self, &mapping, from, to);
        match self.borrowing(path) {
            Some(Borrowing { merged: true, .. }) => return Err(self.unplaceable(path)),
            Some(_) => return self.write(path, &expected),
            None => {}
        }
        // Entries are counted as keys are, unless a merge key brings some or one is written twice.
        if entries.len() != length {
            return Err(self.unplaceable(path));
        }
        let mut edited = self.clone();
        let choices = self.move_splices(slot.parent, from, to);
        edited.apply(path, choices, &expected)?;
        let moved = keys.remove(from);
        keys.insert(to, moved);
        if edited.keys(&mapping) != keys {
            return Err(self.unplaceable(path));
        }
        *self = edited;
        Ok(())
    }

    /// The ways to move a child: with whole lines and the comments above it, or the bare item where
    /// lines do not part the items.
    pub(super) fn move_splices(&self, list: NodeId, from: usize, to: usize) -> Vec<Vec<Splice>> {
        let ranges = self.child_ranges(list);
        let mut choices = Vec::new();
        if !self.tree().node(list).kind.is_flow() {
            choices.extend(self.move_lines(&ranges, from, to));
        }
        if !self.tree().node(list).kind.is_flow() {
            let with_comments = ranges.iter().map(|(start, end)| {
                let line = text::line_end(self.source(), *end);
                let behind = self.source()[*end..line].trim_start();
                (*start, if behind.starts_with('#') { line } else { *end })
            });
            choices.push(self.move_bare(&with_comments.gather(), from, to));
        }
        choices.push(self.move_bare(&ranges, from, to));
        choices
    }

    /// The whole lines of each child, with the comments above it; none where lines do not part the children.
    fn regions(&self, ranges: &[(usize, usize)]) -> Option<Vec<(usize, usize)>> {
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
        Some(regions)
    }

    /// The same lines once more, behind those of a child.
    pub(super) fn repeat_lines(&self, list: NodeId, index: usize) -> Option<Vec<Splice>> {
        if self.tree().node(list).kind.is_flow() {
            return None;
        }
        let source = self.source();
        let regions = self.regions(&self.child_ranges(list))?;
        let (start, end) = *regions.get(index)?;
        let lines = &source[start..end];
        let repeated = if lines.ends_with(['\n', '\r']) {
            lines.to_owned()
        } else {
            let line_break = text::line_break(source, text::line_end(source, regions[0].0));
            [line_break, lines].concat()
        };
        Some(vec![Splice::insert(end, repeated)])
    }

    /// The ways to move whole lines. A text without a final line break goes on without one, unless what
    /// then stands last is a block scalar that needs it.
    fn move_lines(&self, ranges: &[(usize, usize)], from: usize, to: usize) -> Vec<Vec<Splice>> {
        let source = self.source();
        let Some(regions) = self.regions(ranges) else {
            return Vec::new();
        };
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
            let moved = Splice::insert(target, format!("{lines}{line_break}"));
            return vec![
                vec![moved.clone(), Splice::remove(above..end)],
                vec![moved, Splice::remove(start..end)],
            ];
        }
        if target == source.len() && !ends_line(source) {
            let bare = lines.strip_suffix('\n').unwrap_or(lines);
            let bare = bare.strip_suffix('\r').unwrap_or(bare);
            return [bare, lines]
                .map(|moved| {
                    let moved = Splice::insert(target, format!("{line_break}{moved}"));
                    vec![Splice::remove(start..end), moved]
                })
                .into();
        }
        vec![vec![
            Splice::remove(start..end),
            Splice::insert(target, lines),
        ]]
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
