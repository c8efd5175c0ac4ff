//! What becomes of an object that replaces a stored one: what is kept, and which generations rise.

use serde_json::{Map, Value};

use crate::Quantity;
use crate::decode::TEMPLATE_GENERATION;
use crate::schema::{DAEMON_SET, Kind};

/// What of the metadata is the stored object's, whatever its replacement says.
const KEPT: [&str; 4] = [
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
];

/// Makes a decoded DaemonSet what the API server would store in place of `stored` (apps/v1): with its
/// identity, its times and its status, and with generations that rise where spec or template change.
///
/// Mirrors `BeforeUpdate` of apiserver's `pkg/registry/rest/update.go` and `PrepareForUpdate` of
/// `pkg/registry/apps/daemonset/strategy.go`. The resource version belongs to the act of storing.
pub fn replace(stored: &Value, object: &mut Value) {
    let is_template_changed = !is_same_template(stored, object);
    let is_spec_changed = is_template_changed
        || !is_same(
            stored.get("spec"),
            object.get("spec"),
            Kind::Struct(&DAEMON_SET).of_entry("spec"),
        );
    let kept = &stored["metadata"];
    let generation = kept["generation"].as_i64().unwrap_or(0) + i64::from(is_spec_changed);
    let template_generation = kept["annotations"][TEMPLATE_GENERATION]
        .as_str()
        .and_then(|text| text.parse::<i64>().ok())
        .unwrap_or(0)
        + i64::from(is_template_changed);
    let Some(fields) = object.as_object_mut() else {
        return;
    };
    keep("status", stored, fields);
    if let Some(metadata) = fields.get_mut("metadata").and_then(Value::as_object_mut) {
        for name in KEPT {
            keep(name, kept, metadata);
        }
        // Nought is left out, as in every object.
        match generation {
            0 => metadata.remove("generation"),
            _ => metadata.insert("generation".to_owned(), generation.into()),
        };
        let annotations = metadata.entry("annotations");
        if let Some(annotations) = annotations
            .or_insert_with(|| Map::new().into())
            .as_object_mut()
        {
            let text = template_generation.to_string();
            annotations.insert(TEMPLATE_GENERATION.to_owned(), text.into());
        }
    }
}

fn keep(name: &str, from: &Value, into: &mut Map<String, Value>) {
    match from.get(name) {
        Some(value) => {
            into.insert(name.to_owned(), value.clone());
        }
        None => {
            into.remove(name);
        }
    }
}

/// Whether two DaemonSets as they are stored have the same pod template to the API server, for which
/// `1Gi` and `1024Mi` are one amount. The DaemonSet controller is stricter: it rolls out whatever is
/// written otherwise.
#[must_use]
pub fn is_same_template(one: &Value, other: &Value) -> bool {
    let kind = Kind::Struct(&DAEMON_SET).of_entry("spec");
    is_same(
        one["spec"].get("template"),
        other["spec"].get("template"),
        kind.of_entry("template"),
    )
}

/// `Semantic.DeepEqual` of apimachinery's `pkg/api/equality`: quantities by their amount, and a list
/// or map without entries is as good as none.
fn is_same(one: Option<&Value>, other: Option<&Value>, kind: Kind) -> bool {
    match (one, other) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            let has_same =
                |name: &String| is_same(one.get(name), other.get(name), kind.of_entry(name));
            one.keys().all(has_same)
                && (other.keys()).all(|name| one.contains_key(name) || has_same(name))
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            let item = match kind {
                Kind::List(list) => list.item,
                _ => Kind::Raw,
            };
            let mut pairs = one.iter().zip(other);
            one.len() == other.len()
                && pairs.all(|(one, other)| is_same(Some(one), Some(other), item))
        }
        (Some(Value::String(one)), Some(Value::String(other)))
            if matches!(kind, Kind::Quantity) =>
        {
            one == other
                || matches!((one.parse::<Quantity>(), other.parse::<Quantity>()),
                    (Ok(one), Ok(other)) if one == other)
        }
        _ => one == other || is_nothing(one, kind) && is_nothing(other, kind),
    }
}

fn is_nothing(value: Option<&Value>, kind: Kind) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Object(entries)) => matches!(kind, Kind::Map(_)) && entries.is_empty(),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{is_same_template, replace};
    use crate::decode;

    const TEMPLATE: &str = "deprecated.daemonset.template.generation";

    fn stored() -> Value {
        let mut stored = decoded("1Gi", 10);
        stored["metadata"]["uid"] = json!("u-1");
        stored["metadata"]["creationTimestamp"] = json!("2026-01-01T00:00:00Z");
        stored["metadata"]["generation"] = json!(7);
        stored["metadata"]["annotations"][TEMPLATE] = json!("4");
        stored["status"] = json!({"numberReady": 3});
        stored
    }

    fn decoded(memory: &str, revisions: i32) -> Value {
        let manifest = json!({
            "apiVersion": "apps/v1", "kind": "DaemonSet",
            "metadata": {"name": "ds", "uid": "", "generation": 1},
            "spec": {
                "revisionHistoryLimit": revisions,
                "selector": {"matchLabels": {"app": "a"}},
                "template": {
                    "metadata": {"labels": {"app": "a"}},
                    "spec": {"containers": [
                        {"name": "c", "image": "i:1", "resources": {"limits": {"memory": memory}}},
                    ]},
                },
            },
        });
        decode(manifest).object.unwrap()
    }

    #[test]
    fn generations_rise_with_what_changes() {
        for (memory, revisions, generation, template_generation) in [
            ("1Gi", 10, 7, "4"),
            ("1Gi", 11, 8, "4"),
            ("2Gi", 10, 8, "5"),
            // The same amount, which is stored as it is written now.
            ("1073741824", 10, 7, "4"),
            ("1073741824", 11, 8, "4"),
        ] {
            let mut object = decoded(memory, revisions);
            replace(&stored(), &mut object);
            let metadata = &object["metadata"];
            assert_eq!(metadata["generation"], generation, "{memory} {revisions}");
            assert_eq!(
                metadata["annotations"][TEMPLATE], template_generation,
                "{memory} {revisions}"
            );
            let container = &object["spec"]["template"]["spec"]["containers"][0];
            assert_eq!(container["resources"]["limits"]["memory"], memory);
        }
    }

    #[test]
    fn a_generation_of_nought_is_none() {
        let mut stored = stored();
        stored["metadata"]["generation"] = json!(null);
        let mut object = decoded("1Gi", 10);
        replace(&stored, &mut object);
        assert_eq!(object["metadata"].get("generation"), None);
        let mut object = decoded("1Gi", 11);
        replace(&stored, &mut object);
        assert_eq!(object["metadata"]["generation"], 1);
    }

    #[test]
    fn keeps_identity_and_status() {
        let mut object = decoded("2Gi", 10);
        object["metadata"]["deletionTimestamp"] = json!("2026-01-02T00:00:00Z");
        replace(&stored(), &mut object);
        assert_eq!(object["metadata"]["uid"], "u-1");
        assert_eq!(
            object["metadata"]["creationTimestamp"],
            "2026-01-01T00:00:00Z"
        );
        assert!(object["metadata"].get("deletionTimestamp").is_none());
        assert_eq!(object["status"], json!({"numberReady": 3}));
    }

    #[test]
    fn empty_lists_and_maps_are_as_good_as_none() {
        let with = |pod: Value| json!({"spec": {"template": {"spec": pod}}});
        for (one, other, same) in [
            (json!({"tolerations": []}), json!({}), true),
            (
                json!({"nodeSelector": {}}),
                json!({"nodeSelector": null}),
                true,
            ),
            (json!({"affinity": {}}), json!({}), false),
            (json!({"nodeName": ""}), json!({}), false),
            (
                json!({"nodeSelector": {"a": "1"}}),
                json!({"nodeSelector": {"a": "1.0"}}),
                false,
            ),
            (
                json!({"overhead": {"cpu": "1"}}),
                json!({"overhead": {"cpu": "1000m"}}),
                true,
            ),
        ] {
            let (one, other) = (with(one), with(other));
            assert_eq!(is_same_template(&one, &other), same, "{one} {other}");
            assert_eq!(is_same_template(&other, &one), same, "{other} {one}");
        }
    }
}
