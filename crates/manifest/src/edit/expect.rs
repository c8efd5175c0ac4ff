//! What the value must be after an edit: the same edit on the JSON value, against which the text that
//! was read again is compared.

use serde_json::{Map, Value};

use super::EditError;
use crate::tree::segment_key;
use crate::{FieldPath, Segment};

/// The value at a path.
pub(super) fn at<'value>(whole: &'value Value, path: &FieldPath) -> Option<&'value Value> {
    path.segments()
        .iter()
        .try_fold(whole, |value, segment| match (value, segment) {
            (Value::Array(items), Segment::Index(index)) => items.get(*index),
            (Value::Object(map), segment) => map.get(segment_key(segment).as_ref()),
            _ => None,
        })
}

fn at_mut<'value>(whole: &'value mut Value, path: &FieldPath) -> Option<&'value mut Value> {
    path.segments()
        .iter()
        .try_fold(whole, |value, segment| match (value, segment) {
            (Value::Array(items), Segment::Index(index)) => items.get_mut(*index),
            (Value::Object(map), segment) => map.get_mut(segment_key(segment).as_ref()),
            _ => None,
        })
}

/// Sets the value at a path and creates what is missing on the way.
pub(super) fn set(whole: &mut Value, path: &FieldPath, new: Value) -> Result<(), EditError> {
    let mut value = whole;
    for (depth, segment) in path.segments().iter().enumerate() {
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

/// Inserts an item into a list.
pub(super) fn insert(whole: &mut Value, list: &FieldPath, index: usize, item: Value) {
    if let Some(Value::Array(items)) = at_mut(whole, list) {
        items.insert(index.min(items.len()), item);
    }
}

/// Removes what is at a path; the root becomes null.
pub(super) fn remove(whole: &mut Value, path: &FieldPath) {
    let (Some(parent), Some(segment)) = (path.parent(), path.last()) else {
        *whole = Value::Null;
        return;
    };
    match (at_mut(whole, &parent), segment) {
        (Some(Value::Array(items)), Segment::Index(index)) if *index < items.len() => {
            items.remove(*index);
        }
        (Some(Value::Object(map)), segment) => {
            map.shift_remove(segment_key(segment).as_ref());
        }
        _ => {}
    }
}

/// Moves an item of a list.
pub(super) fn move_item(whole: &mut Value, list: &FieldPath, from: usize, to: usize) {
    if let Some(Value::Array(items)) = at_mut(whole, list)
        && from < items.len()
    {
        let item = items.remove(from);
        items.insert(to.min(items.len()), item);
    }
}

/// Gives an entry another key at the same place.
pub(super) fn rename(whole: &mut Value, path: &FieldPath, new_key: &str) {
    let (Some(parent), Some(segment)) = (path.parent(), path.last()) else {
        return;
    };
    if let Some(Value::Object(map)) = at_mut(whole, &parent) {
        let old_key = segment_key(segment);
        *map = std::mem::take(map)
            .into_iter()
            .map(|(key, value)| {
                (
                    if key == old_key {
                        new_key.to_owned()
                    } else {
                        key
                    },
                    value,
                )
            })
            .collect();
    }
}
