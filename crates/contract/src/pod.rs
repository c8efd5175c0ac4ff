//! A pod of a DaemonSet as a row.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Freshness;

/// One pod.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PodRow {
    /// `metadata.name`.
    pub name: String,
    /// `metadata.namespace`.
    pub namespace: String,
    /// The node it runs on or waits for.
    pub node: String,
    /// What `kubectl get pods` shows as STATUS: `Running`, `Pending`, `CrashLoopBackOff`, `Terminating` …
    pub status: String,
    /// Whether it is ready.
    pub ready: bool,
    /// Containers that are ready.
    pub ready_containers: u32,
    /// Containers it has.
    pub containers: u32,
    /// How often its containers have restarted.
    pub restarts: u32,
    /// Whether it is of the current revision.
    pub up_to_date: bool,
    /// `metadata.labels[controller-revision-hash]`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub revision: String,
    /// What keeps it from running, as the kubelet or the scheduler says, or in English as Everynode
    /// does where they say nothing; empty where all is well.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Of a sentence of Everynode's own, which it is: `pod.kubelet_silent`. Absent where the words are Kubernetes'.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What the sentence is about, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Value>,
    /// `metadata.creationTimestamp`, RFC 3339.
    pub created: String,
}

/// `GET …/daemonsets/{name}/pods`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PodList {
    /// The pods, by node.
    pub items: Vec<PodRow>,
    /// Whether this follows the cluster, and if not since when and why.
    #[serde(default)]
    pub freshness: Freshness,
}
