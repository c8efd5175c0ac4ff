//! Node by node: who gets a pod, whether it finds room, what a change replaces and stops.

use manifest::gather::Gather;

use super::own::OwnPods;
use super::{
    Fit, Forecast, NodeFacts, NodePlacement, Outlook, OwnPod, Placement, Plan, Present, Problem,
    Severity, Source, culprit, group, model, totals,
};

use crate::placement::fit::{self, NodeFit};
use crate::placement::group::{NodeGroup, NodeVerdict};
use crate::placement::neighbourhood::{Came, Neighbourhood, Newcomer, Outcome, Staying, Wishes};
use crate::rollout::Bounds;

/// Why pods that are bound to a node do not start there.
const NOT_READY: &str = "node is not ready";

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
        rollout.stopped = count(stopped.map(|group| group.nodes.len()).sum());
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

    /// Completes the placement with what the scheduler says. Where it is chance who comes, gives the
    /// nodes that get their pod in each of several ways in which it may go.
    fn schedule(
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
                let leaving = bound(node).filter(|own| gives_way(own, max_surge));
                let leaving = leaving.map(|own| &own.used);
                let pending = if node.readiness.is_ready() {
                    fit.on(node, leaving, &around).map(Box::new)
                } else {
                    Some(Box::new(NodeFit::last_word(NOT_READY)))
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
            }
        };
        let newcomers: Vec<_> = coming.iter().map(newcomer).gather();
        let (outcomes, ways) = around.settle(&newcomers, fit.may_preempt_below());
        let positions = |came: Came| {
            let came = coming.iter().zip(came).filter(|(_, came)| came.is_some());
            came.map(|(position, _)| count(*position)).gather()
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

    /// What other pods have to say, those of the DaemonSet that stay among them.
    fn around(
        &mut self,
        nodes: &[NodeFacts],
        template: &Placement,
        (own, presents, max_surge): (&OwnPods, &[Present], u32),
    ) -> Neighbourhood {
        let wishes = Wishes::of_new_pods(&self.object["spec"]["template"], self.namespace);
        let mut staying = Staying::default();
        if let Some(stored) = self.stored {
            let is_same = !model::changes_pods(stored, self.object);
            let template = &stored["spec"]["template"];
            staying.wishes = if is_same {
                Wishes::of_new_pods(template, self.namespace)
            } else {
                Wishes::read(template, self.namespace, "old")
            };
        }
        for (node, present) in nodes.iter().zip(presents) {
            let bound = own.get(&node.name).filter(|own| own.is_bound);
            let stays = |own: &&OwnPod| *present == Present::Stays || !gives_way(own, max_surge);
            if let Some(own) = bound.filter(stays) {
                staying.pods.push((&node.name, own.used.priority));
            }
        }
        let facts = self.facts.of_namespace(self.namespace);
        let labels = facts.and_then(|facts| facts.labels.as_ref());
        let known = self.facts.neighbours.as_ref();
        let tolerates = |node: &NodeFacts| template.untolerated(node).next().is_none();
        let mut around = Neighbourhood::new(&wishes, known, labels, nodes, &staying, tolerates);
        if around.is_unsure {
            let why = self.facts.unknown.get("pods");
            let why = why.map_or("other pods are not known", String::as_str);
            let message = format!("pod affinity and topology spread are not judged: {why}");
            let path = ["spec", "template", "spec"];
            let (severity, source) = (Severity::Info, Source::Scheduling);
            self.tell(&path, severity, source, "Unknown", message);
        }
        for claim in facts
            .into_iter()
            .flat_map(|facts| facts.claims.iter().flatten())
        {
            if claim.is_of_one_pod() && self.uses_claim(claim) {
                let own = staying.pods.iter().copied();
                around.add_claim_of_one(claim.users().chain(own));
            }
        }
        around
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

    fn placement_problems(&mut self, targets: usize, nodes: &[NodeFacts]) {
        if targets == 0 && !nodes.is_empty() {
            let message = format!(
                "no pod will be made: none of {} gets one",
                nodes_of(nodes.len())
            );
            let path = ["spec", "template", "spec"];
            self.warn(&path, Source::Placement, "NoNodes", message);
        }
    }

    fn pending_problems(&mut self, forecast: &Forecast) {
        for group in &forecast.groups {
            let nodes = nodes_of(group.nodes.len());
            let path = culprit::of(&group.reason, &self.object["spec"]["template"]["spec"]);
            let (reason, message) = match group.verdict {
                NodeVerdict::Pending => {
                    let message = format!("pods will stay Pending on {nodes}: {}", group.reason);
                    ("Pending", message)
                }
                NodeVerdict::Preempts => {
                    let message = format!(
                        "pods of lower priority will be deleted on {nodes} to make room: {}",
                        group.reason
                    );
                    ("Preempts", message)
                }
                NodeVerdict::Contested => {
                    let running = group.running.unwrap_or_default();
                    let message = format!(
                        "of the pods on {nodes} at least {running} will run and others stay Pending, which ones is chance: {}",
                        group.reason
                    );
                    ("Contested", message)
                }
                _ => continue,
            };
            let (severity, source) = (Severity::Warning, Source::Scheduling);
            self.problems
                .push(Problem::at(path, severity, source, reason, message));
        }
    }
}

/// Whether a pod goes before a new one comes: at a surge only if it is not ready anyway.
fn gives_way(pod: &OwnPod, max_surge: u32) -> bool {
    max_surge == 0 || pod.ready_since.is_none() || pod.is_terminating
}

/// On how many contested nodes no pod will run, at best.
fn held_back(groups: &[NodeGroup]) -> u32 {
    let contested = groups.iter().filter_map(|group| {
        let running = group.running?;
        Some(count(group.nodes.len()).saturating_sub(running))
    });
    contested.sum()
}

pub(super) fn nodes_of(number: usize) -> String {
    format!("{number} {}", if number == 1 { "node" } else { "nodes" })
}

pub(super) fn pods_are(number: u32) -> String {
    format!(
        "{number} {}",
        if number == 1 { "pod is" } else { "pods are" }
    )
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
