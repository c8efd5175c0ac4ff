//! Placement: what the DaemonSet controller decides for each node.
//!
//! Follows `NodeShouldRunDaemonPod` in `pkg/controller/daemon/daemon_controller.go`. It looks at the
//! node's name, labels and taints alone. The node's conditions, its free resources, used ports, pod
//! affinity and topology spread are the scheduler's business and change nothing here.

mod affinity;
pub mod answer;
pub mod culprit;
pub mod daemon_pod;
pub mod fit;
pub mod group;
pub(crate) mod hindrance;
pub(crate) mod neighbourhood;
pub mod on_node;
pub mod schedule;
mod toleration;
pub(crate) mod volumes;

use manifest::gather::Gather;
use manifest::texts;
use serde_json::Value;

use crate::cursor::Cursor;
use crate::facts::{NodeFacts, Taint};
use affinity::RequiredTerms;
use on_node::NodePlacement;
use toleration::Toleration;

/// The pod template of one DaemonSet, made ready to be asked about many nodes.
#[derive(Clone, Debug)]
pub struct Placement {
    /// `spec.nodeName` of the template; empty where it is not set.
    node_name: String,
    /// `spec.nodeSelector`: labels that a node must have.
    node_selector: Vec<(String, String)>,
    /// The required node affinity; none where it is not set.
    required: Option<RequiredTerms>,
    /// The template's own tolerations and those that the controller adds.
    tolerations: Vec<Toleration>,
}

impl Placement {
    /// Reads the pod template of a DaemonSet (apps/v1, decoded and defaulted).
    #[must_use]
    pub fn new(daemon_set: &Value) -> Self {
        let root = Cursor::root(daemon_set);
        let spec = root.field("spec");
        let template = spec.field("template");
        let pod = template.field("spec");
        Self::read(&pod, toleration::of_daemon_pod(&pod))
    }

    /// Reads a Pod (`core/v1`), which has what the controller adds already.
    fn of_pod(pod: &Value) -> Self {
        let root = Cursor::root(pod);
        let spec = root.field("spec");
        Self::read(&spec, toleration::of_pod(&spec))
    }

    fn read(pod: &Cursor, tolerations: Vec<Toleration>) -> Self {
        let affinity = pod.field("affinity");
        let node_affinity = affinity.field("nodeAffinity");
        let required = node_affinity.present("requiredDuringSchedulingIgnoredDuringExecution");
        Self {
            node_name: pod.text_of("nodeName").to_owned(),
            node_selector: crate::facts::text_entries(
                pod.field("nodeSelector").value().unwrap_or(&Value::Null),
            ),
            required: required.map(|required| RequiredTerms::read(&required)),
            tolerations,
        }
    }

    /// What the controller does on this node.
    #[must_use]
    pub fn on(&self, node: &NodeFacts) -> NodePlacement {
        let verdict = |runs, keeps_running, reason| NodePlacement {
            node: node.name.clone(),
            runs,
            keeps_running,
            reason,
            pending: None,
        };
        if !self.meets_name(node) {
            return verdict(false, false, "nodeName".to_owned());
        }
        if !self.selects(node) {
            return verdict(false, false, "nodeAffinity".to_owned());
        }
        let mut untolerated = self.untolerated(node);
        match untolerated.next() {
            None => verdict(true, true, String::new()),
            Some(taint) => {
                let evicts = |taint: &Taint| taint.effect == "NoExecute";
                let keeps_running = !evicts(taint) && !untolerated.any(evicts);
                // Put together by hand, because it is done for thousands of nodes.
                let reason = texts::join(&["taint ", &taint.key, ":", &taint.effect], "");
                verdict(false, keeps_running, reason)
            }
        }
    }

    /// Whether the node has the labels and meets the affinity that the template asks for.
    fn selects(&self, node: &NodeFacts) -> bool {
        self.missing_label(node).is_none() && self.meets_affinity(node)
    }

    /// Whether `spec.nodeName` lets a pod be on the node.
    fn meets_name(&self, node: &NodeFacts) -> bool {
        self.node_name.is_empty() || self.node_name == node.name
    }

    /// Whether the node meets the required affinity.
    fn meets_affinity(&self, node: &NodeFacts) -> bool {
        let required = self.required.as_ref();
        required.is_none_or(|required| required.match_node(node))
    }

    /// The first label of `spec.nodeSelector` that the node does not have.
    fn missing_label(&self, node: &NodeFacts) -> Option<(&str, &str)> {
        let mut selector = self.node_selector.iter();
        let missing = selector.find(|(key, value)| node.labels.get(key) != Some(value));
        missing.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The taints that keep new pods away.
    pub(crate) fn untolerated<'n>(&self, node: &'n NodeFacts) -> impl Iterator<Item = &'n Taint> {
        node.taints.iter().filter(|taint| {
            matches!(taint.effect.as_str(), "NoExecute" | "NoSchedule")
                && !self
                    .tolerations
                    .iter()
                    .any(|toleration| toleration.tolerates(taint))
        })
    }
}

/// What happens on each node, in the order of the nodes.
#[must_use]
pub fn on_nodes(daemon_set: &Value, nodes: &[NodeFacts]) -> Vec<NodePlacement> {
    let placement = Placement::new(daemon_set);
    nodes.iter().map(|node| placement.on(node)).gather()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Placement;
    use crate::facts::NodeFacts;

    /// What happens to a pod of this spec on a node with these labels and taints.
    fn verdict(pod: &Value, labels: &Value, taints: &Value) -> (bool, bool, String) {
        let daemon_set = json!({"spec": {"template": {"spec": pod}}});
        let node = json!({"metadata": {"name": "n", "labels": labels}, "spec": {"taints": taints}});
        let placement = Placement::new(&daemon_set).on(&NodeFacts::from_node(&node));
        (placement.runs, placement.keeps_running, placement.reason)
    }

    /// The node affinity that requires one of these terms.
    fn requires(terms: &Value) -> Value {
        json!({"affinity": {"nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms},
        }}})
    }

    #[test]
    fn taints_need_a_toleration() {
        let taint = |effect: &str| json!([{"key": "k", "value": "v", "effect": effect}]);
        let tolerate = |toleration: Value| json!({"tolerations": [toleration]});
        let none = json!({});
        for (pod, effect, runs, keeps_running) in [
            (none.clone(), "NoSchedule", false, true),
            (none.clone(), "NoExecute", false, false),
            (none, "PreferNoSchedule", true, true),
            (
                tolerate(json!({"operator": "Exists"})),
                "NoExecute",
                true,
                true,
            ),
            (
                tolerate(json!({"key": "k", "value": "v"})),
                "NoSchedule",
                true,
                true,
            ),
            (
                tolerate(json!({"key": "k", "value": "w"})),
                "NoSchedule",
                false,
                true,
            ),
            (
                tolerate(json!({"key": "k", "operator": "Exists", "effect": "NoSchedule"})),
                "NoExecute",
                false,
                false,
            ),
            (
                tolerate(json!({"key": "k", "operator": "Gt", "value": "1"})),
                "NoSchedule",
                false,
                true,
            ),
        ] {
            let (actual_runs, actual_keeps, reason) = verdict(&pod, &json!({}), &taint(effect));
            assert_eq!(
                (actual_runs, actual_keeps),
                (runs, keeps_running),
                "{pod} {effect}"
            );
            let expected = if runs {
                String::new()
            } else {
                format!("taint k:{effect}")
            };
            assert_eq!(reason, expected);
        }
    }

    #[test]
    fn the_controller_tolerates_what_every_daemon_must_bear() {
        let network =
            json!([{"key": "node.kubernetes.io/network-unavailable", "effect": "NoSchedule"}]);
        let cordoned = json!([{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}]);
        assert!(verdict(&json!({}), &json!({}), &cordoned).0);
        assert!(!verdict(&json!({}), &json!({}), &network).0);
        assert!(verdict(&json!({"hostNetwork": true}), &json!({}), &network).0);
    }

    #[test]
    fn labels_and_names_select_nodes() {
        let labels = json!({"zone": "a", "cores": "8", "bad": "x"});
        let expression = |key: &str, operator: &str, values: Value| {
            requires(&json!([{"matchExpressions": [
                {"key": key, "operator": operator, "values": values},
            ]}]))
        };
        for (pod, runs) in [
            (json!({"nodeName": "n"}), true),
            (json!({"nodeName": "other"}), false),
            (json!({"nodeSelector": {"zone": "a"}}), true),
            (json!({"nodeSelector": {"zone": "a", "x": ""}}), false),
            (expression("zone", "In", json!(["a", "b"])), true),
            (expression("zone", "In", json!(["b"])), false),
            (expression("gone", "In", json!([""])), false),
            (expression("gone", "NotIn", json!(["b"])), true),
            (expression("zone", "Exists", json!([])), true),
            (expression("zone", "DoesNotExist", json!([])), false),
            (expression("cores", "Gt", json!(["7"])), true),
            (expression("cores", "Gt", json!(["8"])), false),
            (expression("cores", "Lt", json!(["9"])), true),
            (expression("bad", "Gt", json!(["1"])), false),
            (expression("cores", "Gt", json!(["many"])), false),
            (expression("zone", "Inside", json!(["a"])), false),
            (requires(&json!([])), false),
            (requires(&json!([{}])), false),
            (
                requires(&json!([{"matchFields": [
                    {"key": "metadata.name", "operator": "In", "values": ["n"]},
                ]}])),
                true,
            ),
            (
                requires(&json!([{"matchFields": [
                    {"key": "metadata.name", "operator": "NotIn", "values": ["n"]},
                ]}])),
                false,
            ),
            // One broken term does not spoil the others.
            (
                requires(&json!([
                    {"matchExpressions": [{"key": "-", "operator": "Exists"}]},
                    {"matchExpressions": [{"key": "zone", "operator": "Exists"}]},
                ])),
                true,
            ),
        ] {
            assert_eq!(verdict(&pod, &labels, &json!([])).0, runs, "{pod}");
        }
    }
}
