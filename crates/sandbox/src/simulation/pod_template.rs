//! From a DaemonSet's template to the pod for one node. Mirrors `CreatePodTemplate` and
//! `AddOrUpdateDaemonPodTolerations` in `pkg/controller/daemon/util/daemonset_util.go`.

use serde_json::{Value, json};

use super::view::template_generation;

const ADDED: &[(&str, &str)] = &[
    ("not-ready", "NoExecute"),
    ("unreachable", "NoExecute"),
    ("disk-pressure", "NoSchedule"),
    ("memory-pressure", "NoSchedule"),
    ("pid-pressure", "NoSchedule"),
    ("unschedulable", "NoSchedule"),
];

/// The pod of `daemon_set` for any node: all but the place.
pub(super) fn pod(daemon_set: &Value, hash: &str) -> Value {
    let (metadata, template) = (&daemon_set["metadata"], &daemon_set["spec"]["template"]);
    let name = metadata["name"].as_str().unwrap_or_default();
    let mut labels = template["metadata"]["labels"].clone();
    labels["controller-revision-hash"] = hash.into();
    labels["pod-template-generation"] = template_generation(daemon_set).into();
    let mut pod = json!({
        "metadata": {
            "generateName": format!("{name}-"),
            "namespace": metadata["namespace"],
            "labels": labels,
            "ownerReferences": [owner_reference(daemon_set)],
        },
        "spec": template["spec"],
    });
    if template["metadata"]["annotations"].is_object() {
        pod["metadata"]["annotations"] = template["metadata"]["annotations"].clone();
    }
    add_tolerations(&mut pod["spec"]);
    pod
}

/// Binds the pod to a node: by affinity, so that the scheduler still has its say.
pub(super) fn place(pod: &mut Value, node: &str) {
    let terms =
        json!([{"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}]);
    let affinity = &mut pod["spec"]["affinity"];
    if !affinity["nodeAffinity"].is_object() {
        affinity["nodeAffinity"] = json!({});
    }
    affinity["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"] =
        json!({"nodeSelectorTerms": terms});
}

/// The reference by which a DaemonSet owns what it makes.
pub(super) fn owner_reference(daemon_set: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "name": daemon_set["metadata"]["name"],
        "uid": daemon_set["metadata"]["uid"],
        "controller": true,
        "blockOwnerDeletion": true,
    })
}

fn add_tolerations(spec: &mut Value) {
    let host_network = spec["hostNetwork"] == true;
    if !spec["tolerations"].is_array() {
        spec["tolerations"] = json!([]);
    }
    let Some(tolerations) = spec["tolerations"].as_array_mut() else {
        return;
    };
    let network = [("network-unavailable", "NoSchedule")];
    let further: &[_] = if host_network { &network } else { &[] };
    for (key, effect) in ADDED.iter().chain(further) {
        let key = format!("node.kubernetes.io/{key}");
        let toleration = json!({"key": key, "operator": "Exists", "effect": effect});
        // One that says the same, but only for a time, is made to last.
        let same = tolerations.iter().position(|given| {
            given["key"] == toleration["key"]
                && given["effect"] == toleration["effect"]
                && given["operator"] == toleration["operator"]
                && given["value"].as_str().unwrap_or_default().is_empty()
        });
        match same {
            Some(index) => tolerations[index] = toleration,
            None => tolerations.push(toleration),
        }
    }
}
