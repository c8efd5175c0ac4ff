//! Whether an object says what was sent, although the API server has added its defaults to it.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use manifest::FieldPath;
use serde_json::Value;

/// Whether an object says what was sent: labels, annotations and specification.
pub(super) fn says(object: &Value, sent: &Value) -> bool {
    differences(object, sent).is_empty()
}

/// The fields in which an object does not say what was sent, as Kubernetes prints them: of its metadata labels and
/// annotations, those of its specification, and whatever else stands beside them.
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
    let mut comparison = Comparison {
        passed_over,
        found: Vec::new(),
    };
    let root = FieldPath::root();
    for (part, field) in [("metadata", "labels"), ("metadata", "annotations")] {
        let place = root.key(part).key(field);
        comparison.hold(&object[part][field], &sent[part][field], &place);
    }
    for (field, sent) in sent["spec"].as_object().into_iter().flatten() {
        let place = root.key("spec").key(field.as_str());
        comparison.hold(&object["spec"][field.as_str()], sent, &place);
    }
    for (field, sent) in sent.as_object().into_iter().flatten() {
        if !HEAD.contains(&field.as_str()) {
            comparison.hold(&object[field.as_str()], sent, &root.key(field.as_str()));
        }
    }
    comparison.found
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

/// Holds what is there against what was sent. The API server adds defaults, leaves out what is empty and, outside of
/// Services, writes quantities in its own way; it changes nothing else.
struct Comparison<'a> {
    /// The names of fields that are not looked at.
    passed_over: &'a [&'a str],
    /// The fields that differ.
    found: Vec<String>,
}

impl Comparison<'_> {
    fn hold(&mut self, there: &Value, sent: &Value, place: &FieldPath) {
        match (there, sent) {
            (Value::Object(there), Value::Object(sent)) => {
                for (name, sent) in sent {
                    if self.passed_over.contains(&name.as_str()) {
                        continue;
                    }
                    let place = place.key(name.as_str());
                    let there = there.get(name).unwrap_or(&Value::Null);
                    self.hold(there, sent, &place);
                }
            }
            (Value::Array(there), Value::Array(sent)) if there.len() == sent.len() => {
                for (index, (there, sent)) in there.iter().zip(sent).enumerate() {
                    self.hold(there, sent, &place.index(index));
                }
            }
            (there, sent) => {
                let is_left_out = is_empty(sent) && (there.is_null() || !sent.is_array());
                if there != sent && !is_left_out {
                    self.found.push(place.to_string());
                }
            }
        }
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
            (sent(json!(null), "ceph", 80), vec!["spec.selector.storage"]),
            (
                sent(json!({"app": "other"}), "nfs", 81),
                vec!["metadata.labels[app]", "spec.ports[0].port"],
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
        assert_eq!(differences(&role, &more), ["rules[0].verbs[0]"]);
        let secret = json!({"kind": "Secret", "data": {"a": "eA=="}, "type": "Opaque"});
        for (sent, expected) in [
            (json!({"kind": "Secret", "stringData": {"a": "x"}}), vec![]),
            (
                json!({"kind": "Secret", "stringData": {"a": "y"}}),
                vec!["data[a]"],
            ),
            (
                json!({"kind": "Secret", "data": {"b": "eA=="}}),
                vec!["data[b]"],
            ),
        ] {
            assert_eq!(differences(&secret, &sent), expected, "{sent}");
        }
    }
}
