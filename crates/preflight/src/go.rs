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
type Field = (&'static str, &'static str, Printed);

/// What is printed of a field.
#[derive(Clone, Copy)]
pub(crate) enum Printed {
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
    ("Type", "type", Printed::Text),
    (
        "RollingUpdate",
        "rollingUpdate",
        Printed::Struct(&[
            ("MaxUnavailable", "maxUnavailable", Printed::Number),
            ("MaxSurge", "maxSurge", Printed::Number),
        ]),
    ),
];

/// `SecurityContext` of a container.
pub(crate) const SECURITY_CONTEXT: &[Field] = &[
    (
        "Capabilities",
        "capabilities",
        Printed::Struct(&[
            ("Add", "add", Printed::Nullable),
            ("Drop", "drop", Printed::Nullable),
        ]),
    ),
    ("Privileged", "privileged", Printed::Nullable),
    (
        "SELinuxOptions",
        "seLinuxOptions",
        Printed::Struct(&[
            ("User", "user", Printed::Text),
            ("Role", "role", Printed::Text),
            ("Type", "type", Printed::Text),
            ("Level", "level", Printed::Text),
        ]),
    ),
    (
        "WindowsOptions",
        "windowsOptions",
        Printed::Struct(&[
            (
                "GMSACredentialSpecName",
                "gmsaCredentialSpecName",
                Printed::Nullable,
            ),
            (
                "GMSACredentialSpec",
                "gmsaCredentialSpec",
                Printed::Nullable,
            ),
            ("RunAsUserName", "runAsUserName", Printed::Nullable),
            ("HostProcess", "hostProcess", Printed::Nullable),
        ]),
    ),
    ("RunAsUser", "runAsUser", Printed::Nullable),
    ("RunAsGroup", "runAsGroup", Printed::Nullable),
    ("RunAsNonRoot", "runAsNonRoot", Printed::Nullable),
    (
        "ReadOnlyRootFilesystem",
        "readOnlyRootFilesystem",
        Printed::Nullable,
    ),
    (
        "AllowPrivilegeEscalation",
        "allowPrivilegeEscalation",
        Printed::Nullable,
    ),
    ("ProcMount", "procMount", Printed::Nullable),
    ("SeccompProfile", "seccompProfile", Printed::Struct(PROFILE)),
    (
        "AppArmorProfile",
        "appArmorProfile",
        Printed::Struct(PROFILE),
    ),
];

/// `SeccompProfile` and `AppArmorProfile`.
pub(crate) const PROFILE: &[Field] = &[
    ("Type", "type", Printed::Text),
    ("LocalhostProfile", "localhostProfile", Printed::Nullable),
];

/// `PodResourceClaim`.
pub(crate) const POD_RESOURCE_CLAIM: &[Field] = &[
    ("Name", "name", Printed::Text),
    ("ResourceClaimName", "resourceClaimName", Printed::Nullable),
    (
        "ResourceClaimTemplateName",
        "resourceClaimTemplateName",
        Printed::Nullable,
    ),
];

/// `OwnerReference`, which has JSON names, as all types of metav1.
pub(crate) const OWNER_REFERENCE: &[Field] = &[
    ("apiVersion", "apiVersion", Printed::Text),
    ("kind", "kind", Printed::Text),
    ("name", "name", Printed::Text),
    ("uid", "uid", Printed::Text),
    ("controller", "controller", Printed::Optional),
    (
        "blockOwnerDeletion",
        "blockOwnerDeletion",
        Printed::Optional,
    ),
];

/// `ClusterTrustBundleProjection`.
pub(crate) const TRUST_BUNDLE: &[Field] = &[
    ("Name", "name", Printed::Nullable),
    ("SignerName", "signerName", Printed::Nullable),
    (
        "LabelSelector",
        "labelSelector",
        Printed::Struct(LABEL_SELECTOR),
    ),
    ("Optional", "optional", Printed::Nullable),
    ("Path", "path", Printed::Text),
];

/// `LabelSelector`.
pub(crate) const LABEL_SELECTOR: &[Field] = &[
    ("matchLabels", "matchLabels", Printed::Optional),
    ("matchExpressions", "matchExpressions", Printed::Optional),
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
        if matches!(kind, Printed::Optional) && field.is_none() {
            continue;
        }
        if !text.ends_with('{') {
            text.push(',');
        }
        push_json_text(printed, text);
        text.push(':');
        match (kind, field) {
            (Printed::Struct(fields), field) => push_struct(field, fields, text),
            (_, Some(field)) => push_json(field, text),
            (Printed::Text, None) => text.push_str("\"\""),
            (Printed::Number, None) => text.push('0'),
            (Printed::Nullable | Printed::Optional, None) => text.push_str("null"),
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
