//! A DaemonSet as a row: counts and status, never the whole object.

use preflight::status::Status;
use serde::{Deserialize, Serialize};

use crate::Freshness;

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
    /// Nodes whose pod fails: crash loops, image pulls, evictions.
    pub failing: u32,
    /// Nodes whose pod waits for room.
    pub waiting: u32,
    /// Nodes whose pod is being brought up.
    pub starting: u32,
    /// Nodes whose pod is there and not ready, although nothing in it fails.
    pub unavailable: u32,
    /// Nodes without a pod because the API server refuses it.
    pub refused: u32,
}

/// One DaemonSet in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DaemonSetRow {
    /// The cluster, where a list is of several.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cluster: String,
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

impl DaemonSetRow {
    /// What tells it from all other rows of a list, of one cluster or of several: one cluster may be known under two names.
    #[must_use]
    pub fn key(&self) -> String {
        Self::key_of(&self.cluster, &self.uid)
    }

    /// The [`Self::key`] of the row of this `metadata.uid` of a cluster.
    #[must_use]
    pub fn key_of(cluster: &str, uid: &str) -> String {
        if cluster.is_empty() {
            uid.to_owned()
        } else {
            [cluster, "/", uid].concat()
        }
    }
}

/// `GET /daemonsets`: the rows of several clusters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DaemonSetsOfClusters {
    /// The rows, by cluster and in its order.
    pub items: Vec<DaemonSetRow>,
    /// What is known of each cluster.
    pub clusters: Vec<ClusterShare>,
}

/// What one cluster adds to a list of several.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClusterShare {
    /// Its name.
    pub name: String,
    /// How many rows it has in all; none where that is not known, for the reason in `freshness`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    /// How many nodes it has; 0 where that is unknown.
    pub nodes: u32,
    /// Whether its rows follow it, and if not since when and why.
    pub freshness: Freshness,
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
    /// How many nodes the cluster has; 0 where that is unknown, as `freshness` says then.
    pub nodes: u32,
    /// Whether this follows the cluster, and if not since when and why.
    #[serde(default)]
    pub freshness: Freshness,
    /// What to send as `continue` for the next page; none on the last.
    #[serde(rename = "continue", default, skip_serializing_if = "Option::is_none")]
    pub continue_token: Option<String>,
}
