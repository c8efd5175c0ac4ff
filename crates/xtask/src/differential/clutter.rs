//! What only a cluster writes into an object, and what people send back of it.

use fastrand::Rng;
use serde_json::{Value, json};

/// What the API server says of a name that it has made up: the letters at its end are chance.
const GENERATED: usize = 5;

/// Adds some of what an exported object carries, sound or not.
pub(super) fn add(rng: &mut Rng, manifest: &mut Value) {
    for _ in 0..rng.usize(1..5) {
        let metadata = &mut manifest["metadata"];
        if !metadata.is_object() {
            *metadata = json!({});
        }
        match rng.usize(..12) {
            0 | 1 => metadata["managedFields"] = managed_fields(rng),
            2 => metadata["selfLink"] = json!("/apis/apps/v1/namespaces/x/daemonsets/y"),
            3 => metadata["creationTimestamp"] = moment(rng),
            4 => metadata["deletionTimestamp"] = moment(rng),
            5 => metadata["deletionGracePeriodSeconds"] = json!(rng.i64(-1..31)),
            6 => metadata["generation"] = json!(rng.i64(-2..9)),
            7 => manifest["status"] = status(rng),
            8 => {
                let texts = ["0", "3", "-1", "007", "12345"];
                let text = texts[rng.usize(..texts.len())];
                annotate(manifest, "deprecated.daemonset.template.generation", text);
            }
            9 => {
                let applied = manifest.to_string();
                let key = "kubectl.kubernetes.io/last-applied-configuration";
                annotate(manifest, key, &applied);
            }
            10 => {
                // Just below and above the limit of 262,144 bytes.
                let length = 262_144 - rng.usize(..120);
                annotate(manifest, "a", &"x".repeat(length));
            }
            _ => metadata["finalizers"] = json!(["example.com/wait"]),
        }
    }
}

/// Leaves the server to make up the name from what may be no beginning of one.
pub(super) fn generate_name(rng: &mut Rng, manifest: &mut Value) {
    let long = "a".repeat(70);
    let prefixes = [
        "agent-",
        "Agent-",
        "a.",
        "-a",
        "a b",
        "a/b-",
        "\u{e9}-",
        long.as_str(),
    ];
    let prefix = prefixes[rng.usize(..prefixes.len())];
    manifest["metadata"]["generateName"] = json!(prefix);
    if let Some(metadata) = manifest["metadata"].as_object_mut() {
        metadata.remove("name");
    }
}

/// A message about a name that the server has made up, without what is chance in it.
pub(super) fn without_chance(message: &str) -> String {
    let Some((before, rest)) = message.split_once('"') else {
        return message.to_owned();
    };
    match rest.split_once("\": ") {
        Some((name, after)) if name.len() >= GENERATED => {
            let kept = &name[..name.len() - GENERATED];
            format!("{before}\"{kept}00000\": {after}")
        }
        _ => message.to_owned(),
    }
}

fn annotate(manifest: &mut Value, key: &str, text: &str) {
    let annotations = &mut manifest["metadata"]["annotations"];
    if !annotations.is_object() {
        *annotations = json!({});
    }
    annotations[key] = json!(text);
}

fn moment(rng: &mut Rng) -> Value {
    match rng.usize(..3) {
        0 => Value::Null,
        1 => json!("2024-01-02T03:04:05Z"),
        _ => json!("2024-01-02T03:04:05.678+02:00"),
    }
}

fn status(rng: &mut Rng) -> Value {
    match rng.usize(..3) {
        0 => json!({}),
        1 => json!({"numberReady": -5, "conditions": [{"type": "A", "status": "True"}]}),
        _ => json!({
            "currentNumberScheduled": 3, "desiredNumberScheduled": 3, "numberMisscheduled": 0,
            "numberReady": 3, "observedGeneration": 7,
        }),
    }
}

fn managed_fields(rng: &mut Rng) -> Value {
    let sound = json!({
        "manager": "kubectl", "operation": "Update", "apiVersion": "apps/v1",
        "time": "2024-01-02T03:04:05Z", "fieldsType": "FieldsV1",
        "fieldsV1": {"f:spec": {"f:minReadySeconds": {}}},
    });
    let mut entry = sound.clone();
    match rng.usize(..9) {
        0 => return json!([]),
        1 => return json!([{}]),
        2 => entry["operation"] = json!("Change"),
        3 => entry["fieldsType"] = json!("FieldsV2"),
        4 => entry["fieldsV1"] = json!({"a": [1, {}]}),
        5 => entry["manager"] = json!("m".repeat(rng.usize(120..140))),
        6 => entry["subresource"] = json!("s".repeat(rng.usize(250..260))),
        7 => entry["apiVersion"] = json!("extensions/v1beta1"),
        _ => {}
    }
    json!([sound, entry])
}

#[cfg(test)]
mod tests {
    use super::without_chance;

    #[test]
    fn a_made_up_name_is_the_same_each_time() {
        assert_eq!(
            without_chance("Invalid value: \"A-x7k2p\": a \"b\": c"),
            "Invalid value: \"A-00000\": a \"b\": c"
        );
        assert_eq!(without_chance("Required value"), "Required value");
    }
}
