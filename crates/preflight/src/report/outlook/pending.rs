//! What stands out on the nodes: that none gets a pod, and pods that wait or drive others away.

use manifest::message::outlook as said;
use manifest::message::rollout::nodes as nodes_of;

use super::{Forecast, NodeFacts, NodeVerdict, Outlook, Problem, Severity, Source};

impl Outlook<'_> {
    pub(super) fn placement_problems(&mut self, targets: usize, nodes: &[NodeFacts]) {
        if targets == 0 && !nodes.is_empty() {
            let message = said::no_nodes(nodes_of(nodes.len()));
            let path = ["spec", "template", "spec"];
            self.warn(&path, Source::Placement, "NoNodes", message);
        }
    }

    pub(super) fn pending_problems(&mut self, forecast: &Forecast) {
        for group in &forecast.groups {
            let nodes = nodes_of(group.nodes.len());
            let path = group
                .culprit
                .field(&self.object["spec"]["template"]["spec"]);
            let (reason, message) = match group.verdict {
                NodeVerdict::Pending => ("Pending", said::pending(nodes, &group.reason)),
                NodeVerdict::Preempts => ("Preempts", said::preempts(nodes, &group.reason)),
                NodeVerdict::Contested => {
                    let running = group.running.unwrap_or_default();
                    ("Contested", said::contested(nodes, running, &group.reason))
                }
                _ => continue,
            };
            let (severity, source) = (Severity::Warning, Source::Scheduling);
            self.problems
                .push(Problem::at(path, severity, source, reason, message));
        }
    }
}
