//! What other pods have to say to the new ones, those of the DaemonSet that stay among them.

use manifest::message::outlook as said;

use super::own::OwnPods;
use super::{NodeFacts, Outlook, OwnPod, Placement, Present, Severity, Source, model};
use crate::placement::neighbourhood::{Neighbourhood, Staying, Wishes};

impl Outlook<'_> {
    /// What other pods have to say, those of the DaemonSet that stay among them.
    pub(super) fn around(
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
            let why = self.facts.unknown.get("pods").cloned();
            let why = why.unwrap_or_else(said::pods_unknown);
            let message = said::neighbours_unknown(why);
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
}

/// Whether a pod goes before a new one comes: at a surge only if it is not ready anyway.
pub(super) fn gives_way(pod: &OwnPod, max_surge: u32) -> bool {
    max_surge == 0 || pod.ready_since.is_none() || pod.is_terminating
}
