//! One pod of a DaemonSet, read at this moment: what its containers do and did, and what is said of it.

use contract::{
    ContainerDetail, ContainerEnd, ContainerRole, ContainerState, PodCondition, PodDetail,
    StateWord, path::segment,
};
use http::Method;
use serde_json::Value;

use super::{events, list, text};
use crate::{
    AsUser, Stored, Watched,
    error::ClusterError,
    objects::{Watchable as _, pod::Pod},
    rest::Call,
};

impl AsUser<'_> {
    /// One pod as the API server has it.
    ///
    /// # Errors
    /// See [`ClusterError`]; a pod that does not exist is refused with code 404, one that is none of the DaemonSet's is
    /// [`ClusterError::NotItsPod`].
    pub async fn pod_object(
        &self,
        namespace: &str,
        daemon_set: &str,
        name: &str,
    ) -> Result<Stored, ClusterError> {
        let path = format!(
            "/api/v1/namespaces/{}/pods/{}",
            segment(namespace),
            segment(name)
        );
        let call = Call::new("read the pod", Method::GET, path);
        let pod: Stored = call.read(&self.transport()).await?;
        if is_of(&pod.to_value(), daemon_set) {
            return Ok(pod);
        }
        Err(ClusterError::NotItsPod {
            pod: name.to_owned(),
            daemon_set: daemon_set.to_owned(),
        })
    }

    /// What there is to know of one pod. Where its events cannot be read that is said in it.
    ///
    /// # Errors
    /// As [`Self::pod_object`].
    pub async fn pod(
        &self,
        seen: &Watched,
        namespace: &str,
        daemon_set: &str,
        name: &str,
    ) -> Result<PodDetail, ClusterError> {
        let path = format!("/api/v1/namespaces/{}/events", segment(namespace));
        let about = format!("involvedObject.kind=Pod,involvedObject.name={name}");
        let transport = &self.transport();
        let said = list(transport, "events", &path, ("fieldSelector", &about));
        let (pod, said) = futures::join!(self.pod_object(namespace, daemon_set, name), said);
        let pod = pod?.to_value();
        let (said, unknown) = match said {
            Ok(said) => (said, String::new()),
            Err(ClusterError::Refused { message, .. }) => (Vec::new(), message),
            Err(error) => (Vec::new(), error.to_string()),
        };
        let mut detail = read(&pod, &said);
        detail.events_unknown = unknown;
        let rows = seen.pods(namespace, daemon_set).unwrap_or_default();
        let row = rows.iter().find(|row| row.name == name);
        detail.up_to_date = row.map(|row| row.up_to_date);
        if let Some(row) = row.filter(|row| !row.message.is_empty() && detail.message.is_empty()) {
            // What only Events say: a volume that cannot be mounted.
            detail.message.clone_from(&row.message);
        }
        Ok(detail)
    }
}

/// Whether a DaemonSet of this name controls the pod.
fn is_of(pod: &Value, daemon_set: &str) -> bool {
    let owners = pod["metadata"]["ownerReferences"].as_array();
    owners.into_iter().flatten().any(|owner| {
        owner["controller"] == true && owner["kind"] == "DaemonSet" && owner["name"] == daemon_set
    })
}

/// What a pod and the Events about it tell.
fn read(pod: &Value, said: &[Value]) -> PodDetail {
    let of = |pointer: &str| text(pod, pointer).to_owned();
    let uid = of("/metadata/uid");
    // One of the same name that was there before is another pod.
    let is_of_it = |event: &&Value| text(event, "/involvedObject/uid") == uid;
    let said: Vec<&Value> = said.iter().filter(is_of_it).collect();
    let daemon = Pod::read(pod).ok().and_then(|pod| pod.daemon);
    let (node, status, message) = daemon
        .map(|daemon| (daemon.node, daemon.status, daemon.message))
        .unwrap_or_default();
    let conditions: Vec<PodCondition> =
        items(&pod["status"]["conditions"]).map(condition).collect();
    let ready = conditions
        .iter()
        .any(|condition| condition.kind == "Ready" && condition.status == "True");
    PodDetail {
        name: of("/metadata/name"),
        namespace: of("/metadata/namespace"),
        uid,
        node,
        phase: of("/status/phase"),
        status,
        ready,
        revision: of("/metadata/labels/controller-revision-hash"),
        up_to_date: None,
        created: of("/metadata/creationTimestamp"),
        deletion: of("/metadata/deletionTimestamp"),
        pod_ip: of("/status/podIP"),
        qos_class: of("/status/qosClass"),
        containers: containers(pod, &said),
        conditions,
        events: events::grouped(said.iter().map(|event| events::row(event)).collect()),
        events_unknown: String::new(),
        ..PodDetail::default()
    }
    .because(&message)
}

fn condition(condition: &Value) -> PodCondition {
    let of = |pointer: &str| text(condition, pointer).to_owned();
    PodCondition {
        kind: of("/type"),
        status: of("/status"),
        reason: of("/reason"),
        message: of("/message"),
        since: of("/lastTransitionTime"),
    }
}

/// All containers, the init containers first.
fn containers(pod: &Value, said: &[&Value]) -> Vec<ContainerDetail> {
    let declared = |list: &'static str| items(&pod["spec"][list]).map(move |it| (list, it));
    let all = declared("initContainers").chain(declared("containers"));
    let is_alone = items(&pod["spec"]["containers"]).count() == 1
        && items(&pod["spec"]["initContainers"]).count() == 0;
    all.map(|(list, declared)| {
        let (role, statuses) = match (list, text(declared, "/restartPolicy")) {
            ("containers", _) => (ContainerRole::Main, "containerStatuses"),
            (_, "Always") => (ContainerRole::Sidecar, "initContainerStatuses"),
            _ => (ContainerRole::Init, "initContainerStatuses"),
        };
        let name = text(declared, "/name");
        let status = items(&pod["status"][statuses]).find(|status| status["name"] == name);
        let status = status.unwrap_or(&Value::Null);
        let restarts = status["restartCount"].as_u64().unwrap_or_default();
        let field = format!("{{{name}}}");
        let is_of_probe = |event: &&&Value| {
            // `spec.containers{agent}`: which container it is about.
            let about = text(event, "/involvedObject/fieldPath");
            text(event, "/reason") == "Unhealthy"
                && (about.ends_with(&field) || (about.is_empty() && is_alone))
        };
        let probes = said
            .iter()
            .filter(is_of_probe)
            .map(|event| events::row(event));
        ContainerDetail {
            name: name.to_owned(),
            role,
            image: text(declared, "/image").to_owned(),
            image_id: text(status, "/imageID").to_owned(),
            ready: status["ready"] == true,
            restarts: u32::try_from(restarts).unwrap_or(u32::MAX),
            state: state(&status["state"]),
            last_end: end(&status["lastState"]["terminated"]),
            memory_limit: text(declared, "/resources/limits/memory").to_owned(),
            probes: events::grouped(probes.collect()),
        }
    })
    .collect()
}

fn state(state: &Value) -> ContainerState {
    if state["running"].is_object() {
        return ContainerState {
            word: StateWord::Running,
            since: text(state, "/running/startedAt").to_owned(),
            ..ContainerState::default()
        };
    }
    if let Some(end) = end(&state["terminated"]) {
        return ContainerState {
            word: StateWord::Terminated,
            reason: end.reason.clone(),
            end: Some(end),
            ..ContainerState::default()
        };
    }
    ContainerState {
        word: StateWord::Waiting,
        reason: text(state, "/waiting/reason").to_owned(),
        message: text(state, "/waiting/message").to_owned(),
        ..ContainerState::default()
    }
}

/// `ContainerStateTerminated`; none where that is not there.
pub(crate) fn end(terminated: &Value) -> Option<ContainerEnd> {
    terminated.is_object().then(|| {
        let number = |key: &str| {
            let number = terminated[key].as_i64().unwrap_or_default();
            i32::try_from(number).unwrap_or(i32::MAX)
        };
        let of = |pointer: &str| text(terminated, pointer).to_owned();
        ContainerEnd {
            exit_code: number("exitCode"),
            signal: number("signal"),
            reason: of("/reason"),
            message: of("/message"),
            started: of("/startedAt"),
            finished: of("/finishedAt"),
        }
    })
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn a_pod_that_ran_out_of_memory_is_told_with_all_there_is_to_know() {
        let pod = json!({
            "metadata": {
                "name": "agent-x", "namespace": "logging", "uid": "u1", "creationTimestamp": "2026-11-30T10:00:00Z",
                "labels": {"controller-revision-hash": "7f"},
                "ownerReferences": [{
                    "apiVersion": "apps/v1", "kind": "DaemonSet", "name": "agent", "uid": "d", "controller": true,
                }],
            },
            "spec": {
                "nodeName": "worker-1",
                "initContainers": [
                    {"name": "setup", "image": "setup:1"},
                    {"name": "reload", "image": "reload:2", "restartPolicy": "Always"},
                ],
                "containers": [{"name": "agent", "image": "agent:3", "resources": {"limits": {"memory": "200Mi"}}}],
            },
            "status": {
                "phase": "Running", "podIP": "10.0.0.7", "qosClass": "Burstable",
                "conditions": [{"type": "Ready", "status": "False", "reason": "ContainersNotReady", "message": "m"}],
                "initContainerStatuses": [
                    {"name": "setup", "ready": true, "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}},
                    {"name": "reload", "ready": true, "started": true, "state": {"running": {"startedAt": "t1"}}},
                ],
                "containerStatuses": [{
                    "name": "agent", "ready": false, "restartCount": 12, "imageID": "agent@sha256:ab",
                    "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s"}},
                    "lastState": {"terminated": {
                        "exitCode": 137, "reason": "OOMKilled", "startedAt": "t2", "finishedAt": "t3",
                    }},
                }],
            },
        });
        let event = |uid: &str, reason: &str, field: &str, count: u32, last: &str| {
            json!({
                "type": "Warning", "reason": reason, "message": "probe failed", "count": count,
                "firstTimestamp": "2026-11-30T10:01:00Z", "lastTimestamp": last,
                "involvedObject": {"kind": "Pod", "name": "agent-x", "uid": uid, "fieldPath": field},
                "source": {"component": "kubelet"},
            })
        };
        let said = [
            event(
                "u1",
                "Unhealthy",
                "spec.containers{agent}",
                3,
                "2026-11-30T10:02:00Z",
            ),
            event(
                "u1",
                "Unhealthy",
                "spec.containers{agent}",
                4,
                "2026-11-30T10:09:00Z",
            ),
            event(
                "u1",
                "BackOff",
                "spec.containers{agent}",
                41,
                "2026-11-30T10:08:00Z",
            ),
            event(
                "of another",
                "Unhealthy",
                "spec.containers{agent}",
                9,
                "2026-11-30T10:00:00Z",
            ),
        ];
        insta::assert_json_snapshot!(read(&pod, &said));
    }
}
