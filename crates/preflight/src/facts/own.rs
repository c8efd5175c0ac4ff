//! `OwnPods`: the pods that the DaemonSet in question has already.

use manifest::json::items;
use serde_json::{Value, json};

use super::pod::{ports_from_value, ports_to_value};
use super::{Amounts, PodUse};
use crate::rollout::Stage;
use crate::status::is_ordinary_wait;

/// The pods of the DaemonSet that is being changed. What they take is counted in the nodes' use, and
/// preflight counts it out again: a new pod takes the place of the old one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnPods {
    /// The namespace of the DaemonSet.
    pub namespace: String,
    /// The name of the DaemonSet.
    pub name: String,
    /// When this was so, in seconds since 1970: a pod that has become ready shortly before may not yet
    /// count as available.
    pub at: i64,
    /// Its pods, by node.
    pub pods: Vec<OwnPod>,
    /// The templates of earlier revisions that some of them are of, each after its
    /// `controller-revision-hash`: a change back to one of them finds these pods up to date.
    pub templates: Vec<(String, Value)>,
}

/// A pod of the DaemonSet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnPod {
    /// What it takes, and of which node: the one that it runs on, or the one that it is meant for.
    pub used: PodUse,
    /// Whether it is bound to its node, and so counted in the node's use.
    pub is_bound: bool,
    /// Whether it is being deleted.
    pub is_terminating: bool,
    /// Since when it is ready, in seconds since 1970; 0 where that is not said, none where it is not
    /// ready.
    pub ready_since: Option<i64>,
    /// Whether it is not ready although all its containers have been started, or because one cannot be: nobody
    /// knows whether it ever will be.
    pub is_ailing: bool,
    /// `metadata.labels[controller-revision-hash]`; empty where there is none.
    pub revision: String,
    /// `metadata.labels[pod-template-generation]`; empty where there is none.
    pub generation: String,
}

impl OwnPod {
    /// Reads a Pod (`core/v1`) that the DaemonSet owns; nothing where it has ended or no node can be
    /// found for it (`GetTargetNodeName` in `pkg/controller/daemon/util/daemonset_util.go`).
    #[must_use]
    pub fn from_pod(pod: &Value) -> Option<Self> {
        let metadata = &pod["metadata"];
        let label = |key: &str| {
            metadata["labels"][key]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        let mut found = Self {
            is_terminating: metadata["deletionTimestamp"].is_string(),
            ready_since: ready_since(&pod["status"]),
            revision: label("controller-revision-hash"),
            generation: label("pod-template-generation"),
            ..Self::default()
        };
        if let Some(used) = PodUse::from_pod(pod) {
            found.is_bound = true;
            found.is_ailing = is_ailing(&pod["status"]);
            found.used = used;
            return Some(found);
        }
        let mut meant = pod.clone();
        let target = target_node(&pod["spec"])?;
        meant["spec"]["nodeName"] = json!(target);
        found.used = PodUse::from_pod(&meant)?;
        Some(found)
    }

    /// How far it has come `at` a moment, where it counts as available after `min_ready` seconds
    /// (`IsPodAvailable` in `pkg/api/v1/pod/util.go`).
    #[must_use]
    pub fn stage(&self, min_ready: i64, at: i64) -> Stage {
        match self.ready_since {
            None => Stage::Unready,
            Some(since) if min_ready > 0 && (since == 0 || since + min_ready > at) => Stage::Ready,
            Some(_) => Stage::Available,
        }
    }

    fn to_value(&self) -> Value {
        json!([
            self.used.node,
            self.used.priority,
            self.used.requests.to_value(),
            ports_to_value(&self.used.host_ports),
            u8::from(self.is_bound)
                + 2 * u8::from(self.is_terminating)
                + 4 * u8::from(self.is_ailing),
            self.ready_since,
            self.revision,
            self.generation,
        ])
    }

    fn from_value(row: &Value) -> Option<Self> {
        let priority = row[1].as_i64().unwrap_or_default();
        let state = row[4].as_u64().unwrap_or_default();
        let text = |column: usize| row[column].as_str().unwrap_or_default().to_owned();
        Some(Self {
            used: PodUse {
                node: row[0].as_str()?.to_owned(),
                priority: i32::try_from(priority).unwrap_or_default(),
                requests: Amounts::from_resource_list(&row[2]),
                host_ports: ports_from_value(&row[3]),
            },
            is_bound: state & 1 > 0,
            is_terminating: state & 2 > 0,
            is_ailing: state & 4 > 0,
            ready_since: row[5].as_i64(),
            revision: text(6),
            generation: text(7),
        })
    }
}

impl OwnPods {
    /// Whether they are of several revisions, as in the midst of a rollout.
    #[must_use]
    pub fn are_mixed(&self) -> bool {
        let mut others = self.pods.iter().skip(1);
        others.any(|pod| pod.revision != self.pods[0].revision)
    }

    pub(super) fn to_value(&self) -> Value {
        let pods: Vec<_> = self.pods.iter().map(OwnPod::to_value).collect();
        let mut value =
            json!({"namespace": self.namespace, "name": self.name, "at": self.at, "pods": pods});
        if !self.templates.is_empty() {
            let templates = self.templates.iter();
            value["templates"] = templates
                .map(|(hash, template)| json!([hash, template]))
                .collect();
        }
        value
    }

    pub(super) fn from_value(value: &Value) -> Self {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let pods = items(&value["pods"]).iter();
        Self {
            namespace: text("namespace"),
            name: text("name"),
            at: value["at"].as_i64().unwrap_or_default(),
            pods: pods.filter_map(OwnPod::from_value).collect(),
            templates: {
                let templates = items(&value["templates"]).iter();
                let read = |row: &Value| Some((row[0].as_str()?.to_owned(), row[1].clone()));
                templates.filter_map(read).collect()
            },
        }
    }
}

/// The node that the controller has written into the affinity of a pod that waits.
fn target_node(spec: &Value) -> Option<&str> {
    let required =
        &spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
    let terms = required["nodeSelectorTerms"].as_array()?.iter();
    let fields = terms.flat_map(|term| items(&term["matchFields"]).iter());
    fields
        .filter(|field| field["key"] == "metadata.name" && field["operator"] == "In")
        .find_map(|field| field["values"][0].as_str())
}

fn ready(status: &Value) -> Option<&Value> {
    let mut conditions = items(&status["conditions"]).iter();
    conditions.find(|condition| condition["type"] == "Ready")
}

/// Whether a pod on a node is said not to be ready and is not just starting.
fn is_ailing(status: &Value) -> bool {
    let fails = |container: &Value| {
        let waits = container["state"]["waiting"]["reason"].as_str();
        waits.is_some_and(|reason| !is_ordinary_wait(reason))
    };
    let of = |list: &str| items(&status[list]).iter().any(fails);
    ready(status).is_some_and(|ready| ready["status"] != "True")
        && (status["phase"] == "Running" || of("initContainerStatuses") || of("containerStatuses"))
}

/// Since when the condition `Ready` is true.
fn ready_since(status: &Value) -> Option<i64> {
    let ready = ready(status)?;
    let since = ready["lastTransitionTime"].as_str().and_then(seconds);
    (ready["status"] == "True").then(|| since.unwrap_or_default())
}

/// The seconds since 1970 of a time as Kubernetes writes it, `2006-01-02T15:04:05Z`; nothing where it is
/// written otherwise.
fn seconds(time: &str) -> Option<i64> {
    let number = |from: usize, to: usize| time.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if time.get(10..11)? != "T" || time.get(19..)? != "Z" {
        return None;
    }
    // Years begin in March, so that the day that is there or not is the last one.
    let year = year - i64::from(month < 3);
    let month = (month + 9) % 12;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day;
    Some((days - 719_469) * 86_400 + hour * 3_600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{OwnPod, seconds};
    use crate::rollout::Stage;

    #[test]
    fn times_are_read() {
        for (time, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:30:45Z", Some(951_827_445)),
            ("2000-03-01T00:00:00Z", Some(951_868_800)),
            ("2026-12-31T23:59:59Z", Some(1_798_761_599)),
            ("2026-12-31T23:59:59+01:00", None),
            ("", None),
        ] {
            assert_eq!(seconds(time), expected, "{time}");
        }
    }

    #[test]
    fn a_pod_is_available_when_it_has_been_ready_long_enough() {
        let pod = |status: &str, since: &str| {
            let pod = json!({
                "spec": {"nodeName": "n"},
                "status": {"conditions": [
                    {"type": "Ready", "status": status, "lastTransitionTime": since},
                ]},
            });
            OwnPod::from_pod(&pod).unwrap()
        };
        let since = pod("True", "1970-01-01T00:01:40Z");
        assert_eq!(since.stage(0, 0), Stage::Available);
        assert_eq!(since.stage(10, 109), Stage::Ready);
        assert_eq!(since.stage(10, 110), Stage::Available);
        assert_eq!(pod("True", "").stage(10, 110), Stage::Ready);
        assert_eq!(
            pod("False", "1970-01-01T00:01:40Z").stage(0, 0),
            Stage::Unready
        );
    }

    #[test]
    fn a_pod_that_is_starting_does_not_ail() {
        let is_ailing = |node: &str, phase: &str, ready: &str, waits: &str| {
            let pod = json!({
                "spec": {"nodeName": node, "affinity": {"nodeAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchFields": [
                        {"key": "metadata.name", "operator": "In", "values": ["n"]},
                    ]}]},
                }}},
                "status": {
                    "phase": phase,
                    "conditions": [{"type": "Ready", "status": ready}],
                    "containerStatuses": [{"state": {"waiting": {"reason": waits}}}],
                },
            });
            OwnPod::from_pod(&pod).unwrap().is_ailing
        };
        assert!(is_ailing("n", "Running", "False", ""));
        assert!(is_ailing("n", "Pending", "False", "ImagePullBackOff"));
        assert!(!is_ailing("n", "Pending", "False", "ContainerCreating"));
        assert!(!is_ailing("n", "Running", "True", ""));
        assert!(!is_ailing("", "Running", "False", ""));
    }
}
