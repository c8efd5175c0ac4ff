//! `Expected`: what a report forecasts of the pods, to be held against those that there are.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use preflight::Report;

/// What is forecast of the pods.
#[derive(Debug)]
pub(super) struct Expected {
    /// By node: nothing where the pod will run, else the scheduler's reasons.
    pods: BTreeMap<String, Vec<String>>,
    /// Nodes of which so many get a running pod, and which ones is chance.
    contested: Vec<(Vec<String>, RangeInclusive<usize>)>,
    /// How many of the pods the quotas let through, where these are not all: which ones is chance.
    allowed: Option<usize>,
    /// Whether others are deleted for them, of whose share of a quota more of them may come.
    preempts: bool,
    /// The nodes on which pods of others wait: where it is chance which pod comes first, what is deleted to make room
    /// may make it for them, which is not looked at.
    rivals: BTreeSet<String>,
}

impl Expected {
    pub(super) fn of(report: &Report, rivals: BTreeSet<String>) -> Self {
        let running = report.placement.iter().filter(|place| place.runs);
        let pods = running.map(|place| {
            let pending = place.pending.as_ref();
            // Others are deleted, and then it runs.
            let pending = pending.filter(|fit| fit.preemption.is_none());
            let reasons = pending.map(|fit| fit.reasons.clone()).unwrap_or_default();
            (place.node.clone(), reasons)
        });
        let groups = report.forecast.iter().flat_map(|forecast| &forecast.groups);
        let contested = groups.filter_map(|group| {
            let nodes = group.nodes.iter().map(|position| {
                let position = usize::try_from(*position).unwrap();
                report.placement[position].node.clone()
            });
            let number = |number: u32| usize::try_from(number).unwrap();
            let running = number(group.running?)..=number(group.most?);
            Some((nodes.collect(), running))
        });
        let quotas = report.forecast.iter().flat_map(|forecast| &forecast.quotas);
        let short = quotas.filter(|quota| quota.allowed < quota.wanted);
        let allowed = short.map(|quota| usize::try_from(quota.allowed).unwrap());
        let mut pending = report.placement.iter().flat_map(|place| &place.pending);
        Self {
            pods: pods.collect(),
            contested: contested.collect(),
            allowed: allowed.min(),
            preempts: pending.any(|pending| pending.preemption.is_some()),
            rivals,
        }
    }

    /// What is other than forecast, for who has to find out why.
    pub(super) fn difference(&self, present: &BTreeMap<String, String>) -> String {
        let mut lines = Vec::new();
        let nodes: BTreeSet<_> = self.pods.keys().chain(present.keys()).collect();
        for node in nodes {
            let (forecast, found) = (self.pods.get(node), present.get(node));
            let is_same = match (forecast, found) {
                (Some(reasons), Some(waits)) if reasons.is_empty() => waits.is_empty(),
                (Some(reasons), Some(waits)) => self.waits_for(node, reasons, waits),
                _ => false,
            };
            if !is_same {
                lines.push(format!("{node}: forecast {forecast:?}, present {found:?}"));
            }
        }
        lines.push(format!("contested: {:?}", self.contested));
        if let Some(allowed) = self.allowed {
            let all = self.pods.len();
            lines.push(format!("quota: {} of {allowed} of {all}", present.len()));
        }
        lines.join("\n")
    }

    /// Whether the pods are so: on each node one that runs, or one that waits for one of these reasons.
    pub(super) fn holds(&self, present: &BTreeMap<String, String>) -> bool {
        // Where a quota is short it may be that just those are missing whom others need beside them.
        let may_wait = |waits: &str| self.allowed.is_some() && is_of_company(waits);
        let is_as_forecast = |(node, waits): (&String, &String)| match self.pods.get(node) {
            Some(reasons) if reasons.is_empty() => waits.is_empty() || may_wait(waits),
            Some(_) if self.is_contested(node) && waits.is_empty() => true,
            Some(reasons) => self.waits_for(node, reasons, waits),
            None => false,
        };
        if !present.iter().all(is_as_forecast) {
            return false;
        }
        if let Some(allowed) = self.allowed {
            return present.len() == allowed || self.preempts && present.len() > allowed;
        }
        let runs = |node: &&String| present.get(*node).is_some_and(String::is_empty);
        let mut contested = self.contested.iter();
        self.pods.len() == present.len()
            && contested
                .all(|(nodes, running)| running.contains(&nodes.iter().filter(runs).count()))
    }

    fn is_contested(&self, node: &String) -> bool {
        self.contested.iter().any(|(nodes, _)| nodes.contains(node))
    }

    /// Whether the scheduler says of the pod on a node that it waits for these reasons.
    fn waits_for(&self, node: &String, reasons: &[String], waits: &str) -> bool {
        // It asks who uses a claim before it asks which nodes can reach it, for the spread before it asks
        // for affinity. What it found of the former when it looked at the pod last depends on which of
        // the DaemonSet's own had come by then: nothing makes it look again.
        let own_may_use = self.contested.iter().any(|(_, running)| *running.end() > 0)
            || self.pods.values().any(Vec::is_empty);
        let is_of_claim = waits.contains("with ReadWriteOncePod");
        // Who has had others deleted to make room may be too late for the claim all the same.
        if is_of_claim && self.is_contested(node) {
            return true;
        }
        if self.is_contested(node) && self.rivals.contains(node) && is_of_room(waits) {
            return true;
        }
        let may_be_other = |reason: &str| {
            let is_of_affinity = reason.contains("affinity rules");
            let is_of_spread = reason.contains("pod topology spread constraints");
            let is_of_volume = reason.contains("PersistentVolume's node affinity");
            is_of_affinity && waits.contains("pod topology spread constraints")
                || own_may_use && is_of_claim && (is_of_affinity || is_of_spread || is_of_volume)
        };
        let mut reasons = reasons.iter();
        reasons.all(|reason| waits.contains(reason.as_str()) || may_be_other(reason))
    }
}

/// Whether a pod waits for room on its node.
fn is_of_room(waits: &str) -> bool {
    let words = ["Insufficient ", "Too many pods", "free ports"];
    words.iter().any(|words| waits.contains(words))
}

/// Whether a pod waits because of others.
fn is_of_company(waits: &str) -> bool {
    let words = ["pod topology spread constraints", "affinity rules"];
    words.iter().any(|words| waits.contains(words))
}
