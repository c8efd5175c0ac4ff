//! The simulated nodes: a mix of what real clusters have.

use anyhow::Result;
use serde_json::{Value, json};

use super::api::Api;

/// Makes `count` nodes that kwok plays the kubelet of.
///
/// # Errors
/// The API server refuses one.
pub(super) fn create(api: &Api, count: usize) -> Result<()> {
    for number in 0..count {
        api.create("/api/v1/nodes", &node(number))?;
    }
    Ok(())
}

/// Every tenth node is a control plane, every seventh has a GPU, every fifth is arm64, every ninth
/// dedicated; three zones. The first node is a plain worker, so that one node is enough to run on.
fn node(number: usize) -> Value {
    let mut labels = json!({
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": if number % 5 == 4 { "arm64" } else { "amd64" },
        "topology.kubernetes.io/region": "eu-1",
        "topology.kubernetes.io/zone": format!("eu-1{}", ["a", "b", "c"][number % 3]),
    });
    let mut taints = Vec::new();
    let mut name = format!("worker-{number:03}");
    if number % 10 == 9 {
        name = format!("control-plane-{number:03}");
        labels["node-role.kubernetes.io/control-plane"] = json!("");
        taints
            .push(json!({"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}));
    } else if number % 7 == 6 {
        name = format!("gpu-{number:03}");
        labels["nvidia.com/gpu.present"] = json!("true");
        taints.push(json!({"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}));
    } else if number % 9 == 8 {
        name = format!("dedicated-{number:03}");
        taints.push(json!({"key": "dedicated", "value": "batch", "effect": "NoExecute"}));
    }
    labels["kubernetes.io/hostname"] = json!(name);
    // As many tests as there are leave their pods behind, and nothing of these is real.
    let resources =
        json!({"cpu": "8", "memory": "32Gi", "ephemeral-storage": "100Gi", "pods": "2000"});
    json!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels, "annotations": {"kwok.x-k8s.io/node": "fake"}},
        "spec": {"taints": taints},
        "status": {"capacity": resources, "allocatable": resources},
    })
}
