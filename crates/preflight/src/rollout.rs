//! Rollout: how pods of a new template take the place of those that are there, node by node.
//!
//! One model of what the DaemonSet controller does (`pkg/controller/daemon`): the forecast runs it to its
//! end, the sandbox's controller takes its steps one by one, and what is said of a running DaemonSet is
//! read off it. Kubernetes goes through the nodes in the random order of a Go map; so whatever depends on
//! the order is told as a span, at least and at most.
//!
//! - [`Bounds`]: how many nodes at a time, from `spec.updateStrategy`.
//! - [`Standing`]: what stands on a node, old and new.
//! - [`moves`]: the next step from there (`rollingUpdate`).
//! - [`Course`]: all steps to the end, and where it stands still.

mod bounds;
mod course;
mod forecast;
mod moves;
mod standing;

use serde_json::Value;

pub use bounds::{Bounds, allows_surge};
pub use course::{Course, End, Ends, Fate, Stand};
pub use forecast::{HoldUp, HoldUpReason, Rollout, RolloutForecast, Stuck};
pub use moves::{Moves, moves};
pub use standing::{Stage, Standing, Surplus};

/// Whether a change of `old` to `new` (both as stored) makes new pods at all.
#[must_use]
pub fn changes_pods(old: &Value, new: &Value) -> bool {
    old["spec"].get("template") != new["spec"].get("template")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::changes_pods;

    #[test]
    fn only_the_template_makes_new_pods() {
        let with = |image: &str, seconds: u32| json!({"spec": {"minReadySeconds": seconds, "template": {"image": image}}});
        assert!(changes_pods(&with("a", 0), &with("b", 0)));
        assert!(!changes_pods(&with("a", 0), &with("a", 5)));
    }
}
