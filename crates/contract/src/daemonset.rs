//! A DaemonSet as a row: counts and status, never the whole object.

use serde::{Deserialize, Serialize};

/// What a DaemonSet is doing, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum StatusWord {
    /// A pod of the current revision is available on every target node.
    Running,
    /// The controller is bringing pods up or replacing old ones.
    RollingOut,
    /// Pods wait: nothing fails, nothing moves.
    Pending,
    /// Some pod fails: it cannot pull, crashes, or is refused.
    Degraded,
    /// No node matches, so nothing runs and nothing will.
    NoNodes,
    /// Being deleted.
    Terminating,
}

/// [`StatusWord`] with what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// The word.
    pub word: StatusWord,
    /// How many nodes the word speaks of: done so far (`rollingOut`), failing (`degraded`), waiting (`pending`).
    pub nodes: u32,
    /// The commonest reason in Kubernetes' own words, for example `ErrImagePull`; empty where all is well.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// `status` of a DaemonSet, in Kubernetes' words, and what its pods say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// `desiredNumberScheduled`: nodes that should run a pod.
    pub desired: u32,
    /// `currentNumberScheduled`: nodes that should and do have one.
    pub current: u32,
    /// `numberReady`.
    pub ready: u32,
    /// `updatedNumberScheduled`: nodes whose pod is of the current revision.
    pub up_to_date: u32,
    /// `numberAvailable`.
    pub available: u32,
    /// `numberMisscheduled`: nodes that run a pod and should not.
    pub misscheduled: u32,
    /// Pods that fail: crash loops, image pulls, refusals.
    pub failing: u32,
    /// Pods that wait for a node, an image or a container.
    pub waiting: u32,
}

/// One DaemonSet in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DaemonSetRow {
    /// `metadata.uid`.
    pub uid: String,
    /// `metadata.namespace`.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
    /// `metadata.resourceVersion`.
    pub resource_version: String,
    /// What the user wrote about it: the annotation `kubesphere.io/description`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// `metadata.creationTimestamp`, RFC 3339.
    pub created: String,
    /// What it is doing.
    pub status: Status,
    /// How many nodes and pods are where.
    pub counts: Counts,
    /// The images of its containers, in order.
    pub images: Vec<String>,
    /// Who manages it (`app.kubernetes.io/managed-by`, or the controlling owner); empty for nobody.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub managed_by: String,
    /// `spec.updateStrategy` in words: `RollingUpdate` or `OnDelete`.
    pub update_strategy: String,
}

/// `GET …/daemonsets`: one page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DaemonSetList {
    /// The rows of this page.
    pub items: Vec<DaemonSetRow>,
    /// How many rows there are on all pages.
    pub total: u32,
    /// How many nodes the cluster has.
    pub nodes: u32,
    /// What to send as `continue` for the next page; none on the last.
    #[serde(rename = "continue", default, skip_serializing_if = "Option::is_none")]
    pub continue_token: Option<String>,
}
