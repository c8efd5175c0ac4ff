//! A situation brought about on the control plane: its nodes, its DaemonSet, and what has gone wrong with
//! them before the change.

use std::cell::Cell;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use manifest::json::items;
use serde_json::{Value, json};

use super::situation::{Obstacle, Peculiarity, Situation};
use crate::control_plane::Api;

/// How long a step of the way may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// The cluster's own clockwork: the node controller looks every five seconds.
const LOOK: Duration = Duration::from_millis(500);

/// How often a node is heard of, in seconds.
const HEARTBEAT: u64 = 10;

/// A situation that stands.
pub(super) struct Stage<'a> {
    pub(super) api: &'a Api,
    situation: &'a Situation,
    pub(super) namespace: String,
    begin: Instant,
    /// How often the nodes whose kubelet nobody plays have been heard of.
    beats: Cell<u64>,
    /// Whether what goes wrong has begun to.
    is_disturbed: Cell<bool>,
}

impl<'a> Stage<'a> {
    /// One of which nothing stands yet.
    pub(super) fn new(api: &'a Api, number: usize, situation: &'a Situation) -> Self {
        Self {
            api,
            situation,
            namespace: format!("rollout-{number}"),
            begin: Instant::now(),
            beats: Cell::new(0),
            is_disturbed: Cell::new(false),
        }
    }

    /// Brings it about.
    ///
    /// # Errors
    /// The API server refuses something, or it does not come about in time.
    pub(super) fn set(&self) -> Result<()> {
        let Self { api, situation, .. } = self;
        let namespace = json!({
            "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.namespace},
        });
        api.create("/api/v1/namespaces", &namespace)?;
        for (position, peculiarity) in situation.nodes.iter().enumerate() {
            api.create("/api/v1/nodes", &self.node(position, *peculiarity))?;
        }
        self.wait("nodes are ready", || {
            Ok(self
                .nodes()?
                .iter()
                .all(|node| items(&node["spec"]["taints"]).is_empty() && is_true(node, "Ready")))
        })?;
        self.wait("the service account is there", || {
            let accounts = self.list("serviceaccounts")?;
            Ok(accounts
                .iter()
                .any(|account| account["metadata"]["name"] == "default"))
        })?;
        let path = format!("/apis/apps/v1/namespaces/{}/daemonsets", self.namespace);
        api.create(&path, &situation.daemon_set(&self.namespace, false))?;
        self.wait_for_pods()?;
        self.disturb()
    }

    /// The nodes of the situation.
    pub(super) fn nodes(&self) -> Result<Vec<Value>> {
        let selector = format!("/api/v1/nodes?labelSelector=situation%3D{}", self.namespace);
        Ok(items(&self.api.get(&selector)?["items"]).to_vec())
    }

    /// What there is of a kind in the namespace.
    pub(super) fn list(&self, kind: &str) -> Result<Vec<Value>> {
        let path = format!("/api/v1/namespaces/{}/{kind}", self.namespace);
        Ok(items(&self.api.get(&path)?["items"]).to_vec())
    }

    /// The path of the DaemonSet.
    pub(super) fn path(&self) -> String {
        format!(
            "/apis/apps/v1/namespaces/{}/daemonsets/agent",
            self.namespace
        )
    }

    /// Takes everything away again, so that it costs the control plane nothing more.
    ///
    /// # Errors
    /// The API server refuses it.
    pub(super) fn strike(&self) -> Result<()> {
        self.api.delete(&self.path())?;
        for pod in self.list("pods")? {
            let name = pod["metadata"]["name"].as_str().unwrap_or_default();
            let path = format!("/api/v1/namespaces/{}/pods/{name}", self.namespace);
            self.api.delete(&path)?;
        }
        for position in 0..self.situation.nodes.len() {
            self.api
                .delete(&format!("/api/v1/nodes/{}", self.node_name(position)))?;
        }
        self.api
            .delete(&format!("/api/v1/namespaces/{}", self.namespace))
    }

    fn node_name(&self, position: usize) -> String {
        format!("{}-{position}", self.namespace)
    }

    fn node(&self, position: usize, peculiarity: Peculiarity) -> Value {
        let name = self.node_name(position);
        let cpu = if peculiarity == Peculiarity::Small {
            "1"
        } else {
            "8"
        };
        let resources = json!({"cpu": cpu, "memory": "32Gi", "pods": "110"});
        let mut labels = json!({"kubernetes.io/hostname": name, "situation": self.namespace});
        if peculiarity != Peculiarity::Added {
            labels["old"] = json!("yes");
        }
        if peculiarity != Peculiarity::LeftOut {
            labels["new"] = json!("yes");
        }
        let mut node = json!({
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": name, "labels": labels},
            "status": {"capacity": resources, "allocatable": resources},
        });
        if peculiarity.is_unplayed() {
            node["status"]["conditions"] = json!([ready("True")]);
        } else {
            node["metadata"]["annotations"] = json!({"kwok.x-k8s.io/node": "fake"});
        }
        node
    }

    /// Waits until every pod of the old template is as far as it comes, and plays the kubelet where
    /// nobody does.
    fn wait_for_pods(&self) -> Result<()> {
        let nodes = self.situation.nodes.iter();
        let meant = nodes.filter(|node| **node != Peculiarity::Added).count();
        self.wait("pods are on their nodes", || {
            let pods = self.list("pods")?;
            for pod in &pods {
                let node = pod["spec"]["nodeName"].as_str().unwrap_or_default();
                let position = node
                    .rsplit_once('-')
                    .and_then(|(_, last)| last.parse().ok());
                let position: Option<usize> = position;
                let node = position.and_then(|position| self.situation.nodes.get(position));
                let is_unplayed = node.is_some_and(|node| node.is_unplayed());
                if is_unplayed && !is_true(pod, "Ready") {
                    self.set_ready(pod, true)?;
                }
            }
            let is_settled = |pod: &Value| {
                let is_waiting = items(&pod["status"]["conditions"]).iter().any(|condition| {
                    condition["type"] == "PodScheduled" && condition["status"] == "False"
                });
                is_true(pod, "Ready") || is_waiting
            };
            Ok(pods.len() == meant && pods.iter().all(is_settled))
        })?;
        // The pods become available.
        sleep(Duration::from_secs(u64::from(
            self.situation.min_ready_seconds,
        )));
        Ok(())
    }

    fn disturb(&self) -> Result<()> {
        self.is_disturbed.set(true);
        let pods = self.list("pods")?;
        for (position, peculiarity) in self.situation.nodes.iter().enumerate() {
            let name = self.node_name(position);
            let path = format!("/api/v1/nodes/{name}");
            match peculiarity {
                Peculiarity::Broken => {
                    let own = pods.iter().filter(|pod| pod["spec"]["nodeName"] == name);
                    for pod in own {
                        self.set_ready(pod, false)?;
                    }
                }
                Peculiarity::Lost => {
                    // As the node controller does with one that it has not heard of for 50 seconds.
                    let status = json!({"status": {"conditions": [ready("Unknown")]}});
                    self.api.merge(&format!("{path}/status"), &status)?;
                    let own = pods.iter().filter(|pod| pod["spec"]["nodeName"] == name);
                    for pod in own {
                        self.set_ready(pod, false)?;
                    }
                }
                Peculiarity::Unfit => {
                    let status = json!({"status": {"conditions": [ready("False")]}});
                    self.api.merge(&format!("{path}/status"), &status)?;
                }
                Peculiarity::Tainted => {
                    let taints = json!([{"key": "later", "effect": "NoSchedule"}]);
                    self.api
                        .merge(&path, &json!({"spec": {"taints": taints}}))?;
                }
                _ => {}
            }
        }
        if let Some((kind, object)) = self.situation.obstacle() {
            let path = format!("/api/v1/namespaces/{}/{kind}", self.namespace);
            self.api.create(&path, &object)?;
        }
        self.wait("everybody has seen what is wrong", || {
            let nodes = self.nodes()?;
            let pods = self.list("pods")?;
            let mut is_seen = true;
            for node in &nodes {
                let taints = items(&node["spec"]["taints"]);
                if !is_true(node, "Ready") {
                    // For it cannot be scheduled to, nor does it run anything; unless its kubelet says so itself.
                    let is_lost = has(node, "Ready", "Unknown");
                    let own = pods
                        .iter()
                        .filter(|pod| pod["spec"]["nodeName"] == node["metadata"]["name"]);
                    is_seen &= taints.len() >= 2
                        && own
                            .into_iter()
                            .all(|pod| !is_lost || !is_true(pod, "Ready"));
                }
            }
            if matches!(self.situation.obstacle, Obstacle::Quota(_)) {
                let quotas = self.list("resourcequotas")?;
                is_seen &= quotas
                    .iter()
                    .all(|quota| quota["status"]["used"].is_object());
            }
            Ok(is_seen)
        })?;
        // The informers of admission follow the API server after a moment.
        sleep(Duration::from_secs(1));
        Ok(())
    }

    /// Lets the nodes whose kubelet nobody plays be heard of, those that are lost while they are well: after
    /// 50 seconds of silence the node controller would call them lost.
    pub(super) fn beat(&self) -> Result<()> {
        let beat = self.begin.elapsed().as_secs() / HEARTBEAT;
        if beat == self.beats.get() {
            return Ok(());
        }
        self.beats.set(beat);
        for (position, peculiarity) in self.situation.nodes.iter().enumerate() {
            let is_disturbed = self.is_disturbed.get();
            if *peculiarity == Peculiarity::Unfit
                || (*peculiarity == Peculiarity::Lost && !is_disturbed)
            {
                let path = format!("/api/v1/nodes/{}/status", self.node_name(position));
                let mut condition = ready(if is_disturbed { "False" } else { "True" });
                // It need only be another than before.
                condition["lastHeartbeatTime"] =
                    json!(format!("2020-01-01T00:{:02}:00Z", beat % 60));
                let status = json!({"status": {"conditions": [condition]}});
                self.api.merge(&path, &status)?;
            }
        }
        Ok(())
    }

    fn set_ready(&self, pod: &Value, is_ready: bool) -> Result<()> {
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        let path = format!("/api/v1/namespaces/{}/pods/{name}/status", self.namespace);
        let conditions = items(&pod["status"]["conditions"]).iter();
        let mut conditions: Vec<Value> = conditions
            .filter(|condition| condition["type"] != "Ready")
            .cloned()
            .collect();
        conditions.push(ready(if is_ready { "True" } else { "False" }));
        let status = json!({"phase": "Running", "conditions": conditions});
        self.api.merge(&path, &json!({"status": status}))
    }

    fn wait(&self, what: &str, is_so: impl Fn() -> Result<bool>) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while !is_so()? {
            self.beat()?;
            if Instant::now() > deadline {
                bail!(
                    "{}: not so after {} s: {what}",
                    self.namespace,
                    PATIENCE.as_secs()
                );
            }
            sleep(LOOK);
        }
        Ok(())
    }
}

/// A node that kwok keeps well.
pub(super) fn well_node(name: &str) -> Value {
    let resources = json!({"cpu": "8", "memory": "32Gi", "pods": "110"});
    json!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "annotations": {"kwok.x-k8s.io/node": "fake"}},
        "status": {"capacity": resources, "allocatable": resources},
    })
}

fn ready(status: &str) -> Value {
    json!({
        "type": "Ready",
        "status": status,
        "reason": "Staged",
        "message": "",
        // Long enough ago for every `minReadySeconds`.
        "lastTransitionTime": "2020-01-01T00:00:00Z",
        "lastHeartbeatTime": "2020-01-01T00:00:00Z",
    })
}

/// Whether a condition of a Node or a Pod is true.
pub(super) fn is_true(object: &Value, name: &str) -> bool {
    has(object, name, "True")
}

/// Whether a condition of a Node or a Pod has this status.
fn has(object: &Value, name: &str, status: &str) -> bool {
    let mut conditions = items(&object["status"]["conditions"]).iter();
    conditions.any(|condition| condition["type"] == name && condition["status"] == status)
}
