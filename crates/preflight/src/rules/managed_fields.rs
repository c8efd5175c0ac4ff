//! `metadata.managedFields` of a request: what the field manager makes of it is validated with the object.
//!
//! Follows `Update` and `decodeLiveOrNew` of apimachinery's
//! `pkg/util/managedfields/internal/fieldmanager.go`, and `ValidateManagedFields` of its
//! `pkg/apis/meta/v1/validation/validation.go`. What cannot be read is left aside whole, and of what can be
//! read only names that are too long or not printable are ever told.

use manifest::gather::Gather;
use manifest::order;
use manifest::{Decoded, content};
use serde_json::Value;

use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};

const MANAGER_MAX: usize = 128;
const SUBRESOURCE_MAX: usize = 256;

/// Checks the entries that stay; they are named by their places after sorting.
pub(super) fn check(old: Option<&Value>, decoded: &Decoded, findings: &mut Findings) {
    let (Some(given), Some(object)) = (&decoded.managed_fields, &decoded.object) else {
        return;
    };
    let nothing = Value::Null;
    let root = Cursor::root(&nothing);
    let metadata = root.field("metadata");
    let list = metadata.field("managedFields").with_value(given);
    let mut entries = list.silent_items().gather();
    if !entries.iter().all(is_read) {
        return;
    }
    entries.retain(|entry| {
        entry.text_of("apiVersion") == "apps/v1"
            && keeps_one(entry.field("fieldsV1").value(), old, Some(object))
    });
    order::sort_by(&mut entries, |one, other| {
        let key = |entry: &Cursor| {
            let text = |name| entry.text_of(name).to_owned();
            ["operation", "time", "manager", "subresource"].map(text)
        };
        key(one).cmp(&key(other))
    });
    for (number, entry) in entries.iter().enumerate() {
        let entry = entry.index_called(number);
        let (manager, subresource) = (entry.field("manager"), entry.field("subresource"));
        if manager.text().len() > MANAGER_MAX {
            findings.too_long(&manager, MANAGER_MAX);
        }
        for (position, letter) in manager.text().char_indices() {
            if !content::is_printable(letter) {
                let code = u32::from(letter);
                let detail = format!("invalid character U+{code:04X} (at position {position})");
                findings.invalid(&manager, Bad::Text(manager.text()), &detail);
            }
        }
        if subresource.text().len() > SUBRESOURCE_MAX {
            findings.too_long(&subresource, SUBRESOURCE_MAX);
        }
    }
}

/// `DecodeManagedFields`: one entry that it cannot read, and none counts.
fn is_read(entry: &Cursor) -> bool {
    let fields = entry.field("fieldsV1");
    matches!(entry.text_of("operation"), "Apply" | "Update")
        && !entry.text_of("apiVersion").is_empty()
        && entry.text_of("fieldsType") == "FieldsV1"
        && fields.value().is_none_or(is_set_of_fields)
}

/// Whether a tree has only steps that a set of fields can have.
fn is_set_of_fields(tree: &Value) -> bool {
    tree.as_object().is_some_and(|steps| {
        let mut steps = steps.iter();
        steps.all(|(step, below)| {
            let is_step = step == "."
                || ["f:", "k:", "v:", "i:"]
                    .iter()
                    .any(|it| step.starts_with(it));
            is_step && is_set_of_fields(below)
        })
    })
}

/// Whether a field of a set is left as it is: those that are changed pass to whoever sends the request, and
/// who has none left is forgotten. Items of lists are taken for changed where the list is.
fn keeps_one(tree: Option<&Value>, old: Option<&Value>, new: Option<&Value>) -> bool {
    let Some(steps) = tree.and_then(Value::as_object) else {
        return false;
    };
    let mut steps = steps.iter();
    steps.any(|(step, below)| {
        let name = step.strip_prefix("f:");
        let at = |object: Option<&'_ Value>| match name {
            Some(name) => object.and_then(|object| object.get(name)).cloned(),
            None => object.cloned(),
        };
        let (old, new) = (at(old), at(new));
        if below.as_object().is_some_and(serde_json::Map::is_empty) {
            old == new
        } else {
            keeps_one(Some(below), old.as_ref(), new.as_ref())
        }
    })
}
