//! Whether a pod is ready: its containers are, and its readiness gates are open.

use serde_json::Value;

use super::pod_status::{INIT, MAIN, is_sidecar, set_condition, statuses};

/// Says of all containers that run on whether they are ready, and of the pod what follows
/// (`GenerateContainersReadyCondition` and `GeneratePodReadyCondition` in `pkg/kubelet/status/generate.go`).
pub(super) fn set_readiness(pod: &mut Value, now: &str) {
    let sidecars = statuses(pod, INIT).filter(|status| is_sidecar(pod, status));
    let unready: Vec<String> = sidecars
        .chain(statuses(pod, MAIN))
        .filter(|status| status["ready"] != true)
        .filter_map(|status| status["name"].as_str().map(str::to_owned))
        .collect();
    if !unready.is_empty() {
        let message = format!("containers with unready status: [{}]", unready.join(" "));
        let why = Some(("ContainersNotReady", message.as_str()));
        set_condition(pod, "Ready", "False", why, now);
        set_condition(pod, "ContainersReady", "False", why, now);
        return;
    }
    let closed = closed_gates(pod).join(", ");
    if closed.is_empty() {
        set_condition(pod, "Ready", "True", None, now);
    } else {
        let why = Some(("ReadinessGatesNotReady", closed.as_str()));
        set_condition(pod, "Ready", "False", why, now);
    }
    set_condition(pod, "ContainersReady", "True", None, now);
}

/// Whether somebody has opened or closed a readiness gate since the kubelet last said whether the pod is ready.
pub(super) fn has_moved_gates(pod: &Value) -> bool {
    let is_true = |name: &str| condition(pod, name).is_some_and(|it| it["status"] == "True");
    let has_gates = pod["spec"]["readinessGates"].is_array();
    has_gates && is_true("ContainersReady") && is_true("Ready") != closed_gates(pod).is_empty()
}

/// What is said of each gate that is not open.
fn closed_gates(pod: &Value) -> Vec<String> {
    let gates = pod["spec"]["readinessGates"].as_array();
    let names = gates.into_iter().flatten();
    names
        .filter_map(|gate| gate["conditionType"].as_str())
        .filter_map(|name| match condition(pod, name) {
            None => Some(format!(
                "corresponding condition of pod readiness gate {name:?} does not exist."
            )),
            Some(found) if found["status"] != "True" => Some(format!(
                "the status of pod readiness gate {name:?} is not \"True\", but {}",
                found["status"].as_str().unwrap_or_default()
            )),
            Some(_) => None,
        })
        .collect()
}

fn condition<'a>(pod: &'a Value, name: &str) -> Option<&'a Value> {
    let mut conditions = pod["status"]["conditions"].as_array()?.iter();
    conditions.find(|condition| condition["type"] == name)
}
