//! `Forecast`: what will happen on the nodes and to the quotas, as far as the facts tell.

use manifest::{Message, StringMap};

use serde::{Deserialize, Serialize};

use crate::admission::resource_quota::QuotaUse;
use crate::placement::group::NodeGroup;
use crate::rollout::RolloutForecast;

/// What will happen once the document is applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// On how many nodes a pod will run at most, after what admission, the quotas and the scheduler
    /// leave of those that the controller wants; none where the nodes are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running: Option<u32>,
    /// Why the API server refuses every new pod, in its own words; none where it lets them through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// The nodes by what happens there and why.
    pub groups: Vec<NodeGroup>,
    /// What the pods ask for, over all nodes that get one.
    pub resources: Vec<ResourceTotal>,
    /// What the quotas of the namespace say.
    pub quotas: Vec<QuotaForecast>,
    /// What a change does to the pods that are there; none where the DaemonSet is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<RolloutForecast>,
    /// What is not known and why, by the plural name of the resource.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, String>))]
    #[serde(with = "manifest::message::as_words::map")]
    pub unknown: StringMap<Message>,
}

/// A resource over all nodes that get a pod. Amounts are spelled as Kubernetes spells them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ResourceTotal {
    /// `cpu`, `memory` and so on.
    pub resource: String,
    /// The request of one pod.
    pub request: String,
    /// The limit of one pod; empty where it has none.
    pub limit: String,
    /// The requests of all pods.
    pub total_request: String,
    /// The limits of all pods; empty where they have none.
    pub total_limit: String,
    /// What these nodes have free together; empty where it is not known.
    pub free: String,
    /// What the fullest of these nodes has free; empty where it is not known.
    pub least_free: String,
    /// That node.
    pub least_free_node: String,
}

/// What a quota says of the pods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QuotaForecast {
    /// The quota.
    pub quota: String,
    /// How many new pods are wanted.
    pub wanted: u32,
    /// How many of them it lets through.
    pub allowed: u32,
    /// The resources that it counts of them.
    pub resources: Vec<QuotaUse>,
}
