//! What no control can hold: a field that the schema does not know, a value of another shape, and what nobody
//! types.

use manifest::schema::Kind;
use manifest::{FieldPath, Segment};
use serde_json::Value;

use super::places::{is_below_not_typed, kind_at};

/// What a manifest, or another object of its text at this place, says that the form cannot show: the highest such
/// places, in the order of the text.
#[must_use]
pub fn undrawn(object: &Value, at: &FieldPath) -> Vec<FieldPath> {
    let mut found = Vec::new();
    if !object.is_null() {
        collect(object, kind_at(at), at, &mut found);
    }
    found
}

fn collect(value: &Value, kind: Option<Kind>, path: &FieldPath, found: &mut Vec<FieldPath>) {
    if value.is_null() || is_given(path, value) {
        return;
    }
    match (kind, value) {
        _ if is_below_not_typed(path) => found.push(path.clone()),
        (Some(Kind::Struct(of)), Value::Object(fields)) => {
            for (key, value) in fields {
                let kind = of.field(key).map(|field| field.kind);
                collect(value, kind, &path.key(key), found);
            }
        }
        (Some(Kind::List(list)), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, Some(list.item), &path.index(index), found);
            }
        }
        (Some(Kind::Map(_)), Value::Object(entries)) if entries.values().all(is_scalar) => {}
        (Some(Kind::Struct(_) | Kind::List(_) | Kind::Map(_) | Kind::Raw) | None, _) => {
            found.push(path.clone());
        }
        // Of another kind than it should be, a control shows it as it is typed.
        (Some(_), value) if is_scalar(value) => {}
        (Some(_), _) => found.push(path.clone()),
    }
}

/// What every DaemonSet or Service says and nobody needs to be told.
fn is_given(path: &FieldPath, value: &Value) -> bool {
    match path.segments() {
        [Segment::Key(key)] => matches!(
            (key.as_str(), value.as_str()),
            ("apiVersion", Some("apps/v1")) | ("kind", Some("DaemonSet"))
        ),
        [Segment::Index(_), Segment::Key(key)] => ["apiVersion", "kind"].contains(&key.as_str()),
        _ => false,
    }
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Object(_) | Value::Array(_))
}
