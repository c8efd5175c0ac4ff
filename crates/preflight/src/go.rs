//! Values as Go prints them, because the API server puts the bad value into its message.

use std::fmt::Write;

use manifest::gather::Gather;
use manifest::order;
use manifest::texts;
use serde_json::Value;

pub(crate) use manifest::content::quote;
pub(crate) use manifest::lower::to_lower;

/// A value as `json.Marshal` prints it: maps sorted by key, and `<`, `>`, `&` escaped.
pub(crate) fn json(value: &Value) -> String {
    let mut text = String::new();
    push_json(value, &mut text);
    text
}

fn push_json(value: &Value, text: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().gather();
            order::sort_by(&mut entries, |(one, _), (two, _)| one.cmp(two));
            text.push('{');
            for (position, (key, value)) in entries.into_iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                push_json_text(key, text);
                text.push(':');
                push_json(value, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                push_json(item, text);
            }
            text.push(']');
        }
        Value::String(content) => push_json_text(content, text),
        other => text.push_str(&other.to_string()),
    }
}

fn push_json_text(content: &str, text: &mut String) {
    text.push('"');
    for character in content.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{08}' => text.push_str("\\b"),
            '\u{0C}' => text.push_str("\\f"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\0'..' ' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let written = write!(text, "\\u{:04x}", u32::from(character));
                debug_assert!(written.is_ok(), "writing to a String cannot fail");
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}

/// A text as JSON, the way Go prints a value of a named string type.
pub(crate) fn json_text(content: &str) -> String {
    let mut text = String::with_capacity(content.len() + 2);
    push_json_text(content, &mut text);
    text
}

/// A field of a Go struct: its name when printed, its name in the manifest, and what is printed.
type Field = (&'static str, &'static str, Kind);

/// What is printed of a field.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// A pointer, a list or a map: `null` where there is none.
    Nullable,
    /// Left out where there is none (`omitempty`).
    Optional,
    /// A text: empty where there is none.
    Text,
    /// An `IntOrString`: the number 0 where there is none.
    Number,
    /// A pointer to a struct.
    Struct(&'static [Field]),
}

/// `DaemonSetUpdateStrategy`. Internal types carry no JSON names, so the Go names are printed.
pub(crate) const UPDATE_STRATEGY: &[Field] = &[
    ("Type", "type", Kind::Text),
    (
        "RollingUpdate",
        "rollingUpdate",
        Kind::Struct(&[
            ("MaxUnavailable", "maxUnavailable", Kind::Number),
            ("MaxSurge", "maxSurge", Kind::Number),
        ]),
    ),
];

/// `SecurityContext` of a container.
pub(crate) const SECURITY_CONTEXT: &[Field] = &[
    (
        "Capabilities",
        "capabilities",
        Kind::Struct(&[
            ("Add", "add", Kind::Nullable),
            ("Drop", "drop", Kind::Nullable),
        ]),
    ),
    ("Privileged", "privileged", Kind::Nullable),
    (
        "SELinuxOptions",
        "seLinuxOptions",
        Kind::Struct(&[
            ("User", "user", Kind::Text),
            ("Role", "role", Kind::Text),
            ("Type", "type", Kind::Text),
            ("Level", "level", Kind::Text),
        ]),
    ),
    (
        "WindowsOptions",
        "windowsOptions",
        Kind::Struct(&[
            (
                "GMSACredentialSpecName",
                "gmsaCredentialSpecName",
                Kind::Nullable,
            ),
            ("GMSACredentialSpec", "gmsaCredentialSpec", Kind::Nullable),
            ("RunAsUserName", "runAsUserName", Kind::Nullable),
            ("HostProcess", "hostProcess", Kind::Nullable),
        ]),
    ),
    ("RunAsUser", "runAsUser", Kind::Nullable),
    ("RunAsGroup", "runAsGroup", Kind::Nullable),
    ("RunAsNonRoot", "runAsNonRoot", Kind::Nullable),
    (
        "ReadOnlyRootFilesystem",
        "readOnlyRootFilesystem",
        Kind::Nullable,
    ),
    (
        "AllowPrivilegeEscalation",
        "allowPrivilegeEscalation",
        Kind::Nullable,
    ),
    ("ProcMount", "procMount", Kind::Nullable),
    ("SeccompProfile", "seccompProfile", Kind::Struct(PROFILE)),
    ("AppArmorProfile", "appArmorProfile", Kind::Struct(PROFILE)),
];

/// `SeccompProfile` and `AppArmorProfile`.
pub(crate) const PROFILE: &[Field] = &[
    ("Type", "type", Kind::Text),
    ("LocalhostProfile", "localhostProfile", Kind::Nullable),
];

/// `PodResourceClaim`.
pub(crate) const POD_RESOURCE_CLAIM: &[Field] = &[
    ("Name", "name", Kind::Text),
    ("ResourceClaimName", "resourceClaimName", Kind::Nullable),
    (
        "ResourceClaimTemplateName",
        "resourceClaimTemplateName",
        Kind::Nullable,
    ),
];

/// `OwnerReference`, which has JSON names, as all types of metav1.
pub(crate) const OWNER_REFERENCE: &[Field] = &[
    ("apiVersion", "apiVersion", Kind::Text),
    ("kind", "kind", Kind::Text),
    ("name", "name", Kind::Text),
    ("uid", "uid", Kind::Text),
    ("controller", "controller", Kind::Optional),
    ("blockOwnerDeletion", "blockOwnerDeletion", Kind::Optional),
];

/// `ClusterTrustBundleProjection`.
pub(crate) const TRUST_BUNDLE: &[Field] = &[
    ("Name", "name", Kind::Nullable),
    ("SignerName", "signerName", Kind::Nullable),
    (
        "LabelSelector",
        "labelSelector",
        Kind::Struct(LABEL_SELECTOR),
    ),
    ("Optional", "optional", Kind::Nullable),
    ("Path", "path", Kind::Text),
];

/// `LabelSelector`.
pub(crate) const LABEL_SELECTOR: &[Field] = &[
    ("matchLabels", "matchLabels", Kind::Optional),
    ("matchExpressions", "matchExpressions", Kind::Optional),
];

/// A struct as `json.Marshal` prints it: its fields in the order of the type.
pub(crate) fn struct_of(value: Option<&Value>, fields: &[Field]) -> String {
    let mut text = String::new();
    push_struct(value, fields, &mut text);
    text
}

/// A list of structs as `json.Marshal` prints it.
pub(crate) fn list_of(values: &[Value], fields: &[Field]) -> String {
    let structs: Vec<_> = values
        .iter()
        .map(|value| struct_of(Some(value), fields))
        .collect();
    format!("[{}]", texts::join(&structs, ","))
}

fn push_struct(value: Option<&Value>, fields: &[Field], text: &mut String) {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        text.push_str("null");
        return;
    };
    text.push('{');
    for &(printed, name, kind) in fields {
        let field = value.get(name).filter(|field| !field.is_null());
        if matches!(kind, Kind::Optional) && field.is_none() {
            continue;
        }
        if !text.ends_with('{') {
            text.push(',');
        }
        push_json_text(printed, text);
        text.push(':');
        match (kind, field) {
            (Kind::Struct(fields), field) => push_struct(field, fields, text),
            (_, Some(field)) => push_json(field, text),
            (Kind::Text, None) => text.push_str("\"\""),
            (Kind::Number, None) => text.push('0'),
            (Kind::Nullable | Kind::Optional, None) => text.push_str("null"),
        }
    }
    text.push('}');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{json, json_text};

    #[test]
    fn marshals_as_go_does() {
        assert_eq!(
            json(&json!({"b": [1, true, null], "a": "<&>"})),
            r#"{"a":"\u003c\u0026\u003e","b":[1,true,null]}"#,
        );
        assert_eq!(json_text("a\u{1}\u{7f}"), "\"a\\u0001\u{7f}\"");
    }
}
