//! What only an update can get wrong (`ValidateDaemonSetSpecUpdate`).

use manifest::FieldPath;
use serde_json::{Map, Value};

use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::go;
use crate::problem::{CONFLICT, Problem, Severity, Source};

/// That the object has another uid than the one that it is to replace (`Preconditions.Check` of apiserver's
/// `pkg/storage/interfaces.go`), or was made of an older version of it (`Update` of apiserver's
/// `pkg/registry/generic/registry/store.go`). What it does not say is no conflict.
pub(super) fn conflicts(old: &Value, new: &Value) -> Vec<Problem> {
    let text = |object: &Value, name: &str| {
        let text = object["metadata"][name].as_str();
        text.unwrap_or_default().to_owned()
    };
    let mut conflicts = Vec::new();
    let mut add = |name: &str, message: String| {
        conflicts.push(Problem::at(
            FieldPath::root().key("metadata").key(name),
            Severity::Error,
            Source::Cluster,
            CONFLICT,
            message,
        ));
    };
    let [given, kept] = [new, old].map(|object| text(object, "uid"));
    if !given.is_empty() && !kept.is_empty() && given != kept {
        add(
            "uid",
            format!(
                "Precondition failed: UID in precondition: {given}, UID in object meta: {kept}"
            ),
        );
    }
    let [given, kept] = [new, old].map(|object| text(object, "resourceVersion"));
    // Zero is what was not said either.
    let is_given = given.bytes().any(|digit| digit != b'0');
    if is_given && !kept.is_empty() && given != kept {
        let message = format!(
            "the object has been modified; please apply your changes to the latest version and try \
             again: it is {kept} now"
        );
        add("resourceVersion", message);
    }
    conflicts
}

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
