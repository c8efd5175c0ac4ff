//! One step of a rolling update.

use super::{Look, is_updated};
use crate::simulation::{
    Simulation,
    rollout::{self, Bounds, Candidate, NodeState},
};

impl Simulation {
    /// One step of a rolling update.
    pub(super) fn roll(&mut self, look: &Look) {
        let Some(view) = self.daemon_sets.get(look.key) else {
            return;
        };
        let desired = view
            .verdicts
            .values()
            .filter(|verdict| verdict.runs)
            .count();
        let bounds = Bounds::read(&look.daemon_set, desired);
        let pods = self.pods_by_node(look.key);
        let nodes: Vec<NodeState> = pods
            .iter()
            .map(|(name, on_node)| {
                let runs = view.verdicts.get(name).is_some_and(|verdict| verdict.runs);
                self.node_state(look, name, runs, on_node)
            })
            .collect();
        let moves = rollout::moves(&nodes, desired, bounds);
        for pod in &moves.delete {
            self.delete_pod(look, pod);
        }
        self.create_pods(look, &moves.create_on);
    }

    fn node_state(&self, look: &Look, name: &str, runs: bool, on_node: &[Box<str>]) -> NodeState {
        let mut state = NodeState {
            node: name.into(),
            runs,
            ..NodeState::default()
        };
        for pod in self.not_deleting(on_node) {
            let Some(view) = self.pods.get(pod) else {
                continue;
            };
            let available = view.is_available(look.min_ready_seconds, self.now);
            let candidate = Candidate {
                key: pod.clone(),
                available,
            };
            let place = if is_updated(view, look) {
                &mut state.new
            } else {
                &mut state.old
            };
            state.crowded |= place.is_some();
            *place = Some(candidate);
        }
        state
    }
}
