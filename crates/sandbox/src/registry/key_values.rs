//! What a ConfigMap or a Secret holds must be of the types that the API server reads (`ConfigMap` and `Secret` in
//! `staging/src/k8s.io/api/core/v1/types.go`); it refuses anything else before it looks at the rest.

use base64::{DecodeError, Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::{kind::Kind, refusal::Refusal};

/// The type of a field as Go has it.
#[derive(Clone, Copy)]
enum Type {
    /// `map[string]string`
    Texts,
    /// `map[string][]byte`, in base64.
    Bytes,
    /// `*bool`
    Flag,
    /// `string`
    Text,
}

const CONFIG_MAP: [(&str, Type); 3] = [
    ("data", Type::Texts),
    ("binaryData", Type::Bytes),
    ("immutable", Type::Flag),
];

const SECRET: [(&str, Type); 4] = [
    ("data", Type::Bytes),
    ("stringData", Type::Texts),
    ("immutable", Type::Flag),
    ("type", Type::Text),
];

/// Refuses what is of another type; other kinds are not looked at.
pub(super) fn check(kind: Kind, object: &Value) -> Result<(), Refusal> {
    let fields: &[(&str, Type)] = match kind {
        Kind::ConfigMap => &CONFIG_MAP,
        Kind::Secret => &SECRET,
        _ => return Ok(()),
    };
    for (field, kind_of_field) in fields {
        let value = &object[*field];
        let words = match kind_of_field {
            Type::Flag => mismatch(value, Value::is_boolean, kind, field, "bool"),
            Type::Text => mismatch(value, Value::is_string, kind, field, "string"),
            Type::Texts => in_map(value, kind, field, "string", |_| None),
            Type::Bytes => in_map(value, kind, field, "[]uint8", not_base64),
        };
        if let Some(words) = words {
            let resource = kind.resource();
            let (name, version) = (resource.kind, resource.version);
            return Err(Refusal::bad_request(format!(
                "{name} in version \"{version}\" cannot be handled as a {name}: {words}"
            )));
        }
    }
    Ok(())
}

/// What is wrong with a map of texts, of which each must also stand a further test.
fn in_map(
    map: &Value,
    kind: Kind,
    field: &str,
    of: &str,
    test: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let whole = format!("map[string]{of}");
    if let Some(words) = mismatch(map, Value::is_object, kind, field, &whole) {
        return Some(words);
    }
    map.as_object()?.values().find_map(|value| {
        mismatch(value, Value::is_string, kind, field, of)
            .or_else(|| value.as_str().and_then(&test))
    })
}

/// What Go says of a value of another type; null is one of every type.
fn mismatch(
    value: &Value,
    is_right: impl Fn(&Value) -> bool,
    kind: Kind,
    field: &str,
    wanted: &str,
) -> Option<String> {
    let found = match value {
        Value::Null => return None,
        value if is_right(value) => return None,
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let name = kind.resource().kind;
    Some(format!(
        "json: cannot unmarshal {found} into Go struct field {name}.{field} of type {wanted}"
    ))
}

/// What Go says of a text that is not base64 (`encoding/base64`), which passes over line ends.
fn not_base64(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .filter(|it| !matches!(it, '\r' | '\n'))
        .collect();
    let at = match STANDARD.decode(&text).err()? {
        DecodeError::InvalidByte(at, _) | DecodeError::InvalidLastSymbol(at, _) => at,
        DecodeError::InvalidLength(_) | DecodeError::InvalidPadding => text.len() / 4 * 4,
    };
    Some(format!("illegal base64 data at input byte {at}"))
}
