//! A cluster with many pods, of a real API server that is filled with them: what the server holds of it, and
//! how fast it lists them.

use std::thread;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::crowd;
use super::figure::Figure;
use super::memory::settled;
use super::server::Server;
use crate::control_plane::{Api, Body, ControlPlane, Write};
use crate::process::step;

/// So many DaemonSets have a pod on each node.
const DAEMON_SETS: usize = 50;
/// How many nodes there are at a time, with all their pods, and what may be held then.
const SIZES: [(usize, &str); 2] = [(200, "≤ 80 MB"), (600, "≤ 160 MB")];
/// So many fill the API server at once.
const WRITERS: usize = 4;

const PODS: &str = "/api/v1/namespaces/default/pods";

/// # Errors
/// The API server or the server does not start, or refuses what it is filled with.
pub(super) fn run() -> Result<Vec<Figure>> {
    // Without controllers, which would delete the pods of nodes that nobody speaks for.
    let control_plane = ControlPlane::start_api_server()?;
    let api = control_plane.api();
    let kubeconfig = control_plane.kubeconfig().display().to_string();
    api.create(
        "/api/v1/namespaces/default/serviceaccounts",
        &json!({"metadata": {"name": "default"}}),
    )?;
    let owners: Vec<Value> = (0..DAEMON_SETS)
        .map(|index| daemon_set(api, index))
        .collect::<Result<_>>()?;
    let mut figures = Vec::new();
    let mut made = 0;
    for (nodes, goal) in SIZES {
        let pods = nodes * DAEMON_SETS;
        step(&format!("Filling the API server with {pods} pods"), || {
            fill(api, &owners, made, nodes)
        })?;
        made = nodes;
        let server = Server::start(&["--kubeconfig", &kubeconfig])?;
        figures.push(Figure::new(
            format!("memory with {pods} pods"),
            settled(&server)?,
            goal,
        ));
        figures.push(crowd::one(&server, pods)?);
        figures.push(crowd::several(&server)?);
        figures.push(crowd::first_rows(&server, pods)?);
    }
    Ok(figures)
}

/// Makes the nodes of these numbers, and the pods on them.
fn fill(api: &Api, owners: &[Value], from: usize, to: usize) -> Result<()> {
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let numbers = (from..to).skip(writer).step_by(WRITERS);
                let mut nodes = numbers.map(move |node| fill_node(api, owners, node));
                scope.spawn(move || nodes.try_for_each(|filled| filled))
            })
            .collect();
        for writer in writers {
            match writer.join() {
                Ok(filled) => filled?,
                Err(_) => bail!("a thread that fills the API server has ended early"),
            }
        }
        Ok(())
    })
}

fn fill_node(api: &Api, owners: &[Value], number: usize) -> Result<()> {
    let name = format!("node-{number}");
    let room = json!({"cpu": "16", "memory": "64Gi", "pods": "110", "ephemeral-storage": "200Gi"});
    api.create(
        "/api/v1/nodes",
        &json!({
            "metadata": {"name": name, "labels": {
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "topology.kubernetes.io/zone": format!("zone-{}", number % 3),
            }},
            "status": {
                "capacity": room,
                "allocatable": room,
                "conditions": [{"type": "Ready", "status": "True"}],
            },
        }),
    )?;
    for owner in owners {
        pod(api, owner, &name)?;
    }
    Ok(())
}

/// A DaemonSet of this number, as it is stored.
fn daemon_set(api: &Api, index: usize) -> Result<Value> {
    let name = format!("agent-{index}");
    let object = json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": pod_spec()},
        },
    });
    written(
        api,
        Write::Create,
        "/apis/apps/v1/namespaces/default/daemonsets",
        &object,
    )
}

/// A pod of a DaemonSet on a node, running.
fn pod(api: &Api, owner: &Value, node: &str) -> Result<()> {
    let of = &owner["metadata"];
    let app = of["name"].as_str().unwrap_or_default();
    let name = format!("{app}-{node}");
    let mut spec = pod_spec();
    spec["nodeName"] = node.into();
    let object = json!({
        "metadata": {
            "name": name,
            "labels": {"app": app, "controller-revision-hash": "5d4f7c9b8", "pod-template-generation": "1"},
            "ownerReferences": [{
                "apiVersion": "apps/v1", "kind": "DaemonSet", "name": app, "uid": of["uid"],
                "controller": true, "blockOwnerDeletion": true,
            }],
        },
        "spec": spec,
    });
    api.create(PODS, &object)?;
    let since = "2026-01-01T00:00:00Z";
    let conditions = ["PodScheduled", "Initialized", "ContainersReady", "Ready"]
        .map(|kind| json!({"type": kind, "status": "True", "lastTransitionTime": since}));
    let status = json!({
        "metadata": {"name": name, "namespace": "default"},
        "status": {
            "phase": "Running",
            "startTime": since,
            "hostIP": "10.0.0.1",
            "podIP": "10.1.0.1",
            "conditions": conditions,
            "containerStatuses": [{
                "name": "agent", "image": "registry.example/agent:1.0", "imageID": "", "ready": true,
                "started": true, "restartCount": 0, "state": {"running": {"startedAt": since}},
            }],
        },
    });
    written(
        api,
        Write::Replace,
        &format!("{PODS}/{name}/status"),
        &status,
    )
    .map(drop)
}

fn pod_spec() -> Value {
    json!({"containers": [{
        "name": "agent",
        "image": "registry.example/agent:1.0",
        "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"memory": "64Mi"}},
        "livenessProbe": {"httpGet": {"path": "/healthz", "port": 8080}},
        "volumeMounts": [{"name": "logs", "mountPath": "/var/log"}],
    }], "volumes": [{"name": "logs", "hostPath": {"path": "/var/log"}}]})
}

fn written(api: &Api, write: Write, path: &str, object: &Value) -> Result<Value> {
    let answer = api.try_write(write, path, &Body::Json(object.to_string()))?;
    if answer.status >= 300 {
        bail!("{path}: {}", answer.body);
    }
    Ok(answer.body)
}
