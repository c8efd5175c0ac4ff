//! A node as a cell of the node grid.

use serde::{Deserialize, Serialize};

/// What happens on a node, now or as forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum NodeState {
    /// A pod of the current revision is ready; in the forecast: will run one.
    Ready,
    /// A pod of an older revision is ready and waits for its turn.
    Old,
    /// A pod is being made, pulled or replaced.
    Updating,
    /// A pod waits for room on the node.
    Pending,
    /// A pod fails.
    Failing,
    /// A pod should be there and is not yet.
    Missing,
    /// A pod runs that should not.
    Misscheduled,
    /// No pod, and none is meant to be.
    LeftOut,
}

/// One node of a DaemonSet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NodeRow {
    /// The node's name.
    pub name: String,
    /// `topology.kubernetes.io/zone`; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
    /// What happens there.
    pub state: NodeState,
    /// Why, in Kubernetes' own words: `taint dedicated:NoSchedule`, `ErrImagePull`; empty where all is well.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The name of the pod that is there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pod: String,
}

/// `GET …/daemonsets/{name}/nodes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NodeList {
    /// All nodes of the cluster, by name.
    pub items: Vec<NodeRow>,
}
