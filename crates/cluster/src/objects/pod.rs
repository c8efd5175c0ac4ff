//! `v1 Pod`: of those that a DaemonSet owns, what a row and a cell of the grid show.

mod status;

use jiff::Timestamp;
use manifest::Message;
use preflight::{
    facts::{ControllerFacts, OwnPod, PodTraits},
    status::Health,
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use super::{
    Kind, Watchable,
    metadata::{Metadata, or_default},
};

/// A Pod. Of one that no DaemonSet owns only its footprint is kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pod {
    pub(crate) namespace: String,
    pub(crate) name: String,
    /// None where no DaemonSet owns the pod.
    pub(crate) daemon: Option<Box<DaemonPod>>,
    /// What it takes of its node, or will take of the one that it is meant for.
    pub(crate) taken: Option<OwnPod>,
    /// Who made it; itself where nobody did.
    pub(crate) controller: ControllerFacts,
    /// What it shows to other pods.
    pub(crate) traits: PodTraits,
    /// Whether it is being deleted.
    pub(crate) is_terminating: bool,
}

/// A pod that a DaemonSet owns.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct DaemonPod {
    /// `uid` of the DaemonSet.
    pub(crate) owner: String,
    /// The node it runs on, or the one that the controller made it for.
    pub(crate) node: String,
    /// `metadata.labels[controller-revision-hash]`.
    pub(crate) revision: String,
    /// `metadata.labels[pod-template-generation]`.
    pub(crate) template_generation: String,
    pub(crate) created: Option<Timestamp>,
    pub(crate) terminating: bool,
    /// What `kubectl get pods` prints as STATUS.
    pub(crate) status: String,
    /// What keeps it from running, in the kubelet's or the scheduler's words, or in ours where they say nothing.
    pub(crate) message: Message,
    pub(crate) health: Health,
    pub(crate) ready_containers: u32,
    pub(crate) containers: u32,
    pub(crate) restarts: u32,
    /// Since when it is ready; see [`OwnPod::ready_since`].
    pub(crate) ready_since: Option<i64>,
    /// Since when it is not ready: as its condition `Ready` says or, of one that was not started, `PodScheduled`.
    pub(crate) unready_since: Option<Timestamp>,
    /// See [`OwnPod::is_ailing`].
    pub(crate) is_ailing: bool,
    /// Whether nothing but its finalizers keeps it.
    pub(crate) is_held: bool,
    /// Whether its volumes and its network are there, so that what an earlier Event says of them is the past.
    pub(crate) is_set_up: bool,
}

impl Watchable for Pod {
    const KIND: Kind = Kind::Pod;

    fn read(object: &Value) -> Result<Self, serde_json::Error> {
        let Object {
            metadata,
            spec,
            status,
        } = Object::deserialize(object)?;
        let owner = metadata
            .controller()
            .filter(|owner| owner.is_daemon_set())
            .map(|owner| owner.uid.clone());
        let taken = OwnPod::from_pod(object);
        let daemon = owner.map(|owner| {
            let label = |key: &str| metadata.labels.get(key).cloned().unwrap_or_default();
            let verdict = status::Verdict::of(&metadata, &spec, &status);
            Box::new(DaemonPod {
                owner,
                node: spec.target_node(),
                revision: label("controller-revision-hash"),
                template_generation: label("pod-template-generation"),
                created: metadata.created(),
                terminating: metadata.is_terminating(),
                status: verdict.word,
                message: if metadata.is_held() {
                    Message::from(format!("finalizers: [{}]", metadata.finalizers.join(" ")))
                } else {
                    verdict.message
                },
                is_held: metadata.is_held(),
                is_set_up: status.is_set_up(),
                health: verdict.health,
                ready_containers: verdict.ready_containers,
                containers: verdict.containers,
                restarts: verdict.restarts,
                ready_since: taken.as_ref().and_then(|own| own.ready_since),
                unready_since: status.unready_since(),
                is_ailing: taken.as_ref().is_some_and(|own| own.is_ailing),
            })
        });
        Ok(Self {
            is_terminating: metadata.is_terminating(),
            traits: PodTraits::from_pod(object),
            namespace: metadata.namespace,
            name: metadata.name,
            daemon,
            taken,
            controller: ControllerFacts::from_pod(object),
        })
    }
}

#[derive(Deserialize)]
struct Object {
    metadata: Metadata,
    #[serde(default, deserialize_with = "or_default")]
    spec: Spec,
    #[serde(default, deserialize_with = "or_default")]
    status: Status,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Spec {
    #[serde(deserialize_with = "or_default")]
    node_name: String,
    #[serde(deserialize_with = "or_default")]
    scheduler_name: String,
    #[serde(deserialize_with = "or_default")]
    affinity: Affinity,
    #[serde(deserialize_with = "or_default")]
    containers: Vec<Container>,
    #[serde(deserialize_with = "or_default")]
    init_containers: Vec<Container>,
    /// Of which it is only of interest whether there are any.
    #[serde(deserialize_with = "or_default")]
    resource_claims: Vec<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Container {
    name: String,
    restart_policy: Option<String>,
}

impl Container {
    /// Whether this init container runs beside the others (a sidecar).
    fn is_restartable(&self) -> bool {
        self.restart_policy.as_deref() == Some("Always")
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Affinity {
    #[serde(deserialize_with = "or_default")]
    node_affinity: NodeAffinity,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NodeAffinity {
    #[serde(
        rename = "requiredDuringSchedulingIgnoredDuringExecution",
        deserialize_with = "or_default"
    )]
    required: NodeSelector,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct NodeSelector {
    #[serde(deserialize_with = "or_default")]
    node_selector_terms: Vec<NodeSelectorTerm>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct NodeSelectorTerm {
    #[serde(deserialize_with = "or_default")]
    match_fields: Vec<FieldRequirement>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FieldRequirement {
    key: String,
    operator: String,
    #[serde(deserialize_with = "or_default")]
    values: Vec<String>,
}

/// The scheduler that every cluster has.
const DEFAULT_SCHEDULER: &str = "default-scheduler";

impl Spec {
    /// Whether the pod is meant for a scheduler that need not be there.
    fn has_own_scheduler(&self) -> bool {
        !matches!(self.scheduler_name.as_str(), "" | DEFAULT_SCHEDULER)
    }

    /// The node a daemon pod is for, also before the scheduler has bound it: the controller asks
    /// for it by name in a required affinity (`GetTargetNodeName` in
    /// `pkg/controller/daemon/util/daemonset_util.go`).
    fn target_node(&self) -> String {
        if !self.node_name.is_empty() {
            return self.node_name.clone();
        }
        self.affinity
            .node_affinity
            .required
            .node_selector_terms
            .iter()
            .flat_map(|term| &term.match_fields)
            .find(|field| field.key == "metadata.name" && field.operator == "In")
            .and_then(|field| field.values.first().cloned())
            .unwrap_or_default()
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Status {
    #[serde(deserialize_with = "or_default")]
    phase: String,
    #[serde(deserialize_with = "or_default")]
    reason: String,
    #[serde(deserialize_with = "or_default")]
    message: String,
    #[serde(deserialize_with = "or_default")]
    conditions: Vec<Condition>,
    #[serde(deserialize_with = "or_default")]
    init_container_statuses: Vec<ContainerStatus>,
    #[serde(deserialize_with = "or_default")]
    container_statuses: Vec<ContainerStatus>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Condition {
    #[serde(rename = "type")]
    kind: String,
    status: String,
    #[serde(rename = "lastTransitionTime")]
    last_transition: Option<String>,
    #[serde(deserialize_with = "or_default")]
    reason: String,
    #[serde(deserialize_with = "or_default")]
    message: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ContainerStatus {
    name: String,
    ready: bool,
    started: Option<bool>,
    restart_count: u32,
    #[serde(deserialize_with = "or_default")]
    state: ContainerState,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ContainerState {
    waiting: Option<Waiting>,
    running: Option<Running>,
    terminated: Option<Terminated>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Waiting {
    #[serde(deserialize_with = "or_default")]
    reason: String,
    #[serde(deserialize_with = "or_default")]
    message: String,
}

#[derive(Default, Deserialize)]
struct Running {}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Terminated {
    exit_code: i32,
    signal: i32,
    #[serde(deserialize_with = "or_default")]
    reason: String,
    #[serde(deserialize_with = "or_default")]
    message: String,
}
