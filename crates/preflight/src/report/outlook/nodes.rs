//! Node by node: the placement, what the scheduler and a rollout make of it, and the nodes in groups.

use manifest::gather::Gather;

use super::own::OwnPods;
use super::{
    Forecast, NodeFacts, NodePlacement, Outlook, Placement, Plan, Present, group, model, totals,
};
use crate::placement::group::{NodeGroup, NodeVerdict};
use crate::rollout::Bounds;

impl Outlook<'_> {
    /// Completes the placement, groups the nodes and says what stands out.
    pub(super) fn nodes(
        &mut self,
        placement: &mut [NodePlacement],
        forecast: &mut Forecast,
    ) -> Plan {
        let Some(nodes) = self.facts.nodes.as_ref() else {
            return Plan::default();
        };
        let targets = placement.iter().filter(|place| place.runs).count();
        let bounds = Bounds::of(self.object, count(targets));
        let changes_pods = self
            .stored
            .is_some_and(|stored| model::changes_pods(stored, self.object));
        let own = OwnPods::of(
            self.facts,
            (self.namespace, self.name),
            (self.object, self.stored),
            changes_pods,
        );
        let presents: Vec<Present> = nodes
            .iter()
            .map(|node| {
                let mut pods = own.on(&node.name).iter();
                match own.get(&node.name) {
                    None => Present::No,
                    Some(_) if bounds.is_some() && pods.any(|(_, is_old)| *is_old) => {
                        Present::Replaced
                    }
                    Some(pod) if pod.is_terminating => Present::No,
                    Some(_) => Present::Stays,
                }
            })
            .collect();
        let max_surge = bounds.map_or(0, |bounds| bounds.max_surge);
        let template = Placement::new(self.object);
        let outcomes = self.schedule(placement, nodes, &template, (&own, &presents, max_surge));
        let rolled = self.roll(nodes, placement, &own, bounds);
        let mut rollout = self.rollout_forecast(&rolled, placement, nodes, bounds, changes_pods);
        for (position, place) in placement.iter_mut().enumerate() {
            let stays = matches!(rolled.present(position), Present::Stays | Present::Ails);
            if stays && own.is_running(&place.node) {
                place.pending = None;
            }
        }
        forecast.groups = group::group(&template, placement, nodes, |position| {
            rolled.present(position)
        });
        for group in &mut forecast.groups {
            if group.verdict == NodeVerdict::Contested {
                let came = |way: &Vec<u32>| {
                    let came = group
                        .nodes
                        .iter()
                        .filter(|node| way.binary_search(node).is_ok());
                    count(came.count())
                };
                group.running = outcomes.iter().map(came).min();
                group.most = outcomes.iter().map(came).max();
            }
        }
        let getting = placement.iter().zip(nodes).filter(|(place, _)| place.runs);
        let getting: Vec<&NodeFacts> = getting.map(|(_, node)| node).gather();
        forecast.resources = totals::of(&self.pod.spec, &getting, &own);
        let stops = |group: &&NodeGroup| group.verdict == NodeVerdict::Stopped;
        let stopped = forecast.groups.iter().filter(stops);
        let stopped = count(stopped.map(|group| group.nodes.len()).sum());
        rollout.stopped = rollout.stopped.min(stopped);
        rollout.stopped_at_least = rollout.stopped_at_least.min(stopped);
        let of = |present| {
            let made = presents.iter().zip(placement.iter());
            let meant = made.filter(|(found, place)| place.runs && **found == present);
            count(meant.count())
        };
        let plan = Plan {
            is_known: true,
            max_surge,
            started: of(Present::No),
            replaced: of(Present::Replaced),
            stopped: rollout.stopped,
            running: rolled.running().saturating_sub(held_back(&forecast.groups)),
            made: rolled.made(),
            taken_in_vain: rolled.taken_in_vain(),
        };
        self.placement_problems(targets, nodes);
        self.rollout_problems(&rollout, nodes);
        self.surge_conflict(nodes, &template, bounds, &rollout);
        self.pending_problems(forecast);
        forecast.rollout = self.stored.map(|_| rollout);
        plan
    }
}

/// On how many contested nodes no pod will run, at best.
fn held_back(groups: &[NodeGroup]) -> u32 {
    let contested = groups.iter().filter_map(|group| {
        let running = group.running?;
        Some(count(group.nodes.len()).saturating_sub(running))
    });
    contested.sum()
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
