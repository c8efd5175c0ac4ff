//! `v1 Event`, of those the ones with which a kubelet says that a pod does not start, or does not go.

use jiff::Timestamp;
use serde_json::Value;

use super::{Kind, Watchable, refusal::CoreEvent};

/// What keeps a pod from starting or from going, as an Event tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stumble {
    pub(crate) namespace: String,
    /// The Event's own name.
    pub(crate) name: String,
    /// The pod's; empty where the Event speaks of something else.
    pub(crate) pod: String,
    /// Whether the pod is to go, and not to start.
    pub(crate) is_end: bool,
    /// The Event's reason, such as `FailedMount`.
    pub(crate) reason: String,
    /// The kubelet's words.
    pub(crate) message: String,
    /// When it last happened.
    pub(crate) last: Option<Timestamp>,
}

/// Reasons for which a pod stays in `ContainerCreating` (`pkg/kubelet/events/event.go`). The kubelet tries again
/// and again, and none of it stands in the pod's status.
const STARTS: [&str; 7] = [
    "FailedAttachVolume",
    "FailedCreatePodContainer",
    "FailedCreatePodSandBox",
    "FailedMapVolume",
    "FailedMount",
    "FailedPrepareDynamicResources",
    "NetworkNotReady",
];

/// The reason for which a pod that is deleted stays, from the same file.
const ENDS: &str = "FailedKillPod";

impl Watchable for Stumble {
    const KIND: Kind = Kind::PodEvent;

    fn read(object: &Value) -> Result<Self, serde_json::Error> {
        let event = CoreEvent::read(object)?;
        let is_end = event.reason == ENDS;
        let is_meant = is_end || STARTS.contains(&event.reason.as_str());
        Ok(Self {
            last: event.last(),
            pod: if is_meant && event.about.kind == "Pod" {
                event.about.name
            } else {
                String::new()
            },
            is_end,
            reason: event.reason,
            message: event.message,
            namespace: event.metadata.namespace,
            name: event.metadata.name,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Stumble, Watchable as _};

    #[test]
    fn what_keeps_a_pod_is_told_from_what_does_not() {
        for (kind, reason, pod, is_end) in [
            ("Pod", "FailedMount", "p", false),
            ("Pod", "FailedKillPod", "p", true),
            ("Pod", "Unhealthy", "", false),
            ("Node", "FailedMount", "", false),
        ] {
            let event = json!({
                "metadata": {"name": "e", "namespace": "n"},
                "involvedObject": {"kind": kind, "name": "p"},
                "reason": reason,
                "message": "m",
            });
            let stumble = Stumble::read(&event).unwrap();
            assert_eq!((stumble.pod.as_str(), stumble.is_end), (pod, is_end));
        }
    }
}
