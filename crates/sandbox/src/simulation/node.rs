//! Nodes: what their kubelets report, and the taints that follow from it.
//! Mirrors `pkg/controller/nodelifecycle/node_lifecycle_controller.go`.

use serde_json::{Value, json};

use super::{
    Simulation,
    events::Occasion,
    kubelet::Step,
    pod_status,
    timers::{PodRef, Task},
};
use crate::{
    clock,
    kind::Kind,
    registry::{self, DeleteOptions},
};

const PREFIX: &str = "node.kubernetes.io/";

impl Simulation {
    /// Brings the taints of a node in line with its conditions, and its pods in line with both.
    pub(super) fn sync_node(&mut self, name: &str) {
        let Some(object) = self.world.store.get(Kind::Node, name) else {
            return;
        };
        let node = object.value();
        let now = clock::seconds(self.now);
        let wanted = condition_taints(&node);
        let mut announced = None;
        self.world.store.modify(Kind::Node, name, |value| {
            let before = value["spec"]["taints"].clone();
            set_taints(value, &wanted, &now);
            if before != value["spec"]["taints"] {
                announced = Some(value.clone());
            }
        });
        if announced.is_some() {
            let ready = if self.nodes.get(name).is_some_and(|view| view.ready) {
                "Ready"
            } else {
                "NotReady"
            };
            let schedulable = if node["spec"]["unschedulable"] == true {
                "NodeNotSchedulable"
            } else {
                "NodeSchedulable"
            };
            let reason = if ready == "Ready" {
                schedulable
            } else {
                "NodeNotReady"
            };
            let message = format!("Node {name} status is now: {reason}");
            self.record(&node, &Occasion::node_controller(reason, &message));
        }
        self.follow_readiness(name);
        self.evict(name);
    }

    /// Pods on a node that is not heard of are not ready, while those on one that says itself that it is not stay as
    /// they are (`monitorNodeHealth` in `pkg/controller/nodelifecycle`); those on one that is back are looked after
    /// again.
    fn follow_readiness(&mut self, name: &str) {
        let Some(view) = self.nodes.get(name) else {
            return;
        };
        let ready = view.ready;
        let pods: Vec<PodRef> = view
            .pods
            .iter()
            .filter_map(|key| {
                Some(PodRef {
                    key: key.clone(),
                    uid: self.pods.get(key)?.uid.clone(),
                })
            })
            .collect();
        let is_lost = self.is_lost(name);
        let now = clock::seconds(self.now);
        for pod in pods {
            let is_ready = self
                .pods
                .get(&pod.key)
                .is_some_and(|view| view.ready_since.is_some());
            if is_lost && is_ready {
                self.world.store.modify(Kind::Pod, &pod.key, |value| {
                    let why = Some(("NodeNotReady", "Node is not ready"));
                    pod_status::set_condition(value, "Ready", "False", why, &now);
                });
            } else if ready && !is_ready && self.was_lost(&pod.key) {
                let delay = self.kubelet_delay(name, 300);
                self.after(delay, Task::Kubelet(pod, Step::Resume));
            }
        }
    }

    /// Whether the node's kubelet is not heard of.
    fn is_lost(&self, name: &str) -> bool {
        let Some(object) = self.world.store.get(Kind::Node, name) else {
            return false;
        };
        let value = object.value();
        let conditions = value["status"]["conditions"].as_array();
        let mut conditions = conditions.into_iter().flatten();
        conditions.any(|condition| condition["type"] == "Ready" && condition["status"] == "Unknown")
    }

    fn was_lost(&self, pod: &str) -> bool {
        let Some(object) = self.world.store.get(Kind::Pod, pod) else {
            return false;
        };
        let value = object.value();
        let mut conditions = value["status"]["conditions"]
            .as_array()
            .into_iter()
            .flatten();
        value["metadata"]["deletionTimestamp"].is_string()
            || conditions.any(|condition| condition["reason"] == "NodeNotReady")
    }

    /// Sends away the pods that do not bear a `NoExecute` taint. Those of DaemonSets are their
    /// controller's business.
    fn evict(&mut self, name: &str) {
        let Some(view) = self.nodes.get(name) else {
            return;
        };
        let taints: Vec<_> = view
            .facts
            .taints
            .iter()
            .filter(|taint| taint.effect == "NoExecute")
            .cloned()
            .collect();
        if taints.is_empty() {
            return;
        }
        for key in view.pods.clone() {
            let Some(pod) = self.pods.get(&key) else {
                continue;
            };
            let daemon = self
                .daemon_sets
                .values()
                .any(|view| view.uid == pod.controller);
            let Some(object) = self.world.store.get(Kind::Pod, &key) else {
                continue;
            };
            if daemon || pod.deleting || bears(&object.value()["spec"]["tolerations"], &taints) {
                continue;
            }
            let _gone_already = registry::delete(
                &self.world,
                Kind::Pod,
                &key,
                &DeleteOptions::default(),
                self.now,
            );
        }
    }
}

fn bears(tolerations: &Value, taints: &[preflight::Taint]) -> bool {
    taints.iter().all(|taint| {
        tolerations
            .as_array()
            .into_iter()
            .flatten()
            .any(|toleration| {
                let text = |field: &str| toleration[field].as_str().unwrap_or_default();
                (text("effect").is_empty() || text("effect") == taint.effect)
                    && (text("key").is_empty() || text("key") == taint.key)
                    && (text("operator") == "Exists" || text("value") == taint.value)
            })
    })
}

/// The taints that conditions and the cordon stand for, without the prefix they all have.
fn condition_taints(node: &Value) -> Vec<(&'static str, &'static str)> {
    let mut taints = Vec::new();
    if node["spec"]["unschedulable"] == true {
        taints.push(("unschedulable", "NoSchedule"));
    }
    for condition in node["status"]["conditions"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let status = condition["status"].as_str().unwrap_or_default();
        match (condition["type"].as_str().unwrap_or_default(), status) {
            ("Ready", "False") => {
                taints.extend([("not-ready", "NoSchedule"), ("not-ready", "NoExecute")]);
            }
            ("Ready", "Unknown") => {
                taints.extend([("unreachable", "NoSchedule"), ("unreachable", "NoExecute")]);
            }
            ("MemoryPressure", "True") => taints.push(("memory-pressure", "NoSchedule")),
            ("DiskPressure", "True") => taints.push(("disk-pressure", "NoSchedule")),
            ("PIDPressure", "True") => taints.push(("pid-pressure", "NoSchedule")),
            ("NetworkUnavailable", "True") => taints.push(("network-unavailable", "NoSchedule")),
            _ => {}
        }
    }
    taints
}

/// Replaces the taints that are the controller's own, and leaves all others.
fn set_taints(node: &mut Value, wanted: &[(&str, &str)], now: &str) {
    const OWN: &[&str] = &[
        "unschedulable",
        "not-ready",
        "unreachable",
        "memory-pressure",
        "disk-pressure",
        "pid-pressure",
        "network-unavailable",
    ];
    let mut taints: Vec<Value> = node["spec"]["taints"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let name_of = |taint: &Value| {
        taint["key"]
            .as_str()
            .and_then(|key| key.strip_prefix(PREFIX))
            .unwrap_or_default()
            .to_owned()
    };
    let effect_of = |taint: &Value| taint["effect"].as_str().unwrap_or_default().to_owned();
    taints.retain(|taint| {
        let (name, effect) = (name_of(taint), effect_of(taint));
        !OWN.contains(&name.as_str()) || wanted.contains(&(name.as_str(), effect.as_str()))
    });
    for (name, effect) in wanted {
        if !taints
            .iter()
            .any(|taint| name_of(taint) == *name && effect_of(taint) == *effect)
        {
            taints.push(
                json!({"key": format!("{PREFIX}{name}"), "effect": effect, "timeAdded": now}),
            );
        }
    }
    if taints.is_empty() {
        if let Some(spec) = node["spec"].as_object_mut() {
            spec.shift_remove("taints");
        }
    } else {
        node["spec"]["taints"] = taints.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_taints_follow_and_others_stay() {
        let mut node = json!({"spec": {"taints": [
            {"key": "dedicated", "value": "db", "effect": "NoSchedule"},
            {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"},
        ]}});
        set_taints(
            &mut node,
            &[("not-ready", "NoExecute")],
            "2026-01-01T00:00:00Z",
        );
        assert_eq!(
            node["spec"]["taints"],
            json!([
                {"key": "dedicated", "value": "db", "effect": "NoSchedule"},
                {"key": "node.kubernetes.io/not-ready", "effect": "NoExecute", "timeAdded": "2026-01-01T00:00:00Z"},
            ])
        );
    }
}
