//! The rollout: what stands on the nodes now, and how it goes on from there.

mod conflict;
mod numbers;
mod words;

use super::nodes::count;
use super::own::OwnPods;
use super::{NodeFacts, NodePlacement, Outlook, Present};
use crate::admission::resource_quota::{self, Demand};
use crate::facts::Readiness;
use crate::rollout::{Bounds, Course, End, Ends, Fate, Stage, Stand, Standing};

/// A rollout from the nodes as they are.
pub(super) struct Rolled {
    stands: Vec<Stand>,
    /// For each node its stand.
    of_node: Vec<usize>,
    pub(super) course: Course,
    /// Whether no new pod is let through at all.
    is_refused: bool,
}

impl Rolled {
    /// How many of the nodes end like this at best. `is_meant` chooses among the stands.
    fn best(&self, end: End, is_meant: impl Fn(&Standing) -> bool) -> u32 {
        self.sum(&self.course.best, end, is_meant)
    }

    fn sum(&self, ends: &[Ends], end: End, is_meant: impl Fn(&Standing) -> bool) -> u32 {
        let ends = self.stands.iter().zip(ends);
        let meant = ends.filter(|(stand, _)| is_meant(&stand.standing));
        meant.map(|(_, ends)| ends.of(end)).sum()
    }

    /// On how many nodes a pod runs in the end, at most: a new one, or an old one that ran before.
    pub(super) fn running(&self) -> u32 {
        let ran = |standing: &Standing| standing.old > Stage::Unready;
        let on = |ends| self.sum(ends, End::New, |_| true) + self.sum(ends, End::Old, ran);
        // Where it does not come to a node that would lose its pod, one more goes on to run.
        on(&self.course.best).max(on(&self.course.worst))
    }

    /// How many new pods are made, at most.
    pub(super) fn made(&self) -> u32 {
        self.best(End::New, |standing| standing.new == Stage::Absent)
            + self.best(End::Waits, |standing| standing.new == Stage::Absent)
    }

    /// How many pods are taken away although no new one is let through in their place, at most.
    pub(super) fn taken_in_vain(&self) -> u32 {
        let is_replaced = |standing: &Standing| standing.runs && standing.old != Stage::Absent;
        if self.is_refused {
            self.sum(&self.course.worst, End::Empty, is_replaced)
        } else {
            0
        }
    }

    /// Whether the rollout stands still because it has come to a node where no new pod comes, of which there may
    /// be others: which of them it comes to is chance.
    fn is_one_held_up(&self) -> bool {
        let mut ends = self.stands.iter().zip(&self.course.worst);
        self.course.is_stuck
            && ends.any(|(Stand { standing, fate, .. }, ends)| {
                let is_chosen = standing.runs && standing.old > Stage::Unready && !fate.comes;
                is_chosen && ends.of(End::Waits) + ends.of(End::Empty) > 0
            })
    }

    /// What becomes of the pod that a node has already.
    pub(super) fn present(&self, node: usize) -> Present {
        let stand = self.of_node[node];
        let Stand {
            standing,
            fate,
            nodes,
        } = self.stands[stand];
        let (best, worst) = (self.course.best[stand], self.course.worst[stand]);
        let is_made = best.of(End::New) + best.of(End::Waits) > 0;
        // Where none comes in its place it is lost as soon as the rollout may get there.
        let may_go = best.of(End::Old).min(worst.of(End::Old)) < nodes;
        let may_be_first = !fate.comes && self.is_one_held_up();
        if standing.old == Stage::Absent {
            if standing.new == Stage::Absent {
                Present::No
            } else if best.of(End::New) == 0 {
                Present::Ails
            } else {
                Present::Stays
            }
        } else if standing.runs
            && (is_made || may_go || may_be_first || (self.is_refused && self.course.is_stuck))
        {
            Present::Replaced
        } else if may_go {
            Present::Leaves
        } else if standing.old == Stage::Unready {
            Present::Ails
        } else {
            Present::Stays
        }
    }
}

impl Outlook<'_> {
    /// Runs the rollout from what stands on the nodes.
    pub(super) fn roll(
        &self,
        nodes: &[NodeFacts],
        placement: &[NodePlacement],
        own: &OwnPods,
        bounds: Option<Bounds>,
    ) -> Rolled {
        let mut stands: Vec<Stand> = Vec::new();
        let mut of_node = Vec::with_capacity(nodes.len());
        for (node, place) in nodes.iter().zip(placement) {
            let (standing, fate) = self.stand(node, place, own);
            let found = stands
                .iter()
                .position(|stand| stand.standing == standing && stand.fate == fate);
            let found = found.unwrap_or_else(|| {
                stands.push(Stand {
                    standing,
                    fate,
                    nodes: 0,
                });
                stands.len() - 1
            });
            stands[found].nodes += 1;
            of_node.push(found);
        }
        let wanted = count(nodes.len());
        let let_through = self.let_through(wanted);
        let course = Course::run(&stands, bounds, &*let_through);
        Rolled {
            stands,
            of_node,
            course,
            is_refused: wanted > 0 && let_through(wanted) == 0,
        }
    }

    fn stand(&self, node: &NodeFacts, place: &NodePlacement, own: &OwnPods) -> (Standing, Fate) {
        let mut standing = Standing {
            runs: place.runs,
            keeps_running: place.keeps_running,
            ..Standing::default()
        };
        let min_ready = self.object["spec"]["minReadySeconds"].as_i64();
        let is_ready = node.readiness.is_ready();
        let mut is_bound = false;
        // What is there of the current template stays, and may never become ready.
        let mut is_ailing = false;
        for (pod, is_old) in own.on(&node.name) {
            is_bound |= pod.is_bound;
            if pod.is_terminating {
                standing.is_leaving = true;
                continue;
            }
            // The node controller says of pods on a node that it does not hear of that they are not ready; where
            // the kubelet itself says that its node is not, they stay as they are (`monitorNodeHealth` in
            // `pkg/controller/nodelifecycle/node_lifecycle_controller.go`).
            let stage = if node.readiness == Readiness::Unknown {
                Stage::Unready
            } else {
                pod.stage(min_ready.unwrap_or_default(), own.at)
            };
            is_ailing |= pod.is_ailing && !is_old;
            let seat = if *is_old {
                &mut standing.old
            } else {
                &mut standing.new
            };
            standing.is_crowded |= *seat != Stage::Absent;
            *seat = stage;
        }
        let waits = place
            .pending
            .as_ref()
            .is_some_and(|pending| pending.preemption.is_none() && !pending.is_contested);
        let fate = Fate {
            comes: is_ready && !waits && !is_ailing,
            goes: is_ready || !is_bound,
        };
        (standing, fate)
    }

    /// How many new pods admission lets through in all, once so many old ones are gone.
    fn let_through(&self, wanted: u32) -> Box<dyn Fn(u32) -> u32 + '_> {
        if self.refused.is_some() {
            return Box::new(|_| 0);
        }
        let facts = self.facts.of_namespace(self.namespace);
        let quotas = facts.and_then(|facts| facts.quotas.as_deref());
        let quotas = quotas.unwrap_or_default();
        let old = self
            .stored
            .map(|stored| super::admitted(stored, self.namespace, self.facts).spec);
        let allowed = move |gone| {
            let mut demand = Demand::new(&self.pod.spec, wanted);
            if let Some(old) = &old {
                demand = demand.replacing(old, gone);
            }
            let verdicts = quotas
                .iter()
                .filter_map(|quota| resource_quota::check(quota, &self.pod.spec, &demand));
            verdicts
                .map(|verdict| verdict.allowed)
                .min()
                .unwrap_or(wanted)
        };
        let at_first = allowed(0);
        if at_first >= wanted {
            return Box::new(|_| u32::MAX);
        }
        // Where one comes for each that has gone up to the last, so does one for each before; which is so of
        // new pods that take no more than old ones.
        if allowed(wanted - at_first) >= wanted {
            return Box::new(move |gone| at_first + gone);
        }
        Box::new(allowed)
    }
}
