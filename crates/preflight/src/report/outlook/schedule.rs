//! The scheduler: who of those that get a pod finds room for it, and where that is chance.

use manifest::gather::Gather;

use super::own::OwnPods;
use super::{Fit, NodeFacts, NodePlacement, Outlook, Placement, Present, around, nodes};
use crate::placement::culprit::Culprit;
use crate::placement::fit::{self, NodeFit};
use crate::placement::neighbourhood::{Came, Newcomer, Outcome};

/// Why pods that are bound to a node do not start there.
const NOT_READY: &str = "node is not ready";

impl Outlook<'_> {
    /// Completes the placement with what the scheduler says. Where it is chance who comes, gives the
    /// nodes that get their pod in each of several ways in which it may go.
    pub(super) fn schedule(
        &mut self,
        placement: &mut [NodePlacement],
        nodes: &[NodeFacts],
        template: &Placement,
        (own, presents, max_surge): (&OwnPods, &[Present], u32),
    ) -> Vec<Vec<u32>> {
        let Some(fit) = self.fit() else {
            return Vec::new();
        };
        let mut around = self.around(nodes, template, (own, presents, max_surge));
        let bound = |node: &NodeFacts| own.get(&node.name).filter(|own| own.is_bound);
        let is_meant = |position: &usize| {
            let is_free = bound(&nodes[*position]).is_none();
            placement[*position].runs && (is_free || presents[*position] != Present::Stays)
        };
        let meant: Vec<usize> = (0..nodes.len()).filter(is_meant).gather();
        let mut left = meant.clone();
        while !left.is_empty() {
            let mut is_other = false;
            left.retain(|position| {
                let node = &nodes[*position];
                let leaving = bound(node).filter(|own| around::gives_way(own, max_surge));
                let leaving = leaving.map(|own| &own.used);
                let pending = if node.readiness.is_ready() {
                    fit.on(node, leaving, &around).map(Box::new)
                } else {
                    Some(Box::new(NodeFit::last_word(NOT_READY, Culprit::Pod)))
                };
                let preemption = pending.as_ref().and_then(|pending| pending.preemption);
                let is_kept_away = || around.lasting_refusal(node, i32::MIN).is_some();
                // Whom others kept away may come once these have been sent away from one node.
                if let Some(preemption) = preemption.filter(|_| is_kept_away()) {
                    is_other |= around.remove(node, preemption.priority.saturating_add(1));
                }
                placement[*position].pending = pending;
                placement[*position].pending.is_some() && preemption.is_none()
            });
            if !is_other {
                break;
            }
        }
        let is_coming = |position: &usize| {
            let pending = placement[*position].pending.as_ref();
            pending.is_none_or(|pending| pending.preemption.is_some())
        };
        let coming: Vec<usize> = meant.into_iter().filter(is_coming).collect();
        if !around.has_contest() {
            return Vec::new();
        }
        let newcomer = |position: &usize| {
            let pending = placement[*position].pending.as_ref();
            let preemption = pending.and_then(|pending| pending.preemption);
            Newcomer {
                node: &nodes[*position],
                from: preemption.map_or(i32::MIN, |found| found.priority.saturating_add(1)),
                reason: pending.map_or_else(String::new, |pending| pending.reason()),
            }
        };
        let newcomers: Vec<_> = coming.iter().map(newcomer).gather();
        let (outcomes, ways) = around.settle(&newcomers, fit.may_preempt_below());
        let positions = |came: Came| {
            let came = coming.iter().zip(came).filter(|(_, came)| came.is_some());
            came.map(|(position, _)| nodes::count(*position)).gather()
        };
        let ways = ways.into_iter().map(positions).collect();
        for (position, outcome) in coming.into_iter().zip(outcomes) {
            let pending = &mut placement[position].pending;
            let (reason, is_contested) = match outcome {
                Outcome::Comes => continue,
                Outcome::Preempts { from, reason } => {
                    let fit =
                        pending.get_or_insert_with(|| NodeFit::among_own(reason, false).into());
                    fit.preemption = fit::preemption(&nodes[position], from);
                    continue;
                }
                Outcome::Waits(reason) => (reason, false),
                Outcome::Contested(reason) => (reason, true),
            };
            // The scheduler tells what it finds before it thinks of deleting others.
            let fit = pending.get_or_insert_with(|| NodeFit::among_own(reason, false).into());
            fit.preemption = None;
            fit.is_contested = is_contested;
        }
        ways
    }

    /// The pod as the scheduler sees it; none where it never does.
    fn fit(&self) -> Option<Fit> {
        let is_bound = !self.pod.spec["nodeName"]
            .as_str()
            .unwrap_or_default()
            .is_empty();
        let facts = self.facts.of_namespace(self.namespace);
        (!is_bound).then(|| Fit::new(&self.pod, facts, self.facts))
    }
}
