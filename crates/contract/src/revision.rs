//! Former and current states of a DaemonSet's template, and going back to one.

use serde::{Deserialize, Serialize};

use crate::Freshness;

/// One `ControllerRevision` of a DaemonSet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RevisionRow {
    /// Its number; the newest has the highest.
    pub revision: i64,
    /// `metadata.name`.
    pub name: String,
    /// `metadata.creationTimestamp`, RFC 3339.
    pub created: String,
    /// Whether it is the newest, which the controller rolls out.
    pub current: bool,
    /// The images of its containers, in order.
    pub images: Vec<String>,
    /// The annotation `kubernetes.io/change-cause`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub change_cause: String,
    /// How many pods are of it now.
    pub pods: u32,
}

/// `GET …/daemonsets/{name}/revisions`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevisionList {
    /// The revisions, the newest first; `pods` is 0 in each where `freshness` says that pods are unknown.
    pub items: Vec<RevisionRow>,
    /// Whether this follows the cluster, and if not since when and why.
    #[serde(default)]
    pub freshness: Freshness,
}

/// `POST …/daemonsets/{name}/rollback`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rollback {
    /// To which revision; the one before the newest where it is 0 or not said.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub revision: i64,
}
