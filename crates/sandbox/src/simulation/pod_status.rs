//! The status of a pod as its kubelet and the scheduler write it.

use serde_json::{Value, json};

use super::fate::Fate;
use super::readiness::set_readiness;
use crate::random::content_hash;

/// Sets one condition; the time of its last change stays where nothing changes.
pub(super) fn set_condition(
    pod: &mut Value,
    name: &str,
    status: &str,
    why: Option<(&str, &str)>,
    now: &str,
) {
    if !pod["status"]["conditions"].is_array() {
        pod["status"]["conditions"] = json!([]);
    }
    let generation = pod["metadata"]["generation"].clone();
    let Some(conditions) = pod["status"]["conditions"].as_array_mut() else {
        return;
    };
    let found = conditions
        .iter()
        .position(|condition| condition["type"] == name);
    let since = match found {
        Some(index) if conditions[index]["status"] == status => {
            conditions[index]["lastTransitionTime"].clone()
        }
        _ => now.into(),
    };
    let mut condition = json!({
        "type": name,
        "observedGeneration": generation,
        "status": status,
        "lastProbeTime": null,
        "lastTransitionTime": since,
    });
    if let Some((reason, message)) = why {
        condition["reason"] = reason.into();
        condition["message"] = message.into();
    }
    match found {
        Some(index) => conditions[index] = condition,
        None => conditions.push(condition),
    }
}

/// Says whether all init containers have ended, or run beside the others.
fn set_initialized(pod: &mut Value, now: &str) {
    let is_done = |status: &&Value| {
        status["state"]["terminated"]["exitCode"] == 0
            || (is_sidecar(pod, status) && status["started"] == true)
    };
    let incomplete: Vec<String> = statuses(pod, INIT)
        .filter(|status| !is_done(status))
        .filter_map(|status| status["name"].as_str().map(str::to_owned))
        .collect();
    if incomplete.is_empty() {
        set_condition(pod, "Initialized", "True", None, now);
    } else {
        let message = format!(
            "containers with incomplete status: [{}]",
            incomplete.join(" ")
        );
        let why = Some(("ContainersNotInitialized", message.as_str()));
        set_condition(pod, "Initialized", "False", why, now);
    }
}

/// The field with the statuses of the containers.
pub(super) const MAIN: &str = "containerStatuses";
/// The field with the statuses of the init containers.
pub(super) const INIT: &str = "initContainerStatuses";

pub(super) fn statuses<'a>(pod: &'a Value, list: &str) -> impl Iterator<Item = &'a Value> {
    pod["status"][list].as_array().into_iter().flatten()
}

/// The statuses of all containers, those of init containers first.
fn all_statuses(pod: &mut Value) -> impl Iterator<Item = &mut Value> {
    let mut lists = [None, None];
    for (list, statuses) in pod["status"].as_object_mut().into_iter().flatten() {
        match list.as_str() {
            INIT => lists[0] = statuses.as_array_mut(),
            MAIN => lists[1] = statuses.as_array_mut(),
            _ => {}
        }
    }
    lists.into_iter().flatten().flatten()
}

/// Whether the container of this status is an init container that runs on beside the others.
pub(super) fn is_sidecar(pod: &Value, status: &Value) -> bool {
    let mut declared = pod["spec"]["initContainers"]
        .as_array()
        .into_iter()
        .flatten();
    declared.any(|container| {
        container["name"] == status["name"] && container["restartPolicy"] == "Always"
    })
}

/// The statuses of the containers that do not wait for an init container before them.
pub(super) fn reached(pod: &mut Value) -> impl Iterator<Item = &mut Value> {
    let is_held_up = |status: &Value| status["state"]["waiting"]["reason"] == "PodInitializing";
    all_statuses(pod).filter(move |status| !is_held_up(status))
}

/// The statuses of the containers.
pub(super) fn main_statuses(pod: &mut Value) -> impl Iterator<Item = &mut Value> {
    pod["status"][MAIN].as_array_mut().into_iter().flatten()
}

/// The names and images of the containers of one list of the spec.
pub(super) fn containers<'a>(
    pod: &'a Value,
    list: &str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    pod["spec"][list]
        .as_array()
        .into_iter()
        .flatten()
        .map(|container| {
            let text = |field: &str| container[field].as_str().unwrap_or_default();
            (text("name"), text("image"))
        })
}

/// The kubelet has taken the pod on: everything is still to be made.
pub(super) fn set_creating(pod: &mut Value, host: &str, now: &str) {
    let waiting = |reason: &str| {
        let reason = reason.to_owned();
        move |(name, image): (&str, &str)| {
            json!({
                "name": name,
                "state": {"waiting": {"reason": reason}},
                "lastState": {},
                "ready": false,
                "restartCount": 0,
                "image": image,
                "imageID": "",
                "started": false,
            })
        }
    };
    let init: Vec<Value> = containers(pod, "initContainers")
        .map(waiting("PodInitializing"))
        .collect();
    let reason = if init.is_empty() {
        "ContainerCreating"
    } else {
        "PodInitializing"
    };
    let statuses: Vec<Value> = containers(pod, "containers").map(waiting(reason)).collect();
    pod["status"]["hostIP"] = host.into();
    pod["status"]["hostIPs"] = json!([{"ip": host}]);
    pod["status"]["startTime"] = now.into();
    pod["status"][MAIN] = statuses.into();
    if !init.is_empty() {
        pod["status"][INIT] = init.into();
    }
    set_condition(pod, "PodReadyToStartContainers", "False", None, now);
    set_initialized(pod, now);
    set_readiness(pod, now);
}

/// The containers have started, except those without an image: the init containers in their order, up
/// to one that cannot end well.
pub(super) fn set_started(pod: &mut Value, address: &str, now: &str) {
    pod["status"]["podIP"] = address.into();
    pod["status"]["podIPs"] = json!([{"ip": address}]);
    let uid = pod["metadata"]["uid"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let sidecars: Vec<Value> = statuses(pod, INIT)
        .filter(|status| is_sidecar(pod, status))
        .map(|status| status["name"].clone())
        .collect();
    let mut is_held_up = false;
    for status in pod["status"][INIT].as_array_mut().into_iter().flatten() {
        let fate = Fate::of_image(status["image"].as_str().unwrap_or_default());
        let is_sidecar = sidecars.contains(&status["name"]);
        match fate {
            Fate::NoImage => status["state"] = json!({"waiting": {}}),
            // What crashes has been started, and that is enough of a sidecar.
            Fate::Crashes | Fate::OutOfMemory => start(status, &uid, now),
            _ if is_sidecar => start(status, &uid, now),
            _ => complete(status, &uid, now),
        }
        if fate == Fate::NoImage || (fate.end().is_some() && !is_sidecar) {
            is_held_up = true;
            break;
        }
    }
    for status in main_statuses(pod) {
        let fate = Fate::of_image(status["image"].as_str().unwrap_or_default());
        if !is_held_up && fate == Fate::NoImage {
            status["state"] = json!({"waiting": {"reason": "ContainerCreating"}});
        } else if !is_held_up {
            start(status, &uid, now);
        }
    }
    // A pod of which nothing but what comes first runs is still waiting.
    let runs = statuses(pod, MAIN).any(|status| status["state"]["running"].is_object());
    pod["status"]["phase"] = if runs { "Running" } else { "Pending" }.into();
    set_condition(pod, "PodReadyToStartContainers", "True", None, now);
    set_initialized(pod, now);
    set_readiness(pod, now);
}

/// An init container has done its work.
fn complete(status: &mut Value, uid: &str, now: &str) {
    let name = status["name"].as_str().unwrap_or_default().to_owned();
    let id = container_id(uid, &name, 0);
    status["ready"] = true.into();
    status["containerID"] = id.clone().into();
    status["imageID"] = image_id(&status["image"]).into();
    status["state"] = json!({"terminated": {
        "exitCode": 0, "reason": "Completed", "startedAt": now, "finishedAt": now, "containerID": id,
    }});
}

/// Starts a container, for the first time or again.
pub(super) fn start(status: &mut Value, uid: &str, now: &str) {
    let name = status["name"].as_str().unwrap_or_default().to_owned();
    let restarts = status["restartCount"].as_u64().unwrap_or_default();
    status["state"] = json!({"running": {"startedAt": now}});
    status["started"] = true.into();
    status["containerID"] = container_id(uid, &name, restarts).into();
    status["imageID"] = image_id(&status["image"]).into();
}

/// Every container that can become ready does.
pub(super) fn set_ready(pod: &mut Value, now: &str) {
    for status in all_statuses(pod) {
        let fate = Fate::of_image(status["image"].as_str().unwrap_or_default());
        if status["state"]["running"].is_object() && fate == Fate::Runs {
            status["ready"] = true.into();
        }
    }
    set_readiness(pod, now);
}

/// Every container that ran was killed, and the pod has failed of it (`getPhase` in `pkg/kubelet/kubelet_pods.go`,
/// `GeneratePodReadyCondition` in `pkg/kubelet/status/generate.go`).
pub(super) fn set_killed(pod: &mut Value, now: &str) {
    for status in all_statuses(pod) {
        let began = status["state"]["running"]["startedAt"].clone();
        status["ready"] = false.into();
        if began.is_null() {
            continue;
        }
        status["started"] = false.into();
        status["state"] = json!({"terminated": {
            "exitCode": 137, "reason": "Error", "startedAt": began, "finishedAt": now,
            "containerID": status["containerID"],
        }});
    }
    pod["status"]["phase"] = "Failed".into();
    for name in ["Ready", "ContainersReady"] {
        set_condition(pod, name, "False", Some(("PodFailed", "")), now);
    }
}

fn container_id(uid: &str, name: &str, restarts: u64) -> String {
    format!(
        "containerd://{}",
        digest(&format!("{uid}/{name}/{restarts}"))
    )
}

fn image_id(image: &Value) -> String {
    let image = image.as_str().unwrap_or_default();
    let name = image.split_once('@').map_or(image, |(name, _)| name);
    format!("{name}@sha256:{}", digest(name))
}

/// Something that looks like a digest and is the same for the same text.
fn digest(text: &str) -> String {
    let mut digest = String::with_capacity(64);
    for part in 0..6 {
        for byte in content_hash(format!("{part}{text}").as_bytes()).bytes() {
            digest.push(char::from_digit(u32::from(byte) % 16, 16).unwrap_or('0'));
        }
    }
    digest.push_str("0000");
    digest
}
