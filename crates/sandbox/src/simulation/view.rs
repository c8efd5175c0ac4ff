//! What the machine knows of nodes, pods and DaemonSets: the little that its decisions need.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;
use manifest::LabelSelector;
use preflight::{
    NodeFacts, NodePlacement,
    facts::{Neighbour, NodeUse, PodTraits, PodUse},
    placement::Placement,
};
use serde::Deserialize;
use serde_json::Value;

use super::readiness;
use crate::store::Object;

/// A node.
#[derive(Debug)]
pub(super) struct NodeView {
    /// What the scheduler looks at, with what the pods that are bound to it take.
    pub(super) facts: NodeFacts,
    pub(super) ready: bool,
    /// The pods that are bound to it.
    pub(super) pods: BTreeSet<Box<str>>,
    /// `status.addresses` of type `InternalIP`.
    pub(super) address: String,
}

/// A pod.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct PodView {
    pub(super) uid: Box<str>,
    /// `spec.nodeName`; empty while it waits for the scheduler.
    pub(super) node: Box<str>,
    /// The node that it is meant for: `spec.nodeName`, or the one that its affinity names.
    pub(super) target: Box<str>,
    /// `uid` of its controller; empty if it has none.
    pub(super) controller: Box<str>,
    /// `metadata.labels[controller-revision-hash]`.
    pub(super) hash: Box<str>,
    pub(super) template_generation: Box<str>,
    pub(super) created: Timestamp,
    pub(super) scheduled: bool,
    pub(super) finished: bool,
    pub(super) deleting: bool,
    /// Whether its kubelet has to look again whether it is ready.
    pub(super) has_moved_gates: bool,
    /// Since when it is ready; none if it is not.
    pub(super) ready_since: Option<Timestamp>,
    /// What it takes of its node; none while it waits for one, or once it has ended.
    pub(super) taken: Option<Box<PodUse>>,
    /// What other pods look at; shared among pods that show the same.
    pub(super) traits: Arc<PodTraits>,
}

/// A DaemonSet.
#[derive(Debug)]
pub(super) struct DaemonSetView {
    pub(super) uid: Box<str>,
    /// `metadata.generation`.
    generation: Option<i64>,
    pub(super) placement: Placement,
    /// What the placement said of each node when it was last asked.
    pub(super) verdicts: BTreeMap<Box<str>, NodePlacement>,
    pub(super) selector: Option<LabelSelector>,
    pub(super) deleting: bool,
    /// How often in a row its pods were refused.
    pub(super) refusals: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPod<'a> {
    #[serde(borrow)]
    metadata: RawMetadata<'a>,
    #[serde(default)]
    spec: Value,
    #[serde(default)]
    status: RawStatus,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawMetadata<'a> {
    uid: &'a str,
    creation_timestamp: Option<Timestamp>,
    deletion_timestamp: Option<Timestamp>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    owner_references: Vec<RawOwner>,
}

/// One of `metadata.ownerReferences`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RawOwner {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) uid: String,
    pub(super) controller: bool,
}

#[derive(Default, Deserialize)]
struct RawStatus {
    #[serde(default)]
    phase: String,
    #[serde(default)]
    conditions: Vec<RawCondition>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawCondition {
    r#type: String,
    status: String,
    last_transition_time: Option<Timestamp>,
}

impl PodView {
    /// Reads a pod; none if it is not formed like one.
    pub(super) fn read(object: &Object) -> Option<PodView> {
        let pod: RawPod = object.read()?;
        let value = object.value();
        let node = pod.spec["nodeName"].as_str().unwrap_or_default();
        let target = if node.is_empty() {
            affinity_target(&pod.spec)
        } else {
            node
        };
        let controller = pod
            .metadata
            .owner_references
            .iter()
            .find(|owner| owner.controller);
        let label = |name: &str| {
            pod.metadata
                .labels
                .get(name)
                .map_or("", String::as_str)
                .into()
        };
        let is = |name: &str| {
            pod.status
                .conditions
                .iter()
                .find(|condition| condition.r#type == name && condition.status == "True")
        };
        Some(PodView {
            uid: pod.metadata.uid.into(),
            node: node.into(),
            target: target.into(),
            controller: controller.map_or("", |owner| owner.uid.as_str()).into(),
            hash: label("controller-revision-hash"),
            template_generation: label("pod-template-generation"),
            created: pod.metadata.creation_timestamp.unwrap_or_default(),
            scheduled: !node.is_empty(),
            finished: matches!(pod.status.phase.as_str(), "Failed" | "Succeeded"),
            has_moved_gates: readiness::has_moved_gates(&value),
            deleting: pod.metadata.deletion_timestamp.is_some(),
            ready_since: is("Ready").map(|ready| ready.last_transition_time.unwrap_or_default()),
            taken: PodUse::from_pod(&value).map(Box::new),
            traits: Arc::new(PodTraits::from_pod(&value)),
        })
    }

    /// What other pods see of it, once it is bound to a node.
    pub(super) fn neighbour<'v>(&'v self, key: &'v str) -> Option<Neighbour<'v>> {
        let taken = self.taken.as_ref()?;
        Some(Neighbour {
            namespace: key.split_once('/').map_or("", |(namespace, _)| namespace),
            node: &self.node,
            priority: taken.priority,
            is_terminating: self.deleting,
            traits: &self.traits,
        })
    }

    /// Whether it has been ready for `seconds`.
    pub(super) fn is_available(&self, seconds: i64, now: Timestamp) -> bool {
        self.ready_since
            .is_some_and(|since| now.duration_since(since).as_secs() >= seconds)
    }
}

/// The node that the DaemonSet controller has written into the affinity of the pod.
fn affinity_target(spec: &Value) -> &str {
    let terms = &spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
    let field = &terms["nodeSelectorTerms"][0]["matchFields"][0];
    match (field["key"].as_str(), field["operator"].as_str()) {
        (Some("metadata.name"), Some("In")) => field["values"][0].as_str().unwrap_or_default(),
        _ => "",
    }
}

impl NodeView {
    /// Reads a node, keeping what is known of its pods.
    pub(super) fn read(object: &Object, former: Option<NodeView>) -> NodeView {
        let node = object.value();
        let mut conditions = node["status"]["conditions"]
            .as_array()
            .into_iter()
            .flatten();
        let mut addresses = node["status"]["addresses"].as_array().into_iter().flatten();
        let (used, pods) = former
            .map(|former| (former.facts.used, former.pods))
            .unwrap_or_default();
        let mut facts = NodeFacts::from_node(&node);
        facts.used = Some(used.unwrap_or_default());
        NodeView {
            facts,
            ready: conditions
                .any(|condition| condition["type"] == "Ready" && condition["status"] == "True"),
            pods,
            address: addresses
                .find(|address| address["type"] == "InternalIP")
                .and_then(|address| address["address"].as_str())
                .unwrap_or("10.0.0.1")
                .to_owned(),
        }
    }
}

impl NodeView {
    /// What the pods that are bound to it take.
    pub(super) fn used_mut(&mut self) -> &mut NodeUse {
        self.facts.used.get_or_insert_default()
    }
}

impl DaemonSetView {
    /// Reads a DaemonSet, keeping what the placement said as long as the template is the same.
    pub(super) fn read(object: &Object, former: Option<DaemonSetView>) -> DaemonSetView {
        let value = object.value();
        let generation = value["metadata"]["generation"].as_i64();
        let refusals = former.as_ref().map_or(0, |former| former.refusals);
        let same = former.filter(|former| former.generation == generation);
        DaemonSetView {
            uid: value["metadata"]["uid"].as_str().unwrap_or_default().into(),
            generation,
            placement: Placement::new(&value),
            verdicts: same.map(|same| same.verdicts).unwrap_or_default(),
            selector: LabelSelector::from_value(&value["spec"]["selector"]),
            deleting: !value["metadata"]["deletionTimestamp"].is_null(),
            refusals,
        }
    }
}

/// The template generation that a DaemonSet says.
pub(super) fn template_generation(daemon_set: &Value) -> &str {
    daemon_set["metadata"]["annotations"][manifest::TEMPLATE_GENERATION]
        .as_str()
        .unwrap_or("1")
}
