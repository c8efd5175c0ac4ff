//! Whether an object says what was sent, although the API server has added its defaults to it.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

/// Whether an object says what was sent: labels, annotations and specification.
pub(super) fn says(object: &Value, sent: &Value) -> bool {
    differences(object, sent).is_empty()
}

/// The fields in which an object does not say what was sent: of its metadata labels and annotations, those of its
/// specification, and whatever else stands beside them.
pub(super) fn differences(object: &Value, sent: &Value) -> Vec<String> {
    // Quantities, what tells a patch how to be applied, and what the API server counts itself. A Service has none of
    // them, and its labels may be called so.
    let passed_over: &[&str] = match sent["kind"].as_str() {
        Some("Service" | "ConfigMap" | "Secret") => &[],
        _ => &[
            "deprecated.daemonset.template.generation",
            "requests",
            "limits",
            "sizeLimit",
            "divisor",
            "storage",
            "$patch",
        ],
    };
    let sent = &as_stored(sent);
    let metadata = ["labels", "annotations"].map(|field| ("metadata", field));
    let spec = sent["spec"].as_object().into_iter().flatten();
    let spec = spec.map(|(field, _)| ("spec", field.as_str()));
    let parts = metadata
        .into_iter()
        .chain(spec)
        .filter(|(part, field)| !contains(&object[part][field], &sent[part][field], passed_over))
        .map(|(part, field)| format!("{part}.{field}"));
    let others = sent.as_object().into_iter().flatten();
    let others = others
        .filter(|(field, _)| !HEAD.contains(&field.as_str()))
        .filter(|(field, sent)| !contains(&object[field.as_str()], sent, passed_over))
        .map(|(field, _)| field.clone());
    parts.chain(others).collect()
}

/// What is compared in another way, or is not what was wanted but what came of it.
const HEAD: [&str; 5] = ["apiVersion", "kind", "metadata", "spec", "status"];

/// What was sent as it is kept: the API server puts `stringData` of a Secret into `data`.
fn as_stored(sent: &Value) -> Cow<'_, Value> {
    let plain = sent["stringData"].as_object();
    let Some(plain) = plain.filter(|_| sent["kind"] == "Secret") else {
        return Cow::Borrowed(sent);
    };
    let mut stored = sent.clone();
    for (key, text) in plain {
        stored["data"][key] = STANDARD.encode(text.as_str().unwrap_or_default()).into();
    }
    if let Some(fields) = stored.as_object_mut() {
        fields.shift_remove("stringData");
    }
    Cow::Owned(stored)
}

/// Whether a value holds another one. The API server adds defaults, leaves out what is empty and, outside of Services,
/// writes quantities in its own way; it changes nothing else.
fn contains(there: &Value, sent: &Value, passed_over: &[&str]) -> bool {
    match (there, sent) {
        (Value::Object(there), Value::Object(sent)) => sent.iter().all(|(name, sent)| {
            passed_over.contains(&name.as_str())
                || there.get(name).map_or_else(
                    || is_empty(sent),
                    |there| contains(there, sent, passed_over),
                )
        }),
        (Value::Array(there), Value::Array(sent)) => {
            there.len() == sent.len()
                && there
                    .iter()
                    .zip(sent)
                    .all(|(there, sent)| contains(there, sent, passed_over))
        }
        (there, sent) => there == sent || is_empty(sent),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_empty),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::differences;

    #[test]
    fn what_another_service_says_otherwise_is_named() {
        let there = json!({
            "kind": "Service",
            "metadata": {"labels": {"app": "agent", "added": "x"}},
            "spec": {
                "selector": {"storage": "nfs"},
                "ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}],
                "type": "ClusterIP",
            },
        });
        let sent = |labels: Value, selector: &str, port: u16| {
            json!({
                "kind": "Service",
                "metadata": {"labels": labels},
                "spec": {"selector": {"storage": selector}, "ports": [{"port": port}]},
            })
        };
        for (sent, expected) in [
            (sent(json!({"app": "agent"}), "nfs", 80), vec![]),
            (sent(json!(null), "ceph", 80), vec!["spec.selector"]),
            (
                sent(json!({"app": "other"}), "nfs", 81),
                vec!["metadata.labels", "spec.ports"],
            ),
        ] {
            assert_eq!(differences(&there, &sent), expected, "{sent}");
        }
    }

    #[test]
    fn what_other_kinds_say_stands_beside_a_specification() {
        let role =
            json!({"kind": "Role", "metadata": {"name": "a"}, "rules": [{"verbs": ["get"]}]});
        let more = json!({"kind": "Role", "metadata": {"name": "a"}, "rules": [{"verbs": ["*"]}]});
        assert_eq!(differences(&role, &role), Vec::<String>::new());
        assert_eq!(differences(&role, &more), ["rules"]);
        let secret = json!({"kind": "Secret", "data": {"a": "eA=="}, "type": "Opaque"});
        for (sent, expected) in [
            (json!({"kind": "Secret", "stringData": {"a": "x"}}), vec![]),
            (
                json!({"kind": "Secret", "stringData": {"a": "y"}}),
                vec!["data"],
            ),
            (
                json!({"kind": "Secret", "data": {"b": "eA=="}}),
                vec!["data"],
            ),
        ] {
            assert_eq!(differences(&secret, &sent), expected, "{sent}");
        }
    }
}
