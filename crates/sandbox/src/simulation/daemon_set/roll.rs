//! One step of a rolling update.

use preflight::rollout::{Bounds, Stage, Standing, moves};

use super::{Look, is_updated};
use crate::simulation::{Simulation, view::PodView};

/// A node and its pods.
struct Seats<'a> {
    node: &'a str,
    standing: Standing,
    old: Option<&'a str>,
}

impl Simulation {
    /// One step of a rolling update.
    pub(super) fn roll(&mut self, look: &Look) {
        let Some(view) = self.daemon_sets.get(look.key) else {
            return;
        };
        let desired = view.verdicts.values().filter(|verdict| verdict.runs);
        let desired = u32::try_from(desired.count()).unwrap_or(u32::MAX);
        let Some(bounds) = Bounds::of(&look.daemon_set, desired) else {
            return;
        };
        let pods = self.pods_by_node(look.key);
        let names = view.verdicts.keys();
        let gone = pods
            .keys()
            .filter(|node| !view.verdicts.contains_key(*node));
        let seats: Vec<Seats> = names
            .chain(gone)
            .map(|node| {
                let on_node = pods.get(node).map_or(&[][..], Vec::as_slice);
                self.seats(look, node, on_node)
            })
            .collect();
        let nodes: Vec<_> = seats.iter().map(|seats| (seats.standing, 1)).collect();
        let moves = moves(&nodes, desired, bounds);
        let meant = |numbers: &[u32]| -> Vec<usize> {
            let numbers = numbers.iter().enumerate();
            let meant = numbers.filter(|(_, number)| **number > 0);
            meant.map(|(position, _)| position).collect()
        };
        let deleted = meant(&moves.delete_old).into_iter();
        let deleted = deleted.filter_map(|position| seats[position].old);
        let deleted: Vec<Box<str>> = deleted.map(Into::into).collect();
        let create = meant(&moves.create).into_iter();
        let create: Vec<Box<str>> = create.map(|position| seats[position].node.into()).collect();
        for pod in &deleted {
            self.delete_pod(look, pod);
        }
        self.create_pods(look, &create);
    }

    fn seats<'a>(&'a self, look: &Look, node: &'a str, on_node: &'a [Box<str>]) -> Seats<'a> {
        let verdict = self.daemon_sets.get(look.key);
        let verdict = verdict.and_then(|view| view.verdicts.get(node));
        let mut seats = Seats {
            node,
            standing: Standing {
                runs: verdict.is_some_and(|verdict| verdict.runs),
                keeps_running: verdict.is_some_and(|verdict| verdict.keeps_running),
                ..Standing::default()
            },
            old: None,
        };
        let standing = &mut seats.standing;
        for pod in on_node {
            let Some(view) = self.pods.get(pod) else {
                continue;
            };
            if view.deleting {
                standing.is_leaving = true;
                continue;
            }
            let seat = if is_updated(view, look) {
                &mut standing.new
            } else {
                seats.old = Some(pod);
                &mut standing.old
            };
            standing.is_crowded |= *seat != Stage::Absent;
            *seat = self.stage(view, look);
        }
        seats
    }

    /// How far a pod has come.
    pub(super) fn stage(&self, pod: &PodView, look: &Look) -> Stage {
        if pod.ready_since.is_none() {
            Stage::Unready
        } else if pod.is_available(look.min_ready_seconds, self.now) {
            Stage::Available
        } else {
            Stage::Ready
        }
    }
}
