//! Small helpers for the JSON objects that stand for Go structs: absent means nil.

use serde_json::{Map, Value};

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// Works on the object under a name, which is there afterwards.
pub(crate) fn edit(object: &mut Object, name: &str, work: impl FnOnce(&mut Object)) {
    let mut child = match object.remove(name) {
        Some(Value::Object(child)) => child,
        _ => Object::new(),
    };
    work(&mut child);
    object.insert(name.to_owned(), child.into());
}

/// The object at the end of these names, if there is one.
pub(crate) fn object_at<'a>(object: &'a mut Object, names: &[&str]) -> Option<&'a mut Object> {
    let mut object = object;
    for name in names {
        object = object.get_mut(*name)?.as_object_mut()?;
    }
    Some(object)
}

/// The objects in the list under a name.
pub(crate) fn objects_in<'a>(
    object: &'a mut Object,
    name: &str,
) -> impl Iterator<Item = &'a mut Object> {
    object
        .get_mut(name)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
}

/// The text under a name; empty where there is none.
pub(crate) fn text<'a>(object: &'a Object, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Gives a value to a field that is nil: a pointer, a list, a map.
pub(crate) fn set_if_nil(object: &mut Object, name: &str, value: impl Into<Value>) {
    if !object.contains_key(name) {
        object.insert(name.to_owned(), value.into());
    }
}

/// Gives a value to a text that is empty.
pub(crate) fn set_text(object: &mut Object, name: &str, value: &str) {
    if text(object, name).is_empty() {
        object.insert(name.to_owned(), value.into());
    }
}

/// Gives a value to a number that is zero.
pub(crate) fn set_number(object: &mut Object, name: &str, value: i64) {
    if object.get(name).and_then(Value::as_i64).unwrap_or(0) == 0 {
        object.insert(name.to_owned(), value.into());
    }
}
