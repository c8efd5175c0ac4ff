//! The pod that the DaemonSet controller makes of a template, before the API server sees it.
//!
//! Follows `CreatePodTemplate` and `ReplaceDaemonSetPodNodeNameNodeAffinity` in
//! `pkg/controller/daemon/util/daemonset_util.go`, and `GetPodFromTemplate` in
//! `pkg/controller/controller_utils.go`.

use manifest::json::items;
use serde_json::{Map, Value, json};

use super::toleration;
use crate::resources::object_mut;

/// The label by which the controller tells revisions apart.
pub const REVISION: &str = "controller-revision-hash";

/// The label that counts the changes of the template.
pub const TEMPLATE_GENERATION: &str = "pod-template-generation";

/// The longest name that can still get the five random characters (`maxGeneratedNameLength`).
const LONGEST_NAME: usize = 253;

/// The pod of a DaemonSet (apps/v1, decoded and defaulted) for any node. Of the template's metadata it
/// takes labels, annotations and finalizers, and nothing else.
#[must_use]
pub fn make(daemon_set: &Value, revision: &str, template_generation: &str) -> Value {
    let (own, template) = (&daemon_set["metadata"], &daemon_set["spec"]["template"]);
    let name = own["name"].as_str().unwrap_or_default();
    let mut labels = template["metadata"]["labels"].clone();
    let map = object_mut(&mut labels);
    map.insert(TEMPLATE_GENERATION.to_owned(), template_generation.into());
    map.insert(REVISION.to_owned(), revision.into());
    let mut metadata = Map::new();
    metadata.insert("generateName".to_owned(), prefix(name).into());
    metadata.insert("namespace".to_owned(), own["namespace"].clone());
    metadata.insert("labels".to_owned(), labels);
    for kept in ["annotations", "finalizers"] {
        let given = &template["metadata"][kept];
        if !given.is_null() {
            metadata.insert(kept.to_owned(), given.clone());
        }
    }
    metadata.insert(
        "ownerReferences".to_owned(),
        json!([owner_reference(daemon_set)]),
    );
    let mut spec = template["spec"].clone();
    add_tolerations(&mut spec);
    let mut pod = Map::new();
    pod.insert("metadata".to_owned(), Value::Object(metadata));
    pod.insert("spec".to_owned(), spec);
    Value::Object(pod)
}

/// Binds the pod to a node: by affinity, so that the scheduler still has its say.
pub fn place(pod: &mut Value, node: &str) {
    let terms =
        json!([{"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}]);
    let affinity = object_mut(&mut pod["spec"]["affinity"]);
    let node_affinity = affinity.entry("nodeAffinity").or_insert(Value::Null);
    object_mut(node_affinity).insert(
        "requiredDuringSchedulingIgnoredDuringExecution".to_owned(),
        json!({"nodeSelectorTerms": terms}),
    );
}

/// The reference by which a DaemonSet owns what its controller makes.
#[must_use]
pub fn owner_reference(daemon_set: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "name": daemon_set["metadata"]["name"],
        "uid": daemon_set["metadata"]["uid"],
        "controller": true,
        "blockOwnerDeletion": true,
    })
}

/// What the names of the pods begin with (`getPodsPrefix`).
fn prefix(name: &str) -> String {
    let dash = if name.len() < LONGEST_NAME { "-" } else { "" };
    format!("{name}{dash}")
}

/// `AddOrUpdateDaemonPodTolerations`: one that says the same, but only for a time, is made to last.
fn add_tolerations(spec: &mut Value) {
    let mut tolerations = items(&spec["tolerations"]).to_vec();
    let text = |toleration: &Value, field: &str| {
        let text = toleration[field].as_str();
        text.unwrap_or_default().to_owned()
    };
    for (key, effect) in toleration::added(spec["hostNetwork"] == true) {
        let added = json!({"key": key, "operator": "Exists", "effect": effect});
        let is_same = |given: &Value| {
            let mut fields = ["key", "operator", "effect", "value"].iter();
            fields.all(|field| text(given, field) == text(&added, field))
        };
        let mut is_there = false;
        for given in tolerations.iter_mut().filter(|given| is_same(given)) {
            is_there = true;
            *given = added.clone();
        }
        if !is_there {
            tolerations.push(added);
        }
    }
    spec["tolerations"] = Value::Array(tolerations);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{make, place};

    #[test]
    fn a_pod_takes_little_of_the_metadata() {
        let daemon_set = json!({
            "metadata": {"name": "agent", "namespace": "n", "uid": "u", "labels": {"own": "x"}},
            "spec": {"template": {
                "metadata": {
                    "name": "x", "namespace": "y", "labels": {"app": "a"},
                    "annotations": {"b": "c"}, "finalizers": ["example.com/f"],
                    "ownerReferences": [{"name": "other"}],
                },
                "spec": {"containers": []},
            }},
        });
        let pod = make(&daemon_set, "hash", "3");
        assert_eq!(
            pod["metadata"],
            json!({
                "generateName": "agent-",
                "namespace": "n",
                "labels": {
                    "app": "a", "pod-template-generation": "3", "controller-revision-hash": "hash",
                },
                "annotations": {"b": "c"},
                "finalizers": ["example.com/f"],
                "ownerReferences": [{
                    "apiVersion": "apps/v1", "kind": "DaemonSet", "name": "agent", "uid": "u",
                    "controller": true, "blockOwnerDeletion": true,
                }],
            })
        );
    }

    #[test]
    fn tolerations_last_and_stand_once() {
        let pod = |tolerations| {
            let daemon_set = json!({"spec": {"template": {"spec": {
                "hostNetwork": true, "tolerations": tolerations,
            }}}});
            let pod = make(&daemon_set, "", "");
            pod["spec"]["tolerations"]
                .as_array()
                .cloned()
                .unwrap_or_default()
        };
        assert_eq!(pod(json!(null)).len(), 7);
        let short = json!({
            "key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute",
            "tolerationSeconds": 30,
        });
        let own = json!({"key": "own", "operator": "Exists"});
        let made = pod(json!([own, short, short]));
        assert_eq!(made.len(), 9);
        assert_eq!(made[0], own);
        assert!(
            made.iter()
                .all(|toleration| toleration["tolerationSeconds"].is_null())
        );
    }

    #[test]
    fn the_node_takes_the_place_of_required_affinity() {
        let mut pod = json!({"spec": {"affinity": {"nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{}, {}]},
        }}}});
        place(&mut pod, "n");
        let mut fresh = json!({"spec": {}});
        place(&mut fresh, "n");
        assert_eq!(pod, fresh);
    }
}
