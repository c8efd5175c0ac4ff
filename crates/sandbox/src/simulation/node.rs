//! Nodes: what their kubelets report, and the taints that follow from it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock;

/// The status of a node that somebody has just added: a kubelet with some room that is well.
pub(crate) fn joining_status(now: Timestamp) -> Value {
    let room = json!({"cpu": "4", "memory": "16Gi", "pods": "110", "ephemeral-storage": "100Gi"});
    let now = clock::seconds(now);
    json!({
        "capacity": room,
        "allocatable": room,
        "conditions": [{
            "type": "Ready", "status": "True", "reason": "KubeletReady",
            "message": "kubelet is posting ready status",
            "lastHeartbeatTime": now, "lastTransitionTime": now,
        }],
        "nodeInfo": {"kubeletVersion": "v1.36.2"},
    })
}
