//! What the value must be after an edit: the same edit on the JSON value, against which the text that
//! was read again is compared.

use serde_json::{Map, Value};

use super::EditError;
use super::agree::Change;
use crate::document::Document;
use crate::gather::Gather;
use crate::object;
use crate::tree::segment_key;
use crate::{FieldPath, Segment};

/// What a document must be after an edit: another value at one place, and everywhere else the value
/// that it has.
pub(super) struct Expected {
    /// A path that exists.
    place: FieldPath,
    /// What must stand there; null at the root stands for an empty document.
    value: Value,
}

impl Expected {
    /// Nothing changes its value, wherever the text is spliced.
    pub(super) fn unchanged(document: &Document, place: &FieldPath) -> Self {
        Self {
            place: place.clone(),
            value: document.get(place).unwrap_or_default(),
        }
    }

    /// Another value at a path; what is missing on the way is created.
    pub(super) fn set(
        document: &Document,
        path: &FieldPath,
        value: Value,
    ) -> Result<Self, EditError> {
        let mut place = path.clone();
        while let Some(parent) = place.parent() {
            place = parent;
            if document.find(&place).is_some() {
                break;
            }
        }
        let mut expected = Self::unchanged(document, &place);
        set(&mut expected.value, path, place.segments().len(), value)?;
        Ok(expected)
    }

    /// A list with one item more.
    pub(super) fn insert(document: &Document, list: &FieldPath, index: usize, item: Value) -> Self {
        let mut expected = Self::unchanged(document, list);
        if let Value::Array(items) = &mut expected.value {
            items.insert(index.min(items.len()), item);
        }
        expected
    }

    /// Nothing at a path; the root becomes null.
    pub(super) fn remove(document: &Document, path: &FieldPath) -> Self {
        let (Some(parent), Some(segment)) = (path.parent(), path.last()) else {
            return Self {
                place: FieldPath::root(),
                value: Value::Null,
            };
        };
        let mut expected = Self::unchanged(document, &parent);
        match (&mut expected.value, segment) {
            (Value::Array(items), Segment::Index(index)) if *index < items.len() => {
                items.remove(*index);
            }
            (Value::Object(map), segment) => {
                let removed = segment_key(segment);
                object::retain(map, &mut |key, _| key != removed);
            }
            _ => {}
        }
        expected
    }

    /// A list of which an item stands elsewhere.
    pub(super) fn move_item(document: &Document, list: &FieldPath, from: usize, to: usize) -> Self {
        let mut expected = Self::unchanged(document, list);
        if let Value::Array(items) = &mut expected.value
            && from < items.len()
        {
            let item = items.remove(from);
            items.insert(to.min(items.len()), item);
        }
        expected
    }

    /// A mapping of which an entry stands elsewhere.
    pub(super) fn reorder(
        document: &Document,
        mapping: &FieldPath,
        from: usize,
        to: usize,
    ) -> Self {
        let mut expected = Self::unchanged(document, mapping);
        if let Value::Object(map) = &mut expected.value {
            let mut entries: Vec<_> = std::mem::take(map).into_iter().gather();
            if from < entries.len() {
                let entry = entries.remove(from);
                entries.insert(to.min(entries.len()), entry);
            }
            map.extend(entries);
        }
        expected
    }

    /// A mapping of which an entry has another key at the same place.
    pub(super) fn rename(
        document: &Document,
        mapping: &FieldPath,
        old: &Segment,
        new_key: &str,
    ) -> Self {
        let mut expected = Self::unchanged(document, mapping);
        if let Value::Object(map) = &mut expected.value {
            let old_key = segment_key(old);
            for (key, value) in std::mem::take(map) {
                let key = if key == old_key {
                    new_key.to_owned()
                } else {
                    key
                };
                map.insert(key, value);
            }
        }
        expected
    }

    /// The way to the place, and what must stand there.
    pub(super) fn change(&self) -> Change<'_> {
        (self.place.segments(), &self.value)
    }

    /// What must stand at a path, null for nothing.
    pub(super) fn at(&self, document: &Document, path: &FieldPath) -> Value {
        let depth = self.place.segments().len();
        if let Some(below) = path.segments().get(depth..)
            && path.starts_with(&self.place)
        {
            return at(&self.value, below).cloned().unwrap_or_default();
        }
        let mut value = document.get(path).unwrap_or_default();
        if let Some(way) = self.place.segments().get(path.segments().len()..)
            && self.place.starts_with(path)
            && let Some(place) = at_mut(&mut value, way)
        {
            *place = self.value.clone();
        }
        value
    }
}

fn at<'value>(whole: &'value Value, way: &[Segment]) -> Option<&'value Value> {
    way.iter()
        .try_fold(whole, |value, segment| match (value, segment) {
            (Value::Array(items), Segment::Index(index)) => items.get(*index),
            (Value::Object(map), segment) => map.get(segment_key(segment).as_ref()),
            _ => None,
        })
}

fn at_mut<'value>(whole: &'value mut Value, way: &[Segment]) -> Option<&'value mut Value> {
    way.iter()
        .try_fold(whole, |value, segment| match (value, segment) {
            (Value::Array(items), Segment::Index(index)) => items.get_mut(*index),
            (Value::Object(map), segment) => map.get_mut(segment_key(segment).as_ref()),
            _ => None,
        })
}

/// Sets the value at a path and creates what is missing on the way. `value` is that of the path's
/// first segments, so many as `above`.
fn set(mut value: &mut Value, path: &FieldPath, above: usize, new: Value) -> Result<(), EditError> {
    for (depth, segment) in path.segments().iter().enumerate().skip(above) {
        let here = || -> FieldPath { path.segments()[..depth].iter().cloned().collect() };
        if value.is_null() {
            *value = match segment {
                Segment::Key(_) => Value::Object(Map::new()),
                Segment::Index(_) => Value::Array(Vec::new()),
            };
        }
        value = match (value, segment) {
            (Value::Object(map), segment) => map
                .entry(segment_key(segment).into_owned())
                .or_insert(Value::Null),
            (Value::Array(items), Segment::Index(index)) => {
                let (index, length) = (*index, items.len());
                if index == length {
                    items.push(Value::Null);
                }
                let missing = EditError::OutOfRange {
                    path: here(),
                    index,
                    length,
                };
                items.get_mut(index).ok_or(missing)?
            }
            _ => return Err(EditError::NotACollection { path: here() }),
        };
    }
    *value = new;
    Ok(())
}
