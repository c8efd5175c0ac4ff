//! How many nodes are in which state, for which reason.

use std::collections::BTreeMap;

use super::{NodeState, StateOfNode};

/// The states of the nodes that have a pod, counted. Nodes where all is well need not be told.
#[derive(Clone, Debug, Default)]
pub struct Tally<'a> {
    counts: [u32; NodeState::COUNT],
    /// By state, then by reason: how many, and the pod's own words where they are alike for many pods.
    reasons: BTreeMap<StateOfNode<'a>, (u32, &'a str)>,
}

impl<'a> Tally<'a> {
    /// Counts a node; `message` is what its pod says beyond the reason.
    pub fn add(&mut self, node: StateOfNode<'a>, message: &'a str) {
        self.counts[node.state as usize] += 1;
        self.reasons.entry(node).or_insert((0, message)).0 += 1;
    }

    /// How many nodes are in one of these states.
    #[must_use]
    pub fn of(&self, states: &[NodeState]) -> u32 {
        states
            .iter()
            .map(|state| self.counts[*state as usize])
            .sum()
    }

    /// The reason that most nodes of these states have, and its words; of two that are as common, the
    /// first by name.
    pub(super) fn commonest(&self, states: &[NodeState]) -> Why<'a> {
        let mut counted = Vec::<(&str, u32, &str)>::new();
        for (node, (count, message)) in &self.reasons {
            if !states.contains(&node.state) {
                continue;
            }
            match counted.iter_mut().find(|known| known.0 == node.reason) {
                Some(known) => known.1 += count,
                None => counted.push((node.reason, *count, message)),
            }
        }
        let best = counted
            .iter()
            .min_by_key(|(reason, count, _)| (u32::MAX - count, *reason));
        let (reason, count, message) = best.copied().unwrap_or_default();
        Why {
            reason,
            message,
            others: self.of(states) - count,
        }
    }
}

/// A reason, what is said beyond it, and on how many nodes there are others.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Why<'a> {
    pub(super) reason: &'a str,
    pub(super) message: &'a str,
    pub(super) others: u32,
}
