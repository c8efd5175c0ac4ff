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

/// What the console does with a cluster now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ClusterState {
    /// It follows it.
    Live,
    /// It is reading what it holds for the first time.
    #[default]
    Connecting,
    /// What it holds is no longer followed, or only in part; the reason stands beside it.
    Stale,
    /// Its API server does not answer.
    Unreachable,
    /// Nobody has looked at it yet, so that the console has not spoken to it either.
    Resting,
    /// Its configuration makes no connection.
    Unusable,
}

/// Where a cluster is known from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ClusterOrigin {
    /// The settings of the console: the sandbox, the cluster it runs in, a context that was named.
    #[default]
    Settings,
    /// A context of the kubeconfig.
    Kubeconfig,
    /// A file of the folder of kubeconfigs.
    Folder,
    /// An admin added it on the page.
    Added,
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
    /// What the console does with it now.
    #[serde(default)]
    pub state: ClusterState,
    /// Whether its API server answered last.
    pub reachable: bool,
    /// Its version, for example `v1.36.2`, once it has answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Why it cannot be reached, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Since when it has not been followed, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Where it is known from.
    #[serde(default)]
    pub origin: ClusterOrigin,
    /// Whether the certificate of its API server is not looked at, so that anybody on the way can pose as it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unverified: bool,
}

/// `POST /clusters`: a cluster to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCluster {
    /// What it is to be called.
    #[cfg_attr(
        feature = "openapi",
        schema(
            min_length = 1,
            max_length = 63,
            pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
        )
    )]
    pub name: String,
    /// A kubeconfig, YAML or JSON, with everything in it: no command and no file of a machine.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 1_048_576))]
    pub kubeconfig: String,
}

/// What was found when a cluster was tried that is to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterTrial {
    /// Its version.
    pub version: String,
    /// Whether the certificate of its API server is not looked at.
    pub unverified: bool,
    /// Which rights the console lacks there, in a few words each; none where it reads all that it shows.
    pub missing: Vec<String>,
}

/// `GET /clusters`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClusterList {
    /// The clusters; the first is the one to show when none was chosen.
    pub items: Vec<ClusterSummary>,
    /// Whether who asks may add and remove clusters.
    #[serde(rename = "mayAdd", default, skip_serializing_if = "std::ops::Not::not")]
    pub may_add: bool,
}
