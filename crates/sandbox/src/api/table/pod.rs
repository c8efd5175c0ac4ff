//! The cells of a pod: how many containers are ready, and one word for how it is.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::age::since;

/// What is gathered from the states of containers.
struct Summary {
    ready: usize,
    restarts: i64,
    last_restart: Option<String>,
    word: String,
}

/// The cells of `pod`. Mirrors `printPod`.
pub(super) fn cells(pod: &Value, now: Timestamp) -> Value {
    let (spec, status) = (&pod["spec"], &pod["status"]);
    let text = |value: &Value, otherwise: &str| {
        value
            .as_str()
            .filter(|text| !text.is_empty())
            .unwrap_or(otherwise)
            .to_owned()
    };
    let list = |value: &Value| value.as_array().map_or(0, Vec::len);
    let sidecars = spec["initContainers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|c| is_sidecar(c))
        .count();
    let total = list(&spec["containers"]) + sidecars;

    let summary = summarize(pod);
    let restarts = match &summary.last_restart {
        Some(moment) if summary.restarts > 0 => {
            format!("{} ({} ago)", summary.restarts, since(&json!(moment), now))
        }
        _ => summary.restarts.to_string(),
    };
    let gates = list(&spec["readinessGates"]);
    json!([
        text(&pod["metadata"]["name"], ""),
        format!("{}/{total}", summary.ready),
        summary.word,
        restarts,
        since(&pod["metadata"]["creationTimestamp"], now),
        text(&status["podIPs"][0]["ip"], "<none>"),
        text(&spec["nodeName"], "<none>"),
        text(&status["nominatedNodeName"], "<none>"),
        if gates == 0 {
            "<none>".to_owned()
        } else {
            format!("0/{gates}")
        },
    ])
}

fn summarize(pod: &Value) -> Summary {
    let status = &pod["status"];
    let phase = status["phase"].as_str().unwrap_or_default();
    let mut summary = Summary {
        ready: 0,
        restarts: 0,
        last_restart: None,
        word: status["reason"].as_str().unwrap_or(phase).to_owned(),
    };
    let initializing = summarize_init_containers(pod, &mut summary);
    if !initializing || condition(status, "Initialized") {
        summarize_containers(status, &mut summary);
    }
    if !pod["metadata"]["deletionTimestamp"].is_null() && !matches!(phase, "Failed" | "Succeeded") {
        "Terminating".clone_into(&mut summary.word);
    }
    summary
}

/// Goes through the init containers up to the one that is under way; says whether there is one.
fn summarize_init_containers(pod: &Value, summary: &mut Summary) -> bool {
    let specs = pod["spec"]["initContainers"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let statuses = pod["status"]["initContainerStatuses"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    for (index, container) in statuses.iter().enumerate() {
        let sidecar = specs
            .iter()
            .any(|spec| spec["name"] == container["name"] && is_sidecar(spec));
        let state = &container["state"];
        if state["terminated"]["exitCode"] == 0 {
            continue;
        }
        if sidecar && container["started"] == true {
            summary.ready += usize::from(container["ready"] == true);
            continue;
        }
        let reason = |state: &Value| {
            state["reason"]
                .as_str()
                .filter(|reason| !reason.is_empty() && *reason != "PodInitializing")
                .map(str::to_owned)
        };
        summary.word = if let Some(reason) =
            reason(&state["terminated"]).or_else(|| reason(&state["waiting"]))
        {
            format!("Init:{reason}")
        } else {
            format!("Init:{index}/{}", specs.len())
        };
        summary.restarts += container["restartCount"].as_i64().unwrap_or_default();
        return true;
    }
    false
}

fn summarize_containers(status: &Value, summary: &mut Summary) {
    let containers = status["containerStatuses"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let (mut running, mut failed) = (false, None);
    summary.restarts = 0;
    for container in containers.iter().rev() {
        summary.restarts += container["restartCount"].as_i64().unwrap_or_default();
        if let Some(finished) = container["lastState"]["terminated"]["finishedAt"].as_str() {
            let later = summary
                .last_restart
                .as_deref()
                .is_none_or(|last| last < finished);
            if later {
                summary.last_restart = Some(finished.to_owned());
            }
        }
        let state = &container["state"];
        if let Some(reason) = state["waiting"]["reason"].as_str() {
            reason.clone_into(&mut summary.word);
        } else if state["terminated"].is_object() {
            let terminated = &state["terminated"];
            let code = terminated["exitCode"].as_i64().unwrap_or_default();
            summary.word = match terminated["reason"].as_str() {
                Some(reason) => reason.to_owned(),
                None => format!("ExitCode:{code}"),
            };
            if code != 0 {
                failed = Some(summary.word.clone());
            }
        } else if container["ready"] == true && state["running"].is_object() {
            running = true;
            summary.ready += 1;
        }
    }
    if summary.word == "Completed" {
        summary.word = match failed {
            _ if running && condition(status, "Ready") => "Running".to_owned(),
            Some(failed) => failed,
            None if running => "NotReady".to_owned(),
            None => "Completed".to_owned(),
        };
    }
}

fn is_sidecar(container: &Value) -> bool {
    container["restartPolicy"] == "Always"
}

fn condition(status: &Value, name: &str) -> bool {
    let mut conditions = status["conditions"].as_array().into_iter().flatten();
    conditions.any(|condition| condition["type"] == name && condition["status"] == "True")
}
