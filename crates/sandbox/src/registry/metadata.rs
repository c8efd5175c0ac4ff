//! `metadata`: what the API server fills in, keeps and checks for every kind.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::{
    clock,
    kind::Kind,
    refusal::{Cause, Refusal},
    world::World,
};

/// A text of `metadata`.
pub(super) fn text<'a>(object: &'a Value, field: &str) -> Option<&'a str> {
    object["metadata"].get(field).and_then(Value::as_str)
}

/// Makes sure that `metadata` is a mapping and that the object says the namespace of its path.
pub(super) fn place(
    kind: Kind,
    mut object: Value,
    namespace: Option<&str>,
) -> Result<Value, Refusal> {
    let Value::Object(fields) = &mut object else {
        return Err(wrong_type(kind, ""));
    };
    let metadata = fields.entry("metadata").or_insert_with(|| json!({}));
    if metadata.is_null() {
        *metadata = json!({});
    }
    let Some(metadata) = metadata.as_object_mut() else {
        return Err(wrong_type(kind, "metadata"));
    };
    check_maps(kind, metadata)?;
    let given = metadata
        .get("namespace")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match namespace {
        Some(namespace) if given.is_empty() => {
            metadata.insert("namespace".to_owned(), namespace.into());
        }
        Some(namespace) if given != namespace => {
            return Err(Refusal::bad_request(
                "the namespace of the provided object does not match the namespace sent on the request",
            ));
        }
        Some(_) => {}
        None => {
            metadata.shift_remove("namespace");
        }
    }
    for part in ["spec", "status"] {
        if fields
            .get(part)
            .is_some_and(|part| !part.is_object() && !part.is_null())
        {
            return Err(wrong_type(kind, part));
        }
    }
    Ok(object)
}

/// Labels and annotations are read by everybody, so here they must have their form whatever the kind.
fn check_maps(kind: Kind, metadata: &Map<String, Value>) -> Result<(), Refusal> {
    for field in ["labels", "annotations"] {
        let fine = match metadata.get(field) {
            None | Some(Value::Null) => true,
            Some(Value::Object(entries)) => entries.values().all(Value::is_string),
            Some(_) => false,
        };
        if !fine {
            return Err(wrong_type(kind, &format!("metadata.{field}")));
        }
    }
    for field in [
        "name",
        "namespace",
        "generateName",
        "uid",
        "resourceVersion",
    ] {
        if metadata
            .get(field)
            .is_some_and(|value| !value.is_string() && !value.is_null())
        {
            return Err(wrong_type(kind, &format!("metadata.{field}")));
        }
    }
    for field in ["finalizers", "ownerReferences"] {
        if metadata
            .get(field)
            .is_some_and(|value| !value.is_array() && !value.is_null())
        {
            return Err(wrong_type(kind, &format!("metadata.{field}")));
        }
    }
    Ok(())
}

fn wrong_type(kind: Kind, field: &str) -> Refusal {
    let resource = kind.resource();
    Refusal::bad_request(format!(
        "{name} in version \"{version}\" cannot be handled as a {name}: json: cannot unmarshal into Go struct \
         field {name}.{field}",
        name = resource.kind,
        version = resource.version,
    ))
}

/// Fills in what a new object gets: a name where only its beginning was given, identity and age.
pub(super) fn complete_new(world: &World, object: &mut Value, now: Timestamp) {
    let prefix = text(object, "generateName").unwrap_or_default().to_owned();
    if text(object, "name").unwrap_or_default().is_empty() && !prefix.is_empty() {
        object["metadata"]["name"] = world.random.name(&prefix).into();
    }
    let uid = world.random.uid();
    if let Some(metadata) = object["metadata"].as_object_mut() {
        for field in [
            "selfLink",
            "managedFields",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
        ] {
            metadata.shift_remove(field);
        }
        metadata.insert("uid".to_owned(), uid.into());
        metadata.insert("creationTimestamp".to_owned(), clock::seconds(now).into());
    }
}

/// Keeps what a write cannot change, taking it from the object as it is.
pub(super) fn keep(kind: Kind, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    let name = text(old, "name").unwrap_or_default().to_owned();
    if let (Some(given), Some(kept)) = (text(new, "uid"), text(old, "uid"))
        && !given.is_empty()
        && given != kept
    {
        let why = format!(
            "Precondition failed: UID in precondition: {given}, UID in object meta: {kept}"
        );
        return Err(Refusal::precondition(kind, &name, &why));
    }
    let kept = &old["metadata"];
    let Some(metadata) = new["metadata"].as_object_mut() else {
        return Ok(());
    };
    for field in [
        "uid",
        "creationTimestamp",
        "generation",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ] {
        match kept.get(field) {
            Some(value) => {
                metadata.insert(field.to_owned(), value.clone());
            }
            None => {
                metadata.shift_remove(field);
            }
        }
    }
    metadata.shift_remove("managedFields");
    metadata.shift_remove("selfLink");
    for field in ["labels", "annotations", "ownerReferences", "finalizers"] {
        // An emptied map is stored as none at all.
        let empty = match metadata.get(field) {
            Some(Value::Object(entries)) => entries.is_empty(),
            Some(Value::Array(items)) => items.is_empty(),
            Some(Value::Null) => true,
            _ => false,
        };
        if empty {
            metadata.shift_remove(field);
        }
    }
    Ok(())
}

/// Checks the name of a new object. DaemonSets bring their own, complete rules.
pub(super) fn check_name(kind: Kind, object: &Value) -> Result<(), Refusal> {
    if kind == Kind::DaemonSet {
        return Ok(());
    }
    let name = text(object, "name").unwrap_or_default();
    let cause = if name.is_empty() {
        Cause::new(
            "FieldValueRequired",
            "Required value: name or generateName is required",
            "metadata.name",
        )
    } else {
        let label = matches!(kind, Kind::Namespace | Kind::Service);
        let Some(detail) = (if kind.resource().free_names {
            bad_path_segment(name)
        } else if label {
            bad_label(name)
        } else {
            bad_subdomain(name)
        }) else {
            return Ok(());
        };
        Cause::new(
            "FieldValueInvalid",
            format!("Invalid value: {}: {detail}", Value::from(name)),
            "metadata.name",
        )
    };
    Err(Refusal::invalid(kind, name, &[cause]))
}

/// What is wrong with a DNS label; none if nothing is.
pub(super) fn bad_label(name: &str) -> Option<&'static str> {
    if name.len() > 63 {
        return Some("must be no more than 63 characters");
    }
    (!is_label(name)).then_some(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start \
         and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
         '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    )
}

/// What is wrong with a name that must only fit into a path (`IsValidPathSegmentName` in
/// `k8s.io/apimachinery/pkg/api/validation/path/name.go`).
fn bad_path_segment(name: &str) -> Option<&'static str> {
    match name {
        "." => Some("may not be '.'"),
        ".." => Some("may not be '..'"),
        _ if name.contains('/') => Some("may not contain '/'"),
        _ if name.contains('%') => Some("may not contain '%'"),
        _ => None,
    }
}

fn bad_subdomain(name: &str) -> Option<&'static str> {
    if name.len() > 253 {
        return Some("must be no more than 253 characters");
    }
    (!name.split('.').all(is_label)).then_some(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must \
         start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
         '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    )
}

fn is_label(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// The object with its type before everything else, as answers carry it.
pub(super) fn with_type(kind: Kind, object: Value) -> Value {
    let mut whole = Map::new();
    whole.insert("kind".to_owned(), kind.resource().kind.into());
    whole.insert(
        "apiVersion".to_owned(),
        kind.resource().api_version().into(),
    );
    if let Value::Object(fields) = object {
        for (field, value) in fields {
            whole.insert(field, value);
        }
    }
    Value::Object(whole)
}
