//! Course: a rollout to its end, or to where it stands still.
//!
//! Takes the controller's steps one after the other: pods that are missing or one too many
//! (`podsShouldBeOnNode`), then the rolling update, which is left out while a pod is refused because the
//! refusal ends the controller's look (`updateDaemonSet` in `pkg/controller/daemon/daemon_controller.go`).
//! Between two looks everything happens that will: what is deleted goes, what is new becomes available.

use manifest::order;

use super::{Bounds, Stage, Standing, Surplus, moves};

/// What becomes of pods on a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// Whether a new pod becomes available. Where two are allowed, beside an old one that is ready.
    pub comes: bool,
    /// Whether what is deleted goes. On a node whose kubelet does not answer it stays for ever.
    pub goes: bool,
}

/// Nodes that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// What stands on each of them.
    pub standing: Standing,
    /// What becomes of pods there.
    pub fate: Fate,
    /// How many they are.
    pub nodes: u32,
}

/// How a node ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With its old pod.
    Old,
    /// With a new pod that is available.
    New,
    /// With a new pod that does not become available.
    Waits,
    /// Without a pod, or with one that does not go.
    Empty,
}

/// How nodes that were alike end: how many in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends([u32; 4]);

/// A rollout from its beginning to its end. Where something depends on the order of the nodes it is a span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// For each of the stands how its nodes end if those whose new pods do not come are touched first.
    pub worst: Vec<Ends>,
    /// The same if they are touched last, after all whose pods only go.
    pub best: Vec<Ends>,
    /// In how many steps at least pods are replaced, if all pods of a step are available before the next.
    pub waves: u32,
    /// How often at least new pods have to become available one after the other.
    pub waits: u32,
    /// How many pods the first step touches.
    pub first: u32,
    /// On how many of the nodes that should run a pod none is available at some moment, at most.
    pub most_unavailable: u32,
    /// Whether in the end pods remain to be replaced that never will.
    pub is_stuck: bool,
    /// Whether it depends on the order of the nodes how they end.
    pub is_chance: bool,
}

impl Ends {
    /// How many end in this way.
    #[must_use]
    pub fn of(self, end: End) -> u32 {
        self.0[end as usize]
    }
}

impl Course {
    /// Runs a rollout. Under `OnDelete`, without `bounds`, only what is missing is made. `let_through` says
    /// how many new pods the API server lets through in all once so many old ones are gone.
    #[must_use]
    pub fn run(stands: &[Stand], bounds: Option<Bounds>, let_through: &dyn Fn(u32) -> u32) -> Self {
        // What goes from a node that is left takes up the place of one to be replaced, unless the controller's cache
        // has not heard yet that it goes when the same look comes to the update.
        let is_left = |stand: &Stand| {
            let Standing { runs, old, new, .. } = stand.standing;
            !stand.standing.keeps_running && !runs && (old, new) != (Stage::Absent, Stage::Absent)
        };
        let has_left =
            bounds.is_some_and(|bounds| bounds.max_surge == 0) && stands.iter().any(is_left);
        let run = |is_best: bool| {
            let mut run = Run::new(stands, bounds, is_best);
            run.overlooks = has_left && !is_best;
            while run.step(let_through) {}
            run
        };
        let worst = run(false);
        let ends = worst.ends();
        // Where all pods fare alike the order does not matter.
        let kind = |stand: &Stand| (stand.fate, stand.standing.runs);
        let is_mixed = stands.iter().any(|stand| kind(stand) != kind(&stands[0]));
        let best = (is_mixed || has_left).then(|| run(true));
        let best = best.as_ref().unwrap_or(&worst);
        let best_ends = best.ends();
        let prompt = (bounds.is_some() && !is_even(stands)).then(|| {
            let mut run = Run::new(stands, bounds, true);
            run.is_prompt = true;
            run.left = run.left.saturating_mul(2);
            while run.step(let_through) {}
            run
        });
        let prompt = prompt.as_ref().unwrap_or(best);
        Self {
            is_chance: ends != best_ends,
            is_stuck: worst.is_stuck(),
            first: worst.first,
            waves: worst.waves.min(best.waves).min(prompt.waves),
            waits: worst.waits.min(best.waits).min(prompt.waits),
            most_unavailable: worst.most_unavailable.max(best.most_unavailable),
            worst: ends,
            best: best_ends,
        }
    }
}

/// Whether nothing is missing or under way at the beginning. Else pods of different steps may become available together,
/// and the looks of the controller say nothing of how long that takes.
fn is_even(stands: &[Stand]) -> bool {
    let mut meant = stands.iter().filter(|stand| stand.standing.runs);
    meant.all(|stand| {
        let Standing { old, new, .. } = stand.standing;
        old == Stage::Available || new == Stage::Available
    })
}

/// Nodes of one stand that are still alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Group {
    /// Which of the stands.
    stand: usize,
    standing: Standing,
    nodes: u32,
}

struct Run<'s> {
    stands: &'s [Stand],
    groups: Vec<Group>,
    bounds: Option<Bounds>,
    desired: u32,
    is_best: bool,
    /// Whether all that takes no time is done before a new pod becomes available.
    is_prompt: bool,
    /// Whether what goes from a node that is left is not seen to go in the look in which it is deleted.
    overlooks: bool,
    /// The groups whose pods went in this look.
    left_now: Vec<usize>,
    /// How many new pods were made, and how many old ones are gone.
    made: u32,
    gone: u32,
    waves: u32,
    waits: u32,
    first: u32,
    most_unavailable: u32,
    /// Steps that may still be taken; there to end what would go round in circles.
    left: u32,
}

impl<'s> Run<'s> {
    fn new(stands: &'s [Stand], bounds: Option<Bounds>, is_best: bool) -> Self {
        let meant = stands.iter().filter(|stand| stand.standing.runs);
        let nodes: u32 = stands.iter().map(|stand| stand.nodes).sum();
        let groups = stands.iter().enumerate();
        let mut run = Self {
            stands,
            groups: Vec::with_capacity(stands.len() + 4),
            bounds,
            desired: meant.map(|stand| stand.nodes).sum(),
            is_best,
            is_prompt: false,
            overlooks: false,
            left_now: Vec::new(),
            made: 0,
            gone: 0,
            waves: 0,
            waits: 0,
            first: 0,
            most_unavailable: 0,
            left: nodes.saturating_mul(4).saturating_add(16),
        };
        for (stand, found) in groups {
            run.groups.push(Group {
                stand,
                standing: found.standing,
                nodes: found.nodes,
            });
        }
        run.merge();
        run
    }

    /// One look of the controller and what comes of it. Whether anything has happened.
    fn step(&mut self, let_through: &dyn Fn(u32) -> u32) -> bool {
        let before = self.groups.clone();
        self.left -= 1;
        let is_refused = self.manage(let_through);
        if !is_refused {
            self.roll(let_through);
        }
        let unavailable = self.groups.iter().filter(|group| {
            let Standing { runs, old, new, .. } = group.standing;
            runs && old != Stage::Available && new != Stage::Available
        });
        let unavailable = unavailable.map(|group| group.nodes).sum();
        self.most_unavailable = self.most_unavailable.max(unavailable);
        self.go();
        if !self.is_prompt {
            self.come();
        }
        self.merge();
        if self.is_prompt && self.groups == before {
            self.come();
            self.merge();
        }
        self.groups != before && self.left > 0
    }

    fn allows_surge(&self) -> bool {
        self.bounds.is_some_and(|bounds| bounds.max_surge > 0)
    }

    /// Makes pods that are missing and takes those away that are one too many. Whether one is refused.
    fn manage(&mut self, let_through: &dyn Fn(u32) -> u32) -> bool {
        let allows_surge = self.allows_surge();
        let mut is_refused = false;
        self.left_now.clear();
        for position in 0..self.groups.len() {
            let Group {
                standing, nodes, ..
            } = self.groups[position];
            if standing.misses_pod(allows_surge) {
                is_refused |= self.create(position, nodes, let_through) < nodes;
            }
            let standing = &mut self.groups[position].standing;
            let surplus = standing.surplus(allows_surge);
            let has_pod = standing.old != Stage::Absent || standing.new != Stage::Absent;
            if has_pod && !standing.keeps_running {
                self.left_now.push(position);
            }
            if surplus == Some(Surplus::Old) || (!standing.keeps_running && has_pod) {
                standing.old = Stage::Absent;
                standing.is_leaving = true;
            }
            if surplus == Some(Surplus::New) || !standing.keeps_running {
                standing.is_leaving |= standing.new != Stage::Absent;
                standing.new = Stage::Absent;
            }
            standing.is_leaving |= standing.is_crowded;
            standing.is_crowded = false;
        }
        is_refused
    }

    /// Makes new pods on some nodes of a group, as many as are let through.
    fn create(&mut self, position: usize, nodes: u32, let_through: &dyn Fn(u32) -> u32) -> u32 {
        let may = let_through(self.gone).saturating_sub(self.made);
        let made = nodes.min(may);
        self.made += made;
        self.change(position, made, |standing| standing.new = Stage::Unready);
        made
    }

    fn roll(&mut self, let_through: &dyn Fn(u32) -> u32) {
        let Some(bounds) = self.bounds else {
            return;
        };
        let nodes = self.groups.iter();
        let mut nodes: Vec<_> = nodes.map(|group| (group.standing, group.nodes)).collect();
        for position in self.left_now.iter().filter(|_| self.overlooks) {
            nodes[*position].0 = Standing::default();
        }
        let moves = moves(&nodes, self.desired, bounds);
        let mut touched = 0;
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        // Where a quota does not let all through, those come first whose old pods are not available.
        order::sort_by(&mut order, |one, other| {
            let is_later = |position: usize| nodes[position].0.old > Stage::Unready;
            is_later(*one).cmp(&is_later(*other))
        });
        for position in order {
            let (deleted, wanted) = (moves.delete_old[position], moves.create[position]);
            self.change(position, deleted, |standing| {
                standing.old = Stage::Absent;
                standing.is_leaving = true;
            });
            // The old one that goes because the new one is there was counted when that was made.
            let is_new = nodes[position].0.new == Stage::Absent;
            touched += if is_new { deleted } else { 0 };
            touched += self.create(position, wanted, let_through);
        }
        self.waves += u32::from(touched > 0);
        if self.first == 0 {
            self.first = touched;
        }
    }

    /// What is deleted goes.
    fn go(&mut self) {
        for group in &mut self.groups {
            let fate = self.stands[group.stand].fate;
            let standing = &mut group.standing;
            if standing.is_leaving && fate.goes {
                standing.is_leaving = false;
                self.gone += group.nodes;
            }
            if standing.old == Stage::Ready {
                standing.old = Stage::Available;
            }
        }
    }

    /// Time passes: what is new becomes available.
    fn come(&mut self) {
        let mut is_new = false;
        for group in &mut self.groups {
            let fate = self.stands[group.stand].fate;
            let standing = &mut group.standing;
            if fate.comes && standing.new != Stage::Absent && standing.new != Stage::Available {
                standing.new = Stage::Available;
                is_new = true;
            }
        }
        self.waits += u32::from(is_new);
    }

    /// Changes so many nodes of a group, which become a group of their own if they are not all.
    fn change(&mut self, position: usize, nodes: u32, change: fn(&mut Standing)) {
        let group = &mut self.groups[position];
        if nodes == group.nodes {
            change(&mut group.standing);
        } else if nodes > 0 {
            group.nodes -= nodes;
            let mut changed = Group { nodes, ..*group };
            change(&mut changed.standing);
            self.groups.push(changed);
        }
    }

    /// Puts together what has become alike, in the order in which the controller touches it.
    fn merge(&mut self) {
        let (stands, is_best) = (self.stands, self.is_best);
        let key = |group: &Group| {
            let fate = stands[group.stand].fate;
            let is_last = fate.comes != is_best;
            // What only goes uses nothing up, so that the others come after it all the same.
            let only_goes = is_best && fate.goes && !group.standing.runs;
            // What hangs holds up the others without a new pod of its own.
            let hangs_last = fate.goes != is_best;
            (is_last, !only_goes, hangs_last, group.stand, group.standing)
        };
        order::sort_by(&mut self.groups, |one, other| key(one).cmp(&key(other)));
        self.groups.dedup_by(|next, kept| {
            let is_same = next.stand == kept.stand && next.standing == kept.standing;
            kept.nodes += if is_same { next.nodes } else { 0 };
            is_same
        });
    }

    fn ends(&self) -> Vec<Ends> {
        let mut ends = vec![Ends::default(); self.stands.len()];
        for group in &self.groups {
            ends[group.stand].0[End::of(group.standing) as usize] += group.nodes;
        }
        ends
    }

    /// A pod that may stay on a node where none would be made is no part of what the rollout comes to
    /// (`updatedNumberScheduled`).
    fn is_stuck(&self) -> bool {
        let mut groups = self.groups.iter();
        let is_left = |group: &Group| group.standing.runs && group.standing.old != Stage::Absent;
        self.bounds.is_some() && groups.any(is_left)
    }
}

impl End {
    fn of(standing: Standing) -> Self {
        match standing {
            Standing { old, .. } if old != Stage::Absent => Self::Old,
            Standing {
                new: Stage::Available,
                ..
            } => Self::New,
            Standing {
                new: Stage::Absent, ..
            } => Self::Empty,
            _ => Self::Waits,
        }
    }
}

#[cfg(test)]
mod tests;
