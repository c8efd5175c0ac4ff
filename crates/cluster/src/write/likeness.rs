//! Whether an object says what was sent, although the API server has added its defaults to it.

use serde_json::Value;

/// Whether an object says what was sent: labels, annotations and specification.
pub(super) fn says(object: &Value, sent: &Value) -> bool {
    differences(object, sent).is_empty()
}

/// The fields, of labels, annotations and those of the specification, in which an object does not say what was sent.
pub(super) fn differences(object: &Value, sent: &Value) -> Vec<String> {
    // Quantities, what tells a patch how to be applied, and what the API server counts itself. A Service has none of
    // them, and its labels may be called so.
    let passed_over: &[&str] = match sent["kind"].as_str() {
        Some("Service") => &[],
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
    let metadata = ["labels", "annotations"].map(|field| ("metadata", field));
    let spec = sent["spec"].as_object().into_iter().flatten();
    let spec = spec.map(|(field, _)| ("spec", field.as_str()));
    metadata
        .into_iter()
        .chain(spec)
        .filter(|(part, field)| !contains(&object[part][field], &sent[part][field], passed_over))
        .map(|(part, field)| format!("{part}.{field}"))
        .collect()
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
}
