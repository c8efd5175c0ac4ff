//! Paths that lead behind an alias or a merge key: an edit there makes a copy at its own place, so
//! that the anchor and its other aliases keep their value.

use serde_json::{Map, Value};

use super::render::Pen;
use super::splice::Splice;
use crate::document::Document;
use crate::gather::Gather;
use crate::tree::{Entry, Found, NodeId, NodeKind, segment_key};
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
                (NodeKind::Alias { .. }, _) => {
                    return Some(Borrowing {
                        place: prefix(steps),
                        merged: false,
                    });
                }
                (NodeKind::Sequence { items, .. }, Segment::Index(index)) => {
                    items.get(*index)?.value
                }
                (NodeKind::Mapping { entries, .. }, segment) => {
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

    /// The ways to take a key out of a mapping or to give it another name, where a merge key brings it:
    /// the merge key gives way to the fields it brought.
    pub(super) fn expand_merges(
        &self,
        mapping: NodeId,
        key: &str,
        renamed: Option<&str>,
    ) -> Vec<Vec<Splice>> {
        let tree = self.tree();
        let NodeKind::Mapping { entries, flow } = &tree.node(mapping).kind else {
            return Vec::new();
        };
        let brings =
            |entry: &Entry| tree.is_merge(entry) && self.merged_fields(entry).contains_key(key);
        if !entries.iter().any(brings) {
            return Vec::new();
        }
        let own: Vec<_> = (entries.iter())
            .filter(|entry| !tree.is_merge(entry))
            .filter_map(|entry| tree.key(entry))
            .gather();
        self.pens(|pen| {
            let (mut gone, mut splices) = (Vec::new(), Vec::new());
            for (position, entry) in entries.iter().enumerate() {
                if !tree.is_merge(entry) {
                    if tree.key(entry).as_deref() != Some(key) {
                        continue;
                    }
                    match renamed {
                        Some(new) => splices.push(self.rename_splice(mapping, entry, new)),
                        None => gone.push(position),
                    }
                    continue;
                }
                let brought = self.merged_fields(entry);
                if !brought.contains_key(key) {
                    continue;
                }
                // What the mapping has itself wins over what is brought.
                let mut rest = Map::new();
                for (name, value) in brought {
                    let name = match renamed {
                        _ if name != key => name,
                        Some(new) => new.to_owned(),
                        None => continue,
                    };
                    let stands = |key: &str| own.iter().any(|own| own == key);
                    if !stands(&name) && (Some(name.as_str()) != renamed || !stands(key)) {
                        rest.insert(name, value);
                    }
                }
                if rest.is_empty() {
                    gone.push(position);
                    continue;
                }
                let range = entry.start..tree.node(entry.value).end;
                let column = self.column(entry.start);
                splices.push(Splice::new(range, write_entries(pen, &rest, *flow, column)));
            }
            splices.extend(self.remove_entries(mapping, &gone, false));
            vec![splices]
        })
    }

    /// Another key for an entry.
    pub(super) fn rename_splice(&self, mapping: NodeId, entry: &Entry, new: &str) -> Splice {
        let tree = self.tree();
        let key = tree.node(entry.key);
        let before = match key.kind {
            NodeKind::Scalar { style, .. } => Some(style),
            _ => None,
        };
        let flow = tree.node(mapping).kind.is_flow();
        Splice::new(key.content..key.end, self.pen().key(new, flow, before))
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
