//! `OwnPods`: the pods that the DaemonSet in question has already.

use manifest::json::items;
use serde_json::{Value, json};

use super::pod::{ports_from_value, ports_to_value};
use super::{Amounts, PodUse};

/// The pods of the DaemonSet that is being changed. What they take is counted in the nodes' use, and
/// preflight counts it out again: a new pod takes the place of the old one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnPods {
    /// The namespace of the DaemonSet.
    pub namespace: String,
    /// The name of the DaemonSet.
    pub name: String,
    /// Its pods, by node.
    pub pods: Vec<OwnPod>,
}

/// A pod of the DaemonSet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnPod {
    /// What it takes, and of which node: the one that it runs on, or the one that it is meant for.
    pub used: PodUse,
    /// Whether it is bound to its node, and so counted in the node's use.
    pub is_bound: bool,
}

impl OwnPod {
    /// Reads a Pod (`core/v1`) that the DaemonSet owns; nothing where it has ended or no node can be
    /// found for it (`GetTargetNodeName` in `pkg/controller/daemon/util/daemonset_util.go`).
    #[must_use]
    pub fn from_pod(pod: &Value) -> Option<Self> {
        if let Some(used) = PodUse::from_pod(pod) {
            return Some(Self {
                used,
                is_bound: true,
            });
        }
        let mut meant = pod.clone();
        let target = target_node(&pod["spec"])?;
        meant["spec"]["nodeName"] = json!(target);
        Some(Self {
            used: PodUse::from_pod(&meant)?,
            is_bound: false,
        })
    }

    fn to_value(&self) -> Value {
        json!([
            self.used.node,
            self.used.priority,
            self.used.requests.to_value(),
            ports_to_value(&self.used.host_ports),
            u8::from(self.is_bound),
        ])
    }

    fn from_value(row: &Value) -> Option<Self> {
        let priority = row[1].as_i64().unwrap_or_default();
        Some(Self {
            used: PodUse {
                node: row[0].as_str()?.to_owned(),
                priority: i32::try_from(priority).unwrap_or_default(),
                requests: Amounts::from_resource_list(&row[2]),
                host_ports: ports_from_value(&row[3]),
            },
            is_bound: row[4] == 1,
        })
    }
}

impl OwnPods {
    pub(super) fn to_value(&self) -> Value {
        let pods: Vec<_> = self.pods.iter().map(OwnPod::to_value).collect();
        json!({"namespace": self.namespace, "name": self.name, "pods": pods})
    }

    pub(super) fn from_value(value: &Value) -> Self {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let pods = items(&value["pods"]).iter();
        Self {
            namespace: text("namespace"),
            name: text("name"),
            pods: pods.filter_map(OwnPod::from_value).collect(),
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
