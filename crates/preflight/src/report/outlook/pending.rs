//! What stands out on the nodes: that none gets a pod, and pods that wait or drive others away.

use super::nodes::nodes_of;
use super::{Forecast, NodeFacts, NodeVerdict, Outlook, Problem, Severity, Source};

impl Outlook<'_> {
    pub(super) fn placement_problems(&mut self, targets: usize, nodes: &[NodeFacts]) {
        if targets == 0 && !nodes.is_empty() {
            let message = format!(
                "no pod will be made: none of {} gets one",
                nodes_of(nodes.len())
            );
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
