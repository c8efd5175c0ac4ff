//! One requirement before the pods that there are: how many count in which domain.

use std::collections::HashMap;

use super::Staying;
use super::wishes::Spread;
use crate::facts::{NodeFacts, Places};

/// One requirement, and what of it is fulfilled where.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) kind: RuleKind,
    pub(super) topology_key: String,
    /// How many pods count, by the value of the nodes' label.
    pub(super) domains: HashMap<String, i64>,
    /// How many domains there are of each size, by the size.
    pub(super) sizes: Vec<(i64, usize)>,
    /// How many pods count, by node and priority.
    pub(super) places: Places,
    /// Whether each new pod of the DaemonSet counts as well.
    pub(super) counts_own: bool,
}

#[derive(Clone, Debug)]
pub(super) enum RuleKind {
    /// A claim that only one pod may use.
    OnePod,
    Spread(Box<Spread>),
    Affinity,
    AntiAffinity,
    /// The anti-affinity of other pods.
    Repelled,
}

impl RuleKind {
    /// The place in the order in which the scheduler asks.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::OnePod => 0,
            Self::Spread(_) => 1,
            Self::Affinity => 2,
            Self::AntiAffinity => 3,
            Self::Repelled => 4,
        }
    }
}

impl Rule {
    pub(super) fn new(kind: RuleKind, topology_key: &str, places: Places) -> Self {
        Self {
            kind,
            topology_key: topology_key.to_owned(),
            domains: HashMap::new(),
            sizes: Vec::new(),
            places,
            counts_own: false,
        }
    }

    pub(super) fn add_places(&mut self, staying: &Staying) {
        for (node, priority) in &staying.pods {
            let counts = self.places.entry((*node).to_owned()).or_default();
            counts.push((*priority, 1));
        }
    }

    /// Counts pods to a domain.
    pub(super) fn add(&mut self, value: &str, count: i64) {
        let before = self.domains.get(value).copied();
        if before.is_some() && count == 0 {
            return;
        }
        if let Some(before) = before {
            self.leave_size(before);
        }
        let size = before.unwrap_or_default() + count;
        self.domains.insert(value.to_owned(), size);
        match self.place_of_size(size) {
            Ok(place) => self.sizes[place].1 += 1,
            Err(place) => self.sizes.insert(place, (size, 1)),
        }
    }

    /// One domain less is of this size.
    fn leave_size(&mut self, size: i64) {
        if let Ok(place) = self.place_of_size(size) {
            self.sizes[place].1 -= 1;
            if self.sizes[place].1 == 0 {
                self.sizes.remove(place);
            }
        }
    }

    /// Where a size is among the sizes, or would be.
    fn place_of_size(&self, size: i64) -> Result<usize, usize> {
        self.sizes.binary_search_by(|(known, _)| known.cmp(&size))
    }

    /// Whether no pod counts anywhere.
    pub(super) fn is_empty(&self) -> bool {
        self.sizes.iter().all(|(size, _)| *size <= 0)
    }

    /// The domain that the node is in.
    pub(super) fn domain_of<'n>(&self, node: &'n NodeFacts) -> Option<&'n str> {
        if matches!(self.kind, RuleKind::OnePod) {
            return Some("");
        }
        node.labels.get(&self.topology_key).map(String::as_str)
    }

    /// Whether new pods of the DaemonSet change what holds for others of them.
    pub(super) fn is_contested(&self) -> bool {
        let sees_others = match &self.kind {
            RuleKind::Spread(spread) => spread.counts_all_nodes,
            RuleKind::Repelled => false,
            RuleKind::OnePod | RuleKind::Affinity | RuleKind::AntiAffinity => true,
        };
        self.counts_own && sees_others
    }

    /// How many pods count in the domain, where those on the node of a priority below `from` are gone.
    pub(super) fn at(&self, node: &NodeFacts, value: &str, from: i32) -> i64 {
        let there = self.domains.get(value).copied().unwrap_or_default();
        there - self.gone(node, from)
    }

    pub(super) fn gone(&self, node: &NodeFacts, from: i32) -> i64 {
        let counts = self.places.get(&node.name).into_iter().flatten();
        let gone = counts.filter(|(priority, _)| *priority < from);
        gone.map(|(_, count)| i64::from(*count)).sum()
    }

    /// By how much the domain would exceed the smallest one.
    pub(super) fn skew(&self, spread: &Spread, node: &NodeFacts, value: &str, from: i32) -> i64 {
        let own = i64::from(self.counts_own);
        let (there, smallest, domains) = if spread.counts_all_nodes {
            let there = self.at(node, value, from);
            let smallest = self.sizes.first().map_or(0, |(size, _)| *size);
            (there, smallest.min(there), self.domains.len())
        } else {
            let counts = self.places.get(&node.name);
            let there = counts.map_or(0, |counts| total(counts)) - self.gone(node, from);
            (there, there, 1)
        };
        let is_enough = i64::try_from(domains).is_ok_and(|domains| domains >= spread.min_domains);
        there + own - if is_enough { smallest } else { 0 }
    }
}

/// The pods of all priorities.
pub(super) fn total(counts: &[(i32, u32)]) -> i64 {
    counts.iter().map(|(_, count)| i64::from(*count)).sum()
}
