//! The nodes: several pools in three zones, with the labels, taints and room that such machines have.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock;

/// What a node is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pool {
    ControlPlane,
    General,
    Gpu,
    Arm,
    Ingress,
    Windows,
    Cordoned,
    Lost,
}

/// The pools of a cluster of 24 nodes, which larger ones repeat.
const POOLS: [Pool; 24] = {
    use Pool::{Arm, ControlPlane, Cordoned, General, Gpu, Ingress, Lost, Windows};
    [
        ControlPlane,
        ControlPlane,
        ControlPlane,
        General,
        General,
        General,
        Gpu,
        Arm,
        Ingress,
        General,
        General,
        General,
        Gpu,
        Arm,
        Ingress,
        General,
        General,
        General,
        Gpu,
        Arm,
        General,
        Windows,
        Cordoned,
        Lost,
    ]
};

/// A small cluster has one of each first.
const SMALL: [Pool; 10] = {
    use Pool::{Arm, ControlPlane, Cordoned, General, Gpu, Ingress, Lost, Windows};
    [
        ControlPlane,
        General,
        General,
        General,
        Gpu,
        Arm,
        Ingress,
        Windows,
        Cordoned,
        Lost,
    ]
};

fn pool(index: usize, total: usize) -> Pool {
    if total < POOLS.len() {
        return SMALL.get(index).copied().unwrap_or(Pool::General);
    }
    match POOLS[index % POOLS.len()] {
        // More of these would not make a larger cluster more believable.
        Pool::ControlPlane | Pool::Cordoned | Pool::Lost if index >= POOLS.len() => Pool::General,
        pool => pool,
    }
}

/// The names of the nodes of one pool.
pub(super) fn named(total: usize, wanted: Pool) -> Vec<String> {
    (0..total)
        .filter(|index| pool(*index, total) == wanted)
        .map(|index| name(index, total))
        .collect()
}

fn zone(index: usize) -> &'static str {
    ["a", "b", "c"][index % 3]
}

fn name(index: usize, total: usize) -> String {
    let pool = pool(index, total);
    let number = index + 1;
    let zone = zone(index);
    match pool {
        Pool::ControlPlane => format!("control-plane-{zone}"),
        Pool::General | Pool::Cordoned | Pool::Lost => format!("worker-{zone}-{number:02}"),
        Pool::Gpu => format!("gpu-{zone}-{number:02}"),
        Pool::Arm => format!("arm-{zone}-{number:02}"),
        Pool::Ingress => format!("ingress-{zone}-{number:02}"),
        Pool::Windows => format!("windows-{zone}-{number:02}"),
    }
}

/// The node at `index` of `total`, as its kubelet reports it.
pub(super) fn node(index: usize, total: usize, now: Timestamp) -> Value {
    let pool = pool(index, total);
    let name = name(index, total);
    let zone = zone(index);
    let (os, architecture) = match pool {
        Pool::Windows => ("windows", "amd64"),
        Pool::Arm => ("linux", "arm64"),
        _ => ("linux", "amd64"),
    };
    let mut labels = json!({
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": os,
        "kubernetes.io/arch": architecture,
        "beta.kubernetes.io/os": os,
        "beta.kubernetes.io/arch": architecture,
        "node.kubernetes.io/instance-type": instance_type(pool),
        "topology.kubernetes.io/region": "eu-north",
        "topology.kubernetes.io/zone": format!("eu-north-{zone}"),
    });
    let mut taints = Vec::new();
    match pool {
        Pool::ControlPlane => {
            labels["node-role.kubernetes.io/control-plane"] = "".into();
            taints.push(
                json!({"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}),
            );
        }
        Pool::Gpu => {
            labels["nvidia.com/gpu.present"] = "true".into();
            taints
                .push(json!({"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}));
        }
        Pool::Ingress => {
            labels["node-pool"] = "ingress".into();
            taints.push(json!({"key": "dedicated", "value": "ingress", "effect": "NoSchedule"}));
        }
        Pool::Windows => {
            taints.push(json!({"key": "os", "value": "windows", "effect": "NoSchedule"}));
        }
        Pool::General | Pool::Arm | Pool::Cordoned | Pool::Lost => {}
    }
    let room = room(pool, index);
    let mut node = json!({
        "metadata": {
            "name": name,
            "labels": labels,
            "annotations": {"node.alpha.kubernetes.io/ttl": "0"},
        },
        "spec": {
            "podCIDR": format!("10.244.{}.0/24", index % 250),
            "providerID": format!("sandbox:///eu-north-{zone}/{name}"),
        },
        "status": {
            "capacity": room,
            "allocatable": room,
            "addresses": [
                {"type": "InternalIP", "address": format!("10.0.{}.{}", index / 250, index % 250 + 2)},
                {"type": "Hostname", "address": name},
            ],
            "conditions": conditions(now),
            "nodeInfo": node_info(pool, os, architecture),
        },
    });
    if !taints.is_empty() {
        node["spec"]["taints"] = taints.into();
    }
    node
}

fn instance_type(pool: Pool) -> &'static str {
    match pool {
        Pool::ControlPlane => "standard-4",
        Pool::Gpu => "gpu-48",
        Pool::Arm => "arm-16",
        Pool::Ingress => "network-8",
        Pool::Windows => "windows-8",
        Pool::General | Pool::Cordoned | Pool::Lost => "standard-16",
    }
}

fn room(pool: Pool, index: usize) -> Value {
    let (cpu, memory) = match pool {
        Pool::ControlPlane => ("4", "16Gi"),
        // The first of them is of an older series.
        Pool::Gpu if index < 12 => ("48", "128Gi"),
        Pool::Gpu => ("48", "384Gi"),
        Pool::Arm => ("16", "32Gi"),
        Pool::Ingress | Pool::Windows => ("8", "32Gi"),
        Pool::General | Pool::Cordoned | Pool::Lost => ("16", "64Gi"),
    };
    let mut room =
        json!({"cpu": cpu, "memory": memory, "pods": "110", "ephemeral-storage": "200Gi"});
    if pool == Pool::Gpu {
        room["nvidia.com/gpu"] = "4".into();
    }
    room
}

fn node_info(pool: Pool, os: &str, architecture: &str) -> Value {
    let (image, kernel) = if pool == Pool::Windows {
        ("Windows Server 2022 Datacenter", "10.0.20348.2700")
    } else {
        ("Debian GNU/Linux 13 (trixie)", "6.12.48+deb13-cloud")
    };
    json!({
        "kubeletVersion": "v1.36.2",
        "kubeProxyVersion": "",
        "containerRuntimeVersion": "containerd://2.2.0",
        "osImage": image,
        "kernelVersion": kernel,
        "operatingSystem": os,
        "architecture": architecture,
        "machineID": "",
        "systemUUID": "",
        "bootID": "",
    })
}

fn conditions(now: Timestamp) -> Value {
    let now = clock::seconds(now);
    let condition = |name: &str, status: &str, reason: &str, message: &str| {
        json!({
            "type": name, "status": status, "reason": reason, "message": message,
            "lastHeartbeatTime": now, "lastTransitionTime": now,
        })
    };
    json!([
        condition(
            "MemoryPressure",
            "False",
            "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available"
        ),
        condition(
            "DiskPressure",
            "False",
            "KubeletHasNoDiskPressure",
            "kubelet has no disk pressure"
        ),
        condition(
            "PIDPressure",
            "False",
            "KubeletHasSufficientPID",
            "kubelet has sufficient PID available"
        ),
        condition(
            "Ready",
            "True",
            "KubeletReady",
            "kubelet is posting ready status"
        ),
    ])
}

/// The condition of a node that has not been heard of since `now`.
pub(super) fn lost_condition(now: Timestamp) -> Value {
    let now = clock::seconds(now);
    json!({
        "type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown",
        "message": "Kubelet stopped posting node status.",
        "lastHeartbeatTime": now, "lastTransitionTime": now,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_size_has_distinct_names_and_all_pools() {
        for total in [1, 10, 24, 100] {
            let names: BTreeSet<_> = (0..total).map(|index| name(index, total)).collect();
            assert_eq!(names.len(), total);
        }
        for pool in [
            Pool::ControlPlane,
            Pool::Gpu,
            Pool::Windows,
            Pool::Cordoned,
            Pool::Lost,
        ] {
            assert!(!named(24, pool).is_empty(), "{pool:?}");
            assert!(!named(10, pool).is_empty(), "{pool:?}");
        }
    }
}
