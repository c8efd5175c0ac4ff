//! `RolloutForecast`: what a change does to the pods that are there, as it goes over the wire.

use manifest::Message;
use serde::{Deserialize, Serialize};

/// How many nodes at a time, for a known number of nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rollout {
    /// The nodes that should run a pod.
    pub nodes: u32,
    /// How many nodes may be without an available pod at a time.
    pub max_unavailable: u32,
    /// How many nodes may have an old and a new pod at a time.
    pub max_surge: u32,
    /// How many steps it takes at least: as many as if every pod of a step became available before the
    /// next begins.
    pub waves: u32,
    /// How many pods the first step replaces: those that are not available go at once, however many.
    pub first: u32,
    /// On how many of the nodes no pod is available at some moment, at most.
    pub most_unavailable: u32,
}

/// What a change does to the pods that are there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RolloutForecast {
    /// Whether the pod template differs, and so pods are replaced at all.
    pub changes_pods: bool,
    /// How many nodes get a pod that have none.
    pub started: u32,
    /// How many nodes get a new pod for the one that they have, at most. Under `OnDelete` all whose pod is
    /// of an earlier template, once somebody deletes it.
    pub replaced: u32,
    /// How many of these at least; fewer where it is chance how far the rollout comes.
    pub replaced_at_least: u32,
    /// How many nodes lose their pod, at most.
    pub stopped: u32,
    /// How many of these at least; fewer where the rollout may stand still before it comes there.
    #[serde(default)]
    pub stopped_at_least: u32,
    /// How many of the pods that are replaced are not available now, and go at once.
    pub broken: u32,
    /// How many seconds it takes at least, by `minReadySeconds` alone.
    pub seconds: u32,
    /// How many nodes at a time; none under `OnDelete`, or where nothing is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Rollout>,
    /// Where it stands still before all pods are replaced; none where it comes to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stuck: Option<Stuck>,
}

/// A rollout that stands still.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Stuck {
    /// On how many of the nodes that should run a pod a new one is available in the end, at least.
    pub done_at_least: u32,
    /// The same, at most.
    pub done: u32,
    /// Why it stands still.
    pub hold_ups: Vec<HoldUp>,
}

impl Stuck {
    /// The field of `spec.updateStrategy.rollingUpdate` whose nodes are all used up, and how many it allows;
    /// nothing where it stands still for another reason.
    #[must_use]
    pub fn used_up(&self, steps: Rollout) -> Option<(&'static str, u32)> {
        let is_refused = |hold_up: &HoldUp| hold_up.reason == HoldUpReason::Refused;
        let limit = steps.max_surge.max(steps.max_unavailable);
        let is_used_up = self.held() >= limit as usize && !self.hold_ups.iter().any(is_refused);
        let field = if steps.max_surge > 0 {
            "maxSurge"
        } else {
            "maxUnavailable"
        };
        is_used_up.then_some((field, limit))
    }

    /// How many nodes hold it up.
    #[must_use]
    pub fn held(&self) -> usize {
        self.hold_ups
            .iter()
            .map(|hold_up| hold_up.nodes.len())
            .sum()
    }
}

/// What uses up `maxUnavailable` or `maxSurge` for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoldUp {
    /// Of what kind it is.
    pub reason: HoldUpReason,
    /// The same in the words of the scheduler or of the API server; empty where there are none.
    #[serde(with = "manifest::message::as_words")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub detail: Message,
    /// The nodes, by their positions in the report's `placement`.
    pub nodes: Vec<u32>,
}

/// Why a rollout stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum HoldUpReason {
    /// The node is not ready: what is deleted there does not go, what is new does not start.
    NotReady,
    /// New pods stay Pending.
    Pending,
    /// New pods are there and are not ready.
    Unready,
    /// The API server refuses new pods.
    Refused,
}
