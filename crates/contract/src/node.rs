//! A node as a cell of the node grid.

use preflight::status::NodeState;
use serde::{Deserialize, Serialize};

use crate::Freshness;

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
    /// Why: `taint dedicated:NoSchedule`, a kubelet's `ErrImagePull`, the API server's words for a pod that it
    /// refuses, or one of `preflight::status::reason`; empty where all is well.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The name of the pod that is there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pod: String,
    /// Since when its pod is not ready or is refused, RFC 3339; empty where all is well, and where nobody says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub since: String,
}

/// `GET …/daemonsets/{name}/nodes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NodeList {
    /// All nodes of the cluster, by name; those that have a pod of it where `freshness` says that nodes are unknown.
    pub items: Vec<NodeRow>,
    /// Whether this follows the cluster, and if not since when and why.
    #[serde(default)]
    pub freshness: Freshness,
}
