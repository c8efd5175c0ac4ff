//! Small helpers for the JSON objects that stand for Go structs: absent means nil.

use serde_json::{Map, Value};

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// Works on the object under a name, which is there afterwards.
pub(crate) fn edit(object: &mut Object, name: &str, work: impl FnOnce(&mut Object)) {
    if let Some(child) = made(object, name) {
        work(child);
    }
}

/// The object under a name, made where there is none.
fn made<'a>(object: &'a mut Object, name: &str) -> Option<&'a mut Object> {
    if !matches!(get(object, name), Some(Value::Object(_))) {
        object.insert(name.to_owned(), Object::new().into());
    }
    get_mut(object, name)?.as_object_mut()
}

/// In so few keys looking at each is faster than hashing the name.
const FEW: usize = 16;

/// The value under a name.
pub(crate) fn get<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    if object.len() > FEW {
        return object.get(name);
    }
    object
        .iter()
        .find_map(|(key, value)| (key == name).then_some(value))
}

fn get_mut<'a>(object: &'a mut Object, name: &str) -> Option<&'a mut Value> {
    if object.len() > FEW {
        return object.get_mut(name);
    }
    object
        .iter_mut()
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Keeps the entries of which `keep` is true.
pub(crate) fn retain(object: &mut Object, keep: &mut dyn FnMut(&str, &mut Value) -> bool) {
    object.retain(|name, value| keep(name, value));
}

/// The object at the end of these names, if there is one.
pub(crate) fn object_at<'a>(object: &'a mut Object, names: &[&str]) -> Option<&'a mut Object> {
    let mut object = object;
    for name in names {
        object = get_mut(object, name)?.as_object_mut()?;
    }
    Some(object)
}

/// The objects in the list under a name.
pub(crate) fn objects_in<'a>(
    object: &'a mut Object,
    name: &str,
) -> impl Iterator<Item = &'a mut Object> {
    let list = get_mut(object, name).and_then(Value::as_array_mut);
    let items = list.map_or(&mut [][..], Vec::as_mut_slice);
    items.iter_mut().filter_map(Value::as_object_mut)
}

/// The text under a name; empty where there is none.
pub(crate) fn text<'a>(object: &'a Object, name: &str) -> &'a str {
    get(object, name)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Gives a value to a field that is nil: a pointer, a list, a map.
pub(crate) fn set_if_nil(object: &mut Object, name: &str, value: impl Into<Value>) {
    if get(object, name).is_none() {
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
    if get(object, name).and_then(Value::as_i64).unwrap_or(0) == 0 {
        object.insert(name.to_owned(), value.into());
    }
}
