//! The status of a pod as its kubelet and the scheduler write it.

use serde_json::{Value, json};

use super::fate::Fate;
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

/// Says of all containers whether they are ready, and of the pod what follows.
pub(super) fn set_readiness(pod: &mut Value, now: &str) {
    let unready: Vec<String> = statuses(pod)
        .filter(|status| status["ready"] != true)
        .filter_map(|status| status["name"].as_str().map(str::to_owned))
        .collect();
    if unready.is_empty() {
        set_condition(pod, "Ready", "True", None, now);
        set_condition(pod, "ContainersReady", "True", None, now);
    } else {
        let message = format!("containers with unready status: [{}]", unready.join(" "));
        let why = Some(("ContainersNotReady", message.as_str()));
        set_condition(pod, "Ready", "False", why, now);
        set_condition(pod, "ContainersReady", "False", why, now);
    }
}

fn statuses(pod: &Value) -> impl Iterator<Item = &Value> {
    pod["status"]["containerStatuses"]
        .as_array()
        .into_iter()
        .flatten()
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
    let statuses: Vec<Value> = containers(pod, "containers")
        .map(waiting("ContainerCreating"))
        .collect();
    let init: Vec<Value> = containers(pod, "initContainers")
        .map(waiting("PodInitializing"))
        .collect();
    pod["status"]["hostIP"] = host.into();
    pod["status"]["hostIPs"] = json!([{"ip": host}]);
    pod["status"]["startTime"] = now.into();
    pod["status"]["containerStatuses"] = statuses.into();
    if !init.is_empty() {
        pod["status"]["initContainerStatuses"] = init.into();
    }
    set_condition(pod, "PodReadyToStartContainers", "False", None, now);
    set_condition(pod, "Initialized", "True", None, now);
    set_readiness(pod, now);
}

/// The containers have started, except those without an image.
pub(super) fn set_started(pod: &mut Value, address: &str, now: &str) {
    pod["status"]["phase"] = "Running".into();
    pod["status"]["podIP"] = address.into();
    pod["status"]["podIPs"] = json!([{"ip": address}]);
    let uid = pod["metadata"]["uid"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    for status in pod["status"]["initContainerStatuses"]
        .as_array_mut()
        .into_iter()
        .flatten()
    {
        let name = status["name"].as_str().unwrap_or_default().to_owned();
        let id = container_id(&uid, &name, 0);
        status["ready"] = true.into();
        status["containerID"] = id.clone().into();
        status["imageID"] = image_id(&status["image"]).into();
        status["state"] = json!({"terminated": {
            "exitCode": 0, "reason": "Completed", "startedAt": now, "finishedAt": now, "containerID": id,
        }});
    }
    for status in pod["status"]["containerStatuses"]
        .as_array_mut()
        .into_iter()
        .flatten()
    {
        if Fate::of_image(status["image"].as_str().unwrap_or_default()) != Fate::NoImage {
            start(status, &uid, now);
        }
    }
    // A pod of which nothing runs at all is still waiting.
    let runs = statuses(pod).any(|status| status["state"]["running"].is_object());
    if !runs {
        pod["status"]["phase"] = "Pending".into();
    }
    set_condition(pod, "PodReadyToStartContainers", "True", None, now);
    set_readiness(pod, now);
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
    for status in pod["status"]["containerStatuses"]
        .as_array_mut()
        .into_iter()
        .flatten()
    {
        let fate = Fate::of_image(status["image"].as_str().unwrap_or_default());
        if status["state"]["running"].is_object() && fate == Fate::Runs {
            status["ready"] = true.into();
        }
    }
    set_readiness(pod, now);
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
