//! What only an update can get wrong (`ValidateDaemonSetSpecUpdate`).

use serde_json::{Map, Value};

use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::go;

/// The selector may not change. An empty map or list equals one that is not there.
pub(super) fn check_selector(old: &Cursor, new: &Cursor, findings: &mut Findings) {
    let old_spec = old.field("spec");
    let new_spec = new.field("spec");
    let old_selector = old_spec.field("selector");
    let selector = new_spec.field("selector");
    if !equal(old_selector.value(), selector.value()) {
        let bad = go::struct_of(selector.value(), go::LABEL_SELECTOR);
        findings.invalid(&selector, Bad::Printed(&bad), "field is immutable");
    }
}

/// `Semantic.DeepEqual` for objects without quantities and times.
fn equal(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let covers = |a: &Map<String, Value>, b: &Map<String, Value>| {
                a.iter()
                    .all(|(key, value)| equal_or_empty(Some(value), b.get(key)))
            };
            covers(a, b) && covers(b, a)
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(Some(a), Some(b)))
        }
        (a, b) => a == b,
    }
}

fn equal_or_empty(a: Option<&Value>, b: Option<&Value>) -> bool {
    let is_empty = |value: Option<&Value>| match value {
        None | Some(Value::Null) => true,
        Some(Value::Object(map)) => map.is_empty(),
        Some(Value::Array(list)) => list.is_empty(),
        Some(_) => false,
    };
    (is_empty(a) && is_empty(b)) || equal(a, b)
}
