//! Neighbourhood: what pods want of, or have against, other pods: (anti)affinity and topology spread.
//!
//! Follows kube-scheduler's `plugins/interpodaffinity` and `plugins/podtopologyspread` with what is
//! special of a pod of a DaemonSet: its node affinity names one node. So a spread constraint that
//! honours node affinity, as it does by default, sees this node alone.

mod contest;
mod rule;
mod wishes;

use manifest::LabelSelector;
use manifest::gather::Gather;

pub(crate) use self::contest::{Came, Newcomer, Outcome};
use self::rule::{Rule, RuleKind, total};
use self::wishes::Labels;
pub(crate) use self::wishes::Wishes;
use crate::facts::{NeighbourFacts, NodeFacts, Places, PodTerm, chooses};

const ONE_POD: Reason = Reason {
    words: "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod",
    field: &["volumes"],
};
const MISSING_LABEL: Reason = Reason {
    words: "node(s) didn't match pod topology spread constraints (missing required label)",
    field: &["topologySpreadConstraints"],
};
const SPREAD: Reason = Reason {
    words: "node(s) didn't match pod topology spread constraints",
    field: &["topologySpreadConstraints"],
};
const AFFINITY: Reason = Reason {
    words: "node(s) didn't match pod affinity rules",
    field: &["affinity", "podAffinity"],
};
const ANTI_AFFINITY: Reason = Reason {
    words: "node(s) didn't match pod anti-affinity rules",
    field: &["affinity", "podAntiAffinity"],
};
/// Others have it against this pod; only its labels could be changed.
const REPELLED: Reason = Reason {
    words: "node(s) didn't satisfy existing pods anti-affinity rules",
    field: &[],
};

/// Why a pod may not be beside those that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    /// As the scheduler says it.
    pub(crate) words: &'static str,
    /// The field of the pod's spec that asks for it, by its keys.
    pub(crate) field: &'static [&'static str],
}

/// All requirements before the pods that there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Neighbourhood {
    rules: Vec<Rule>,
    /// Whether something is asked of other pods that could not be answered.
    pub(crate) is_unsure: bool,
    /// Whether one pod is looked at alone, so that none of its kind comes meanwhile.
    pub(crate) is_of_one: bool,
}

/// That a pod may not be beside those that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) reason: Reason,
    /// Whether it would be refused too if other pods were sent away from the node.
    pub(crate) is_final: bool,
}

impl Refusal {
    /// Whether another pod uses a claim that only one may.
    pub(crate) fn is_of_claim(&self) -> bool {
        self.reason == ONE_POD
    }
}

/// The pods of the DaemonSet that stay while new ones are made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Staying<'a> {
    /// What they show and want.
    pub(crate) wishes: Wishes,
    /// Their nodes and their priorities.
    pub(crate) pods: Vec<(&'a str, i32)>,
}

impl Neighbourhood {
    /// Puts the wishes of a DaemonSet's new pods before all nodes. `tolerates` says whether the pods
    /// tolerate the taints of a node.
    pub(crate) fn new<'n>(
        wishes: &Wishes,
        facts: Option<&NeighbourFacts>,
        namespace_labels: Option<&Labels>,
        nodes: impl IntoIterator<Item = &'n NodeFacts>,
        staying: &Staying,
        tolerates: impl Fn(&NodeFacts) -> bool,
    ) -> Self {
        let mut found = Self::default();
        let questions = wishes.questions();
        let mut questions = questions.iter();
        let mut answer = || {
            let question = questions.next()?;
            let answers = &facts?.answers;
            let answer = answers.iter().find(|(asked, _)| asked == question);
            answer.map(|(_, places)| places.clone())
        };
        let means = |terms: &[PodTerm], labels| {
            let mut terms = terms.iter();
            terms.all(|term| wishes.mean(term, labels, namespace_labels))
        };
        // A term that means the DaemonSet's own pods counts them; those that stay are there already.
        let mut add = |kind, key: &str, terms: &[PodTerm], places: Option<Places>| {
            found.is_unsure |= places.is_none();
            let mut rule = Rule::new(kind, key, places.unwrap_or_default());
            rule.counts_own = means(terms, &wishes.labels);
            if means(terms, &staying.wishes.labels) {
                rule.add_places(staying);
            }
            found.rules.push(rule);
        };
        if !wishes.affinity.is_empty() {
            let places = answer();
            for term in &wishes.affinity {
                add(
                    RuleKind::Affinity,
                    &term.topology_key,
                    &wishes.affinity,
                    places.clone(),
                );
            }
        }
        for term in &wishes.anti_affinity {
            let terms = std::slice::from_ref(term);
            add(RuleKind::AntiAffinity, &term.topology_key, terms, answer());
        }
        for spread in &wishes.spread {
            let places = if spread.is_met_anyway() {
                Some(Places::new())
            } else {
                answer()
            };
            let terms = std::slice::from_ref(&spread.term);
            let kind = RuleKind::Spread(Box::new(spread.clone()));
            add(kind, &spread.term.topology_key, terms, places);
        }
        for term in &staying.wishes.anti_affinity {
            if means(std::slice::from_ref(term), &wishes.labels) {
                let mut rule = Rule::new(RuleKind::Repelled, &term.topology_key, Places::new());
                rule.add_places(staying);
                found.rules.push(rule);
            }
        }
        for (selector, key, places) in facts.into_iter().flat_map(|facts| &facts.repelled) {
            let selector = LabelSelector::from_value(selector);
            if selector.is_some_and(|selector| chooses(&selector, &wishes.labels)) {
                found
                    .rules
                    .push(Rule::new(RuleKind::Repelled, key, places.clone()));
            }
        }
        // Where it is not known who is drawn where, no pod is said to wait for it.
        if found.is_unsure {
            found
                .rules
                .retain(|rule| !matches!(rule.kind, RuleKind::Affinity | RuleKind::Spread(_)));
        }
        if !found.rules.is_empty() {
            found.count(nodes, tolerates);
        }
        found
    }

    /// Adds that only one pod may use a claim; `users` are those that do, by node and priority.
    pub(crate) fn add_claim_of_one<'u>(&mut self, users: impl Iterator<Item = (&'u str, i32)>) {
        let mut rule = Rule::new(RuleKind::OnePod, "", Places::new());
        rule.counts_own = true;
        rule.add("", 0);
        for (node, priority) in users {
            let counts = rule.places.entry(node.to_owned()).or_default();
            counts.push((priority, 1));
            rule.add("", 1);
        }
        self.rules.insert(0, rule);
    }

    /// Whether one new pod of the DaemonSet may keep another from its node.
    pub(crate) fn has_contest(&self) -> bool {
        self.rules.iter().any(Rule::is_contested)
    }

    /// Counts the pods of each node to the domain of the node.
    fn count<'n>(
        &mut self,
        nodes: impl IntoIterator<Item = &'n NodeFacts>,
        tolerates: impl Fn(&NodeFacts) -> bool,
    ) {
        let is_spread = |rule: &&Rule| matches!(rule.kind, RuleKind::Spread(_));
        let spread = self.rules.iter().filter(is_spread);
        let keys: Vec<String> = spread.map(|rule| rule.topology_key.clone()).gather();
        for node in nodes {
            let has_keys = || keys.iter().all(|key| node.labels.contains_key(key));
            for rule in &mut self.rules {
                let Some(value) = node.labels.get(&rule.topology_key) else {
                    continue;
                };
                let count = rule
                    .places
                    .get(&node.name)
                    .map_or(0, |counts| total(counts));
                let is_counted = match &rule.kind {
                    RuleKind::Spread(spread) => {
                        spread.counts_all_nodes
                            && has_keys()
                            && (!spread.honors_taints || tolerates(node))
                    }
                    _ => count > 0,
                };
                if is_counted {
                    rule.add(value, count);
                }
            }
        }
    }

    /// Counts a new pod of the DaemonSet on the node in.
    pub(crate) fn add_own(&mut self, node: &NodeFacts) {
        for rule in self.rules.iter_mut().filter(|rule| rule.counts_own) {
            if let Some(value) = rule.domain_of(node) {
                rule.add(value, 1);
            }
        }
    }

    /// Why no pod may come to the node, where the pods there of a priority below `from` are gone.
    pub(crate) fn refusal(&self, node: &NodeFacts, from: i32) -> Option<Refusal> {
        self.refusal_by(node, from, |_| true)
    }

    /// The same, as far as it will not change with the new pods of the DaemonSet that come: spread alone
    /// allows more on one node when pods come to others.
    pub(crate) fn lasting_refusal(&self, node: &NodeFacts, from: i32) -> Option<Refusal> {
        self.refusal_by(node, from, |rule| {
            self.is_of_one || !matches!(rule.kind, RuleKind::Spread(_)) || !rule.is_contested()
        })
    }

    /// Whether an anti-affinity keeps the pod away from the node.
    pub(crate) fn is_repelled(&self, node: &NodeFacts) -> bool {
        let refusal = self.refusal_by(node, i32::MIN, |rule| {
            matches!(rule.kind, RuleKind::AntiAffinity | RuleKind::Repelled)
        });
        refusal.is_some_and(|refusal| matches!(refusal.reason, ANTI_AFFINITY | REPELLED))
    }

    /// The pods of a priority below `from` on the node are deleted. Whether any of them mattered.
    pub(crate) fn remove(&mut self, node: &NodeFacts, from: i32) -> bool {
        let mut is_any = false;
        for rule in &mut self.rules {
            let gone = rule.gone(node, from);
            if gone == 0 {
                continue;
            }
            is_any = true;
            if let Some(counts) = rule.places.get_mut(&node.name) {
                counts.retain(|(priority, _)| *priority >= from);
            }
            if let Some(value) = rule.domain_of(node) {
                rule.add(value, -gone);
            }
        }
        is_any
    }

    fn refusal_by(
        &self,
        node: &NodeFacts,
        from: i32,
        counts: impl Fn(&Rule) -> bool,
    ) -> Option<Refusal> {
        // The order of the kinds is that of the scheduler's plugins, and of its checks in each.
        let mut is_drawn_elsewhere = false;
        let mut found: Option<(&RuleKind, Refusal)> = None;
        for rule in &self.rules {
            let domain = rule.domain_of(node);
            // A label that the node does not have it will not have later.
            if domain.is_some() && !counts(rule) {
                continue;
            }
            let (reason, is_final) = match (&rule.kind, domain) {
                (RuleKind::OnePod, Some(_)) if rule.at(node, "", from) > 0 => (ONE_POD, false),
                (RuleKind::Spread(_), None) => (MISSING_LABEL, true),
                (RuleKind::Spread(spread), Some(value))
                    if rule.skew(spread, node, value, from) > spread.max_skew =>
                {
                    (SPREAD, false)
                }
                (RuleKind::Affinity, None) => (AFFINITY, true),
                (RuleKind::Affinity, Some(value)) if rule.at(node, value, from) <= 0 => {
                    is_drawn_elsewhere = true;
                    continue;
                }
                (RuleKind::AntiAffinity, Some(value)) if rule.at(node, value, from) > 0 => {
                    (ANTI_AFFINITY, false)
                }
                (RuleKind::Repelled, Some(value)) if rule.at(node, value, from) > 0 => {
                    (REPELLED, false)
                }
                _ => continue,
            };
            if found.is_none_or(|(kind, _)| rule.kind.rank() < kind.rank()) {
                found = Some((&rule.kind, Refusal { reason, is_final }));
            }
        }
        // The first of a series that is drawn to itself may go anywhere.
        let mut affinity = self
            .rules
            .iter()
            .filter(|rule| matches!(rule.kind, RuleKind::Affinity));
        let is_missing =
            is_drawn_elsewhere && !affinity.all(|rule| rule.is_empty() && rule.counts_own);
        if is_missing && found.is_none_or(|(kind, _)| RuleKind::Affinity.rank() < kind.rank()) {
            let (reason, is_final) = (AFFINITY, true);
            return Some(Refusal { reason, is_final });
        }
        found.map(|(_, refusal)| refusal)
    }
}
