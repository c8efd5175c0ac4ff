//! Updates that can never come to their end, whatever is changed: said before there is anything to update.

use manifest::message::rollout as said;

use super::super::{NodeFacts, Outlook, Placement, RolloutForecast, Source};
use crate::facts::host_ports;
use crate::placement::neighbourhood::{Neighbourhood, Staying, Wishes};
use crate::rollout::Bounds;

impl Outlook<'_> {
    /// Says that a surge can never replace a pod because two pods of the DaemonSet cannot be on one node.
    pub(in super::super) fn surge_conflict(
        &mut self,
        nodes: &[NodeFacts],
        template: &Placement,
        bounds: Option<Bounds>,
        rollout: &RolloutForecast,
    ) {
        let is_surge = bounds.is_some_and(|bounds| bounds.max_surge > 0);
        if !is_surge || rollout.stuck.is_some() {
            return;
        }
        let ports = host_ports(&self.pod.spec);
        let why = match ports.first() {
            Some(port) => said::port_held(port.to_string()),
            None if self.keeps_own_away(nodes, template) => said::kept_away(),
            None => return,
        };
        let message = said::surge_waits(why);
        let path = ["spec", "updateStrategy", "rollingUpdate", "maxSurge"];
        self.warn(&path, Source::Rollout, "SurgeConflict", message);
    }

    /// Whether a pod of the template keeps the next one away from its node.
    fn keeps_own_away(&self, nodes: &[NodeFacts], template: &Placement) -> bool {
        let own = &self.object["spec"]["template"];
        let wishes = Wishes::of_new_pods(own, self.namespace);
        let Some(node) = nodes.iter().find(|node| template.on(node).runs) else {
            return false;
        };
        let staying = Staying {
            wishes: Wishes::read(own, self.namespace, "old"),
            pods: vec![(&node.name, 0)],
        };
        let labels = self.facts.of_namespace(self.namespace);
        let labels = labels.and_then(|facts| facts.labels.as_ref());
        let around = Neighbourhood::new(&wishes, None, labels, [node], &staying, |_| true);
        around.is_repelled(node)
    }
}
