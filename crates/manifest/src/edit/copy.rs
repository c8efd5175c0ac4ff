//! Paths that lead behind an alias or a merge key: an edit there makes a copy at its own place, so
//! that the anchor and its other aliases keep their value.

use serde_json::{Map, Value};

use super::render::Pen;
use super::splice::Splice;
use crate::document::Document;
use crate::tree::{Entry, Found, Kind, segment_key};
use crate::{FieldPath, Segment, text, yaml};

/// Where a path leaves its own place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Borrowing {
    /// The path of the alias, or of the field that a merge key brings.
    pub(super) place: FieldPath,
    pub(super) merged: bool,
}

impl Document {
    /// Where a path leaves its own place, if it does. An alias at the very end of the path is the
    /// path's own: it can be replaced.
    pub(super) fn borrowing(&self, path: &FieldPath) -> Option<Borrowing> {
        let tree = self.tree();
        let mut node = self.root()?;
        let prefix = |steps: usize| path.segments()[..steps].iter().cloned().collect();
        for (steps, segment) in path.segments().iter().enumerate() {
            node = match (&tree.node(node).kind, segment) {
                (Kind::Alias { .. }, _) => {
                    return Some(Borrowing {
                        place: prefix(steps),
                        merged: false,
                    });
                }
                (Kind::Sequence { items, .. }, Segment::Index(index)) => items.get(*index)?.value,
                (Kind::Mapping { entries, .. }, segment) => {
                    let (position, merged) = tree.entry(node, &segment_key(segment))?;
                    if merged {
                        return Some(Borrowing {
                            place: prefix(steps + 1),
                            merged: true,
                        });
                    }
                    entries.get(position)?.value
                }
                _ => return None,
            };
        }
        None
    }

    /// What stands at a path, if it stands at its own place.
    pub(super) fn own(&self, path: &FieldPath) -> Option<Found> {
        if self.borrowing(path).is_some() {
            None
        } else {
            self.find(path)
        }
    }

    /// The ways to remove a field that a merge key brings: the merge key gives way to the other
    /// fields it brought.
    pub(super) fn expand_merge(&self, path: &FieldPath) -> Vec<Vec<Splice>> {
        let Some(slot) = self.find(path).and_then(|found| found.slot) else {
            return Vec::new();
        };
        let tree = self.tree();
        let (Some(entry), Some(last)) = (tree.entry_at(slot.parent, slot.position), path.last())
        else {
            return Vec::new();
        };
        let mut rest = self.merged_fields(entry);
        rest.shift_remove(segment_key(last).as_ref());
        if rest.is_empty() {
            return vec![self.remove_entries(slot.parent, &[slot.position])];
        }
        let value = tree.node(entry.value);
        let range = entry.start..value.end;
        let flow = tree.node(slot.parent).kind.is_flow();
        self.pens(|pen| {
            vec![vec![Splice::new(
                range.clone(),
                write_entries(pen, &rest, flow, self.column(entry.start)),
            )]]
        })
    }

    fn merged_fields(&self, entry: &Entry) -> Map<String, Value> {
        let mut fields = Map::new();
        for source in self.tree().merge_sources(entry.value) {
            if let Value::Object(more) = yaml::value::value(self.tree(), source) {
                fields.extend(more);
            }
        }
        fields
    }

    pub(super) fn column(&self, offset: usize) -> usize {
        text::column(self.source(), offset)
    }
}

fn write_entries(pen: &Pen, fields: &Map<String, Value>, flow: bool, column: usize) -> String {
    let whole = Value::Object(fields.clone());
    if flow {
        let text = pen.flow(&whole, None);
        text[1..text.len() - 1].to_owned()
    } else {
        pen.lines(&whole, column)
    }
}
