//! The scheduler: whether a pod has room on the node it is meant for, and in whose words it has not.

use preflight::placement::Placement;
use serde_json::{Value, json};

use super::{
    Simulation,
    events::Occasion,
    pod_status,
    resources::Asked,
    timers::PodRef,
    view::{NodeView, PodView},
};
use crate::{clock, kind::Kind};

impl Simulation {
    /// Finds a place for a pod, or says why there is none.
    pub(super) fn schedule(&mut self, pod: &PodRef) {
        let Some(view) = self.pods.get(&pod.key) else {
            return;
        };
        if view.uid != pod.uid || view.scheduled || view.deleting {
            return;
        }
        let Some(object) = self.world.store.get(Kind::Pod, &pod.key) else {
            return;
        };
        let value = object.value();
        match self.find_node(view, &value) {
            Ok(node) => self.bind(&pod.key, &value, &node),
            Err(message) => {
                let target = view.target.clone();
                self.unscheduled
                    .entry(target)
                    .or_default()
                    .insert(pod.key.clone());
                self.say_unschedulable(&pod.key, &value, &message);
            }
        }
    }

    fn bind(&mut self, key: &str, pod: &Value, node: &str) {
        let now = clock::seconds(self.now);
        self.world.store.modify(Kind::Pod, key, |value| {
            value["spec"]["nodeName"] = node.into();
            pod_status::set_condition(value, "PodScheduled", "True", None, &now);
        });
        let message = format!("Successfully assigned {key} to {node}");
        self.record(pod, &Occasion::scheduler("Normal", "Scheduled", &message));
    }

    fn say_unschedulable(&mut self, key: &str, pod: &Value, message: &str) {
        let now = clock::seconds(self.now);
        self.world.store.modify(Kind::Pod, key, |value| {
            let why = Some(("Unschedulable", message));
            pod_status::set_condition(value, "PodScheduled", "False", why, &now);
        });
        self.record(
            pod,
            &Occasion::scheduler("Warning", "FailedScheduling", message),
        );
    }

    /// The name of a node with room, or the scheduler's message.
    fn find_node(&self, view: &PodView, pod: &Value) -> Result<String, String> {
        let total = self.nodes.len();
        // Placement judges templates; here the pod is its own.
        let placement = Placement::new(&json!({"spec": {"template": {"spec": pod["spec"]}}}));
        let (mut others, mut reasons) = (0, Vec::<(String, bool)>::new());
        for (name, node) in &self.nodes {
            if !view.target.is_empty() && *view.target != **name {
                others += 1;
                continue;
            }
            if !tolerates_node(&pod["spec"], node) {
                reasons.push(("node(s) had untolerated taint(s)".to_owned(), false));
                continue;
            }
            if !placement.on(&node.facts).reason.is_empty() {
                reasons.push((
                    "node(s) didn't match Pod's node affinity/selector".to_owned(),
                    false,
                ));
                continue;
            }
            let missing = self.missing_room(&view.asked, node);
            if missing.is_empty() {
                return Ok(name.to_string());
            }
            reasons.extend(missing);
        }
        Err(message(total, others, &reasons))
    }

    /// What keeps the pod from this node, and whether sending other pods away could help.
    pub(super) fn missing_room(&self, asked: &Asked, node: &NodeView) -> Vec<(String, bool)> {
        let mut missing = Vec::new();
        let pods = i64::try_from(node.pods.len()).unwrap_or(i64::MAX);
        if pods + 1 > node.allocatable.get("pods") {
            missing.push(("Too many pods".to_owned(), true));
        }
        for (resource, amount) in asked.requests.iter().filter(|(_, amount)| *amount > 0) {
            let allocatable = node.allocatable.get(resource);
            if amount > allocatable - node.used.get(resource) {
                missing.push((format!("Insufficient {resource}"), amount <= allocatable));
            }
        }
        let clashes = node
            .pods
            .iter()
            .filter_map(|pod| self.pods.get(pod))
            .any(|other| {
                other.asked.host_ports.iter().any(|taken| {
                    asked
                        .host_ports
                        .iter()
                        .any(|port| port.conflicts_with(taken))
                })
            });
        if clashes {
            missing.push((
                "node(s) didn't have free ports for the requested pod ports".to_owned(),
                true,
            ));
        }
        missing
    }
}

/// Whether a pod that no DaemonSet made bears the taints of a node. Those of DaemonSets have been
/// judged by their controller, with the same tolerations.
fn tolerates_node(spec: &Value, node: &NodeView) -> bool {
    node.facts
        .taints
        .iter()
        .filter(|taint| taint.effect != "PreferNoSchedule")
        .all(|taint| {
            spec["tolerations"]
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

/// The scheduler's sentence. Mirrors `FitError` in `pkg/scheduler/framework/types.go`.
fn message(total: usize, others: usize, reasons: &[(String, bool)]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut names: Vec<&String> = reasons.iter().map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    for name in names {
        parts.push(format!(
            "{} {name}",
            reasons.iter().filter(|(other, _)| other == name).count()
        ));
    }
    if others > 0 {
        parts.push(format!(
            "{others} node(s) didn't satisfy plugin(s) [NodeAffinity]"
        ));
    }
    parts.sort();
    let helpless = reasons
        .iter()
        .filter(|(_, preemption_helps)| !preemption_helps)
        .count();
    let hopeful = usize::from(
        reasons
            .iter()
            .any(|(_, preemption_helps)| *preemption_helps)
            && helpless == 0,
    );
    let mut preemption = Vec::new();
    if hopeful > 0 {
        preemption.push(format!(
            "{hopeful} No preemption victims found for incoming pod"
        ));
    }
    if total > hopeful {
        preemption.push(format!(
            "{} Preemption is not helpful for scheduling",
            total - hopeful
        ));
    }
    format!(
        "0/{total} nodes are available: {}. no new claims to deallocate, preemption: 0/{total} nodes are available: \
         {}.",
        parts.join(", "),
        preemption.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_is_the_schedulers() {
        let reason = |text: &str, helps| (text.to_owned(), helps);
        assert_eq!(
            message(
                20,
                19,
                &[reason(
                    "node(s) didn't have free ports for the requested pod ports",
                    true
                )]
            ),
            "0/20 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 19 node(s) \
             didn't satisfy plugin(s) [NodeAffinity]. no new claims to deallocate, preemption: 0/20 nodes are \
             available: 1 No preemption victims found for incoming pod, 19 Preemption is not helpful for scheduling."
        );
        assert_eq!(
            message(
                1,
                0,
                &[
                    reason("Too many pods", false),
                    reason("Insufficient cpu", false)
                ]
            ),
            "0/1 nodes are available: 1 Insufficient cpu, 1 Too many pods. no new claims to deallocate, preemption: \
             0/1 nodes are available: 1 Preemption is not helpful for scheduling."
        );
    }
}
