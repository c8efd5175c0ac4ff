//! What is about several clusters: which there are and how each does, one list over all of them, and one DaemonSet made on
//! several.

pub mod add;
pub mod card;
pub mod create_on;
pub mod everywhere;
pub mod overview;
pub mod token;
pub mod verdict;

use contract::{ClusterState, ClusterSummary};
use leptos::prelude::*;

use crate::text::clusters as say;

/// What a cluster does, as a word in its colour.
#[must_use]
pub fn state(summary: &ClusterSummary) -> AnyView {
    let (tone, word) = match summary.state {
        ClusterState::Live => ("good", say::live()),
        ClusterState::Connecting => ("waiting", say::connecting()),
        ClusterState::Stale => ("waiting", say::stale()),
        ClusterState::Unreachable => ("bad", say::unreachable()),
        ClusterState::Resting => ("neutral", say::resting()),
        ClusterState::Unusable => ("bad", say::unusable()),
    };
    view! { <span class=["status status-", tone].concat()>{word}</span> }.into_any()
}

/// Whether the console speaks to a cluster already.
#[must_use]
pub fn is_awake(summary: &ClusterSummary) -> bool {
    !matches!(
        summary.state,
        ClusterState::Resting | ClusterState::Unusable
    )
}
