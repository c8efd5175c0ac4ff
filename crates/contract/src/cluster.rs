//! The clusters that the console speaks to.

use serde::{Deserialize, Serialize};

/// What kind of thing answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ClusterKind {
    /// The simulated cluster inside this process.
    Sandbox,
    /// An API server.
    Kubernetes,
}

/// One cluster and whether it can be reached now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClusterSummary {
    /// The name in paths: `sandbox`, `in-cluster`, or the name of the kubeconfig's context.
    pub name: String,
    /// What kind of thing answers.
    pub kind: ClusterKind,
    /// Whether its API server answered last.
    pub reachable: bool,
    /// Its version, for example `v1.36.2`, once it has answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Why it cannot be reached, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// `GET /clusters`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterList {
    /// The clusters; the first is the one to show when none was chosen.
    pub items: Vec<ClusterSummary>,
}
