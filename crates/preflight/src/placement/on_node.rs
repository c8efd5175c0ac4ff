//! `NodePlacement`: what becomes of a DaemonSet on one node.

use serde::{Deserialize, Serialize};

use super::fit::NodeFit;

/// What the DaemonSet controller does on one node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NodePlacement {
    /// The node's name.
    pub node: String,
    /// Whether a pod is created there.
    pub runs: bool,
    /// Whether a pod that is there already may stay.
    pub keeps_running: bool,
    /// Why not: `nodeName`, `nodeAffinity` or `taint KEY:EFFECT`; empty where it runs.
    pub reason: String,
    /// Why the scheduler would leave the pod waiting; none where it has room, or nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Box<NodeFit>>,
}
