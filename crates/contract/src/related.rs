//! What belongs to a DaemonSet beside its pods: Kubernetes' Events and Services.

use serde::{Deserialize, Serialize};

use crate::{AuditOutcome, Freshness};

/// One `Event` of Kubernetes that speaks of a DaemonSet or one of its pods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EventRow {
    /// `Normal` or `Warning`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The machine's word: `FailedCreate`, `SuccessfulCreate`, `FailedScheduling` …
    pub reason: String,
    /// What happened.
    pub message: String,
    /// The kind it speaks of: `DaemonSet` or `Pod`.
    pub object_kind: String,
    /// The name of the object that it speaks of.
    pub object_name: String,
    /// Who says so.
    pub source: String,
    /// How often it happened.
    pub count: u32,
    /// When it happened first, RFC 3339.
    pub first_seen: String,
    /// When it happened last, RFC 3339.
    pub last_seen: String,
}

/// `GET …/daemonsets/{name}/events`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventList {
    /// The events, the latest first; those of pods are missing where `freshness` says that pods are unknown.
    pub items: Vec<EventRow>,
    /// Whether this follows the cluster, and if not since when and why.
    #[serde(default)]
    pub freshness: Freshness,
}

/// A `Service` that selects the pods of a DaemonSet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceRow {
    /// `metadata.name`.
    pub name: String,
    /// `spec.type`: `ClusterIP`, `NodePort`, `LoadBalancer`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `spec.clusterIP`; `None` for a headless one.
    pub cluster_ip: String,
    /// Where it is reached from outside: what its load balancer was given, then `spec.externalIPs`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// `spec.ports`.
    pub ports: Vec<ServicePortRow>,
    /// `metadata.creationTimestamp`, RFC 3339.
    pub created: String,
    /// To whom else pods belong that it selects, as `Kind/name`: they would lose it too. None where the pods cannot be
    /// read, so that it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also_selects: Option<Vec<String>>,
}

/// What came of a Service that was to be deleted with a DaemonSet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeletedService {
    /// `metadata.name`.
    pub name: String,
    /// What came of it.
    pub outcome: AuditOutcome,
    /// The HTTP status that it would have been answered with alone: 202 while somebody still cleans up after it.
    pub status: u16,
    /// Why it was not deleted, in a sentence; empty where it was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// One port of a Service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServicePortRow {
    /// Its name; empty where there is only one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The port of the Service.
    pub port: u32,
    /// The port of the pods, a number or a name.
    pub target_port: String,
    /// `TCP`, `UDP` or `SCTP`.
    pub protocol: String,
    /// The port on every node, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_port: Option<u32>,
}

/// `GET …/daemonsets/{name}/services`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceList {
    /// The Services, by name.
    pub items: Vec<ServiceRow>,
}
