//! Contest: which of the new pods of a DaemonSet come where they keep each other away.
//!
//! Which of them comes first is chance, and so is which of several pods is deleted to make room. So
//! several ways are tried, and what differs between two of them is contested.

use std::collections::HashMap;

use manifest::gather::Gather;

use super::{Neighbourhood, Reason, Refusal};
use crate::facts::NodeFacts;
use crate::placement::answer::HOSTNAME;

/// In how many orders pods are let come where it matters which comes first.
const MOST_ORDERS: usize = 16;

/// A new pod on its node.
pub(crate) struct Newcomer<'n> {
    pub(crate) node: &'n NodeFacts,
    /// The pods there of a priority below this one are deleted to make room for it.
    pub(crate) from: i32,
    /// What is in its way before; empty where nothing is. Nodes are counted by it.
    pub(crate) reason: String,
}

/// What becomes of a new pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It runs.
    Comes,
    /// It runs, and the pods of its node of a priority below `from` may be deleted for it.
    Preempts { from: i32, reason: Reason },
    /// It waits.
    Waits(Reason),
    /// It depends on what is chance.
    Contested(Reason),
}

/// Of each pod below which priority pods were deleted for it; none where it did not come.
pub(crate) type Came = Vec<Option<i32>>;

/// What became of pods that are alike.
#[derive(Default)]
struct Seen {
    came: Option<i32>,
    waits: Option<Reason>,
}

impl Neighbourhood {
    /// What becomes of new pods of the priority `own`, on each of whose nodes one may come as far as
    /// lasts. Without `own` they never send others away.
    ///
    /// Besides, who came in each way that was tried.
    pub(crate) fn settle(
        &self,
        newcomers: &[Newcomer],
        own: Option<i32>,
    ) -> (Vec<Outcome>, Vec<Came>) {
        let all = 0..newcomers.len();
        let mut tried = vec![self.clone().fill(newcomers, own, true, &all)];
        let contested = self.rules.iter().filter(|rule| rule.is_contested());
        let contested: Vec<_> = contested.gather();
        let below = own.unwrap_or(i32::MIN);
        // It may be that none of the pods that go was one that counts, or that it comes back.
        let is_unsure = newcomers.iter().any(|newcomer| {
            let mut rules = contested.iter();
            rules.any(|rule| rule.gone(newcomer.node, below) > 0)
        });
        let mut pairs = tried[0].0.iter().zip(newcomers);
        if !is_unsure && pairs.all(|(came, newcomer)| *came == Some(newcomer.from)) {
            return (vec![Outcome::Comes; newcomers.len()], Vec::new());
        }
        // Nodes are alike that are in the same domains, and of which as many pods may go that count. Of those that
        // are counted apart one comes first in some way, else none of them would ever be seen to come.
        let key = |newcomer: &Newcomer| {
            let of_rule = contested.iter().map(|rule| {
                let domain = rule.domain_of(newcomer.node).map(|domain| {
                    // A domain of one node is what is in it: else no two nodes would be alike.
                    if rule.topology_key == HOSTNAME {
                        rule.at(newcomer.node, domain, i32::MIN).to_string()
                    } else {
                        domain.to_owned()
                    }
                });
                (domain, rule.gone(newcomer.node, below))
            });
            let reason = newcomer.reason.clone();
            (reason, newcomer.from, of_rule.gather())
        };
        let keys: Vec<_> = newcomers.iter().map(key).gather();
        let ways = if is_unsure {
            &[true, false][..]
        } else {
            &[true]
        };
        let mut seen = Vec::new();
        for first in keys.iter().rev() {
            if seen.len() >= MOST_ORDERS || seen.contains(&first) {
                continue;
            }
            seen.push(first);
            let ahead = all.clone().filter(|index| keys[*index] == *first);
            let behind = all.clone().filter(|index| keys[*index] != *first);
            let order = ahead.chain(behind);
            for removes in ways {
                tried.push(self.clone().fill(newcomers, own, *removes, &order));
            }
        }
        let mut alike: HashMap<_, Seen> = HashMap::new();
        for (came, end) in &tried {
            for ((key, newcomer), came) in keys.iter().zip(newcomers).zip(came) {
                let seen = alike.entry(key).or_default();
                if let Some(from) = came {
                    seen.came = seen.came.max(Some(*from));
                } else if seen.waits.is_none() {
                    let refusal = end.refusal(newcomer.node, newcomer.from);
                    seen.waits = refusal.map(|refusal| refusal.reason);
                }
            }
        }
        let outcome = |(key, newcomer): (_, &Newcomer)| {
            let seen = alike.get(key);
            match seen.map(|seen| (seen.came, seen.waits)) {
                Some((Some(_), Some(reason))) => Outcome::Contested(reason),
                Some((None, Some(reason))) => Outcome::Waits(reason),
                Some((Some(from), None)) if from > newcomer.from => Outcome::Preempts {
                    from,
                    reason: super::SPREAD,
                },
                _ => Outcome::Comes,
            }
        };
        let outcomes = keys.iter().zip(newcomers).map(outcome).collect();
        (outcomes, tried.into_iter().map(|(came, _)| came).gather())
    }

    /// Lets new pods come one after the other, in this order, until no more may. `removes` says whether
    /// the pods that go for them are those that count.
    fn fill(
        mut self,
        newcomers: &[Newcomer],
        own: Option<i32>,
        removes: bool,
        order: &(impl Iterator<Item = usize> + Clone),
    ) -> (Came, Self) {
        let mut came = vec![None; newcomers.len()];
        loop {
            let mut is_any = false;
            for index in order.clone() {
                if came[index].is_some() {
                    continue;
                }
                let newcomer = &newcomers[index];
                let Some(from) = self.lets_come(newcomer, own) else {
                    continue;
                };
                if removes {
                    self.remove(newcomer.node, from);
                }
                self.add_own(newcomer.node);
                came[index] = Some(from);
                is_any = true;
            }
            if !is_any {
                return (came, self);
            }
        }
    }

    /// Below which priority the pods of the node must go for the pod to come; none where it cannot.
    fn lets_come(&self, newcomer: &Newcomer, own: Option<i32>) -> Option<i32> {
        let (node, from) = (newcomer.node, newcomer.from);
        let refusal = |from| -> Option<Refusal> { self.refusal(node, from) };
        if refusal(from).is_none() {
            return Some(from);
        }
        let own = own.filter(|own| refusal(*own).is_none())?;
        let there = node.used.iter().flat_map(|used| &used.by_priority);
        let above = there.map(|entry| entry.priority.saturating_add(1));
        let mut above = above.filter(|above| (from..=own).contains(above));
        above.find(|above| refusal(*above).is_none())
    }
}
