//! What a rollout does, in numbers, and what holds it up.

use manifest::Message;
use manifest::message::rollout as said;

use super::super::nodes::count;
use super::super::{NodeFacts, NodePlacement, Outlook, RolloutForecast};
use super::Rolled;
use crate::rollout::{
    Bounds, End, Ends, HoldUp, HoldUpReason, Rollout, Stage, Stand, Standing, Stuck,
};

impl Outlook<'_> {
    /// What the rollout does, in numbers.
    pub(in super::super) fn rollout_forecast(
        &self,
        rolled: &Rolled,
        placement: &[NodePlacement],
        nodes: &[NodeFacts],
        bounds: Option<Bounds>,
        changes_pods: bool,
    ) -> RolloutForecast {
        let course = &rolled.course;
        let is_old = |standing: &Standing| standing.old != Stage::Absent;
        let replaces = |standing: &Standing| standing.runs && is_old(standing);
        let of = |is_meant: &dyn Fn(&Standing) -> bool| -> u32 {
            let stands = rolled.stands.iter();
            let meant = stands.filter(|stand| is_meant(&stand.standing));
            meant.map(|stand| stand.nodes).sum()
        };
        let made = |ends: &[Ends]| {
            rolled.sum(ends, End::New, replaces) + rolled.sum(ends, End::Waits, replaces)
        };
        let done = |ends: &[Ends]| rolled.sum(ends, End::New, |standing: &Standing| standing.runs);
        let is_left = |standing: &Standing| {
            !standing.runs && (is_old(standing) || standing.new != Stage::Absent)
        };
        let lost = |ends: &[Ends]| rolled.sum(ends, End::Empty, is_left);
        let wanted = of(&|standing| is_old(standing));
        let bounds = bounds.filter(|_| wanted > 0);
        let min_ready = self.object["spec"]["minReadySeconds"].as_u64();
        let min_ready = u32::try_from(min_ready.unwrap_or_default()).unwrap_or(u32::MAX);
        let desired = of(&|standing| standing.runs);
        let is_unfinished = bounds.is_some()
            && (course.is_stuck || rolled.best(End::New, replaces) < of(&replaces));
        RolloutForecast {
            changes_pods,
            started: of(&|standing| {
                standing.runs && !is_old(standing) && standing.new == Stage::Absent
            }),
            replaced: if bounds.is_some() {
                made(&course.best)
            } else {
                of(&replaces)
            },
            replaced_at_least: made(&course.worst),
            stopped: lost(&course.worst).max(lost(&course.best)),
            stopped_at_least: lost(&course.worst).min(lost(&course.best)),
            broken: bounds.map_or(0, |_| {
                of(&|standing| is_old(standing) && standing.old != Stage::Available)
            }),
            seconds: bounds.map_or(0, |_| course.waits.saturating_mul(min_ready)),
            steps: bounds.map(|bounds| Rollout {
                nodes: desired,
                max_unavailable: bounds.max_unavailable,
                max_surge: bounds.max_surge,
                waves: course.waves,
                first: course.first,
                most_unavailable: course.most_unavailable,
            }),
            stuck: is_unfinished.then(|| Stuck {
                done_at_least: done(&course.worst),
                done: done(&course.best),
                hold_ups: self.hold_ups(rolled, placement, nodes),
            }),
        }
    }

    /// What uses up what may be missing.
    fn hold_ups(
        &self,
        rolled: &Rolled,
        placement: &[NodePlacement],
        nodes: &[NodeFacts],
    ) -> Vec<HoldUp> {
        let mut found: Vec<HoldUp> = Vec::new();
        for (position, (node, place)) in nodes.iter().zip(placement).enumerate() {
            let stand = rolled.of_node[position];
            let Stand { standing, fate, .. } = rolled.stands[stand];
            if !standing.is_counted() || rolled.course.best[stand].of(End::New) > 0 {
                continue;
            }
            if !node.readiness.is_ready() && (standing.runs || !fate.goes) {
                add(
                    &mut found,
                    HoldUpReason::NotReady,
                    Message::default(),
                    Some(position),
                );
            } else if let Some(pending) = place.pending.as_ref().filter(|_| !fate.comes) {
                add(
                    &mut found,
                    HoldUpReason::Pending,
                    pending.reason().into(),
                    Some(position),
                );
            } else if standing.new != Stage::Absent && !fate.comes {
                add(
                    &mut found,
                    HoldUpReason::Unready,
                    Message::default(),
                    Some(position),
                );
            }
        }
        if let Some(refused) = self.refused.clone() {
            add(&mut found, HoldUpReason::Refused, refused.into(), None);
        } else if found.is_empty() {
            let why = said::quota_used_up();
            add(&mut found, HoldUpReason::Refused, why, None);
        }
        found
    }
}

/// Adds a node to those that are held up for the same reason.
fn add(found: &mut Vec<HoldUp>, reason: HoldUpReason, detail: Message, node: Option<usize>) {
    let is_same = |known: &HoldUp| known.reason == reason && known.detail == detail;
    let known = found.iter().position(is_same).unwrap_or_else(|| {
        found.push(HoldUp {
            reason,
            detail,
            nodes: Vec::new(),
        });
        found.len() - 1
    });
    found[known].nodes.extend(node.map(count));
}
