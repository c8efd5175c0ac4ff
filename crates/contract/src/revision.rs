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
    /// Whether it differs from the one before it only in when the pods were to be started anew.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restart: bool,
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

/// `GET …/daemonsets/{name}/revisions/diff`: what differs between the templates of two revisions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RevisionDiff {
    /// The differences, in the order of the fields. Amounts that are the same in other words are none.
    pub changes: Vec<FieldChange>,
    /// Whether only the pods were to be started anew (`kubectl.kubernetes.io/restartedAt`).
    pub is_restart: bool,
}

/// `GET …/daemonsets/{name}/difference`: how the DaemonSet of another cluster differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterDifference {
    /// The differences, in the order of the fields: `before` is here, `after` there.
    pub changes: Vec<FieldChange>,
}

/// What differs at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FieldChange {
    /// The place in the DaemonSet: `spec.template.spec.containers[0].image`. In the later revision, or in the earlier
    /// one for what is only there.
    pub field: String,
    /// What was there, as JSON; none where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What is there now, as JSON; none where nothing is. An item that only stands elsewhere has neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
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
