//! What is said of a rollout.

use manifest::gather::Gather;
use manifest::texts;

use super::super::nodes::{nodes_of, pods_are};
use super::super::{NodeFacts, Outlook, RolloutForecast, Severity, Source};
use crate::rollout::{HoldUp, HoldUpReason, Rollout, Stuck};

/// How many nodes are named.
const MOST_NAMES: usize = 3;

impl Outlook<'_> {
    /// Says how the rollout goes.
    pub(in super::super) fn rollout_problems(
        &mut self,
        rollout: &RolloutForecast,
        nodes: &[NodeFacts],
    ) {
        if rollout.stopped > 0 {
            let is_span = rollout.replaced_at_least < rollout.replaced;
            let message = format!(
                "the pods on {}{} will be deleted, where they may not be any more",
                if is_span { "up to " } else { "" },
                nodes_of(rollout.stopped as usize)
            );
            let path = ["spec", "template", "spec"];
            self.warn(&path, Source::Rollout, "PodsStopped", message);
        }
        let Some(steps) = rollout.steps else {
            if rollout.changes_pods {
                let message = "the pods change only when they are deleted".to_owned();
                let path = ["spec", "updateStrategy", "type"];
                let is_on_delete = self.object["spec"]["updateStrategy"]["type"] == "OnDelete";
                if is_on_delete {
                    self.tell(&path, Severity::Info, Source::Rollout, "OnDelete", message);
                }
            }
            return;
        };
        if rollout.replaced > 0 {
            let path = ["spec", "updateStrategy"];
            let message = replaced(rollout, steps);
            self.tell(&path, Severity::Info, Source::Rollout, "Rollout", message);
        }
        if let Some(stuck) = &rollout.stuck {
            let field = if steps.max_surge > 0 {
                "maxSurge"
            } else {
                "maxUnavailable"
            };
            let message = stuck_at(stuck, steps, nodes);
            let path = ["spec", "updateStrategy", "rollingUpdate", field];
            self.warn(&path, Source::Rollout, "RolloutStuck", message);
        }
    }
}

/// `3 pods are replaced, 1 at a time, in at least 3 steps`.
fn replaced(rollout: &RolloutForecast, steps: Rollout) -> String {
    let all = rollout.replaced;
    let at_a_time = steps.max_surge.max(steps.max_unavailable);
    let is_span = rollout.replaced_at_least < all;
    let mut message = if is_span {
        format!("{} to {}", rollout.replaced_at_least, pods_are(all))
    } else {
        pods_are(all)
    };
    message.push_str(" replaced");
    if steps.waves <= 1 && !is_span {
        message.push_str(if all > 1 { ", all at once" } else { "" });
    } else {
        if rollout.broken > 0 {
            let verb = if rollout.broken == 1 { "is" } else { "are" };
            let broken = rollout.broken;
            let told = format!(": {broken} that {verb} not available at once, the others");
            message.push_str(&told);
        } else {
            message.push(',');
        }
        let plural = if steps.waves == 1 { "" } else { "s" };
        let told = format!(
            " {at_a_time} at a time, in at least {} step{plural}",
            steps.waves
        );
        message.push_str(&told);
    }
    if rollout.seconds > 0 {
        message.push_str(", which takes at least ");
        message.push_str(&duration(rollout.seconds));
    }
    message
}

/// `stuck at 0 of 23: worker-x is not ready and uses up maxUnavailable 1`, with what to do.
fn stuck_at(stuck: &Stuck, steps: Rollout, nodes: &[NodeFacts]) -> String {
    let done = if stuck.done_at_least < stuck.done {
        format!("{} to {}", stuck.done_at_least, stuck.done)
    } else {
        stuck.done.to_string()
    };
    let names = |hold_up: &HoldUp| {
        let (some, others) = hold_up.nodes.split_at(hold_up.nodes.len().min(MOST_NAMES));
        let some = some.iter().filter_map(|node| nodes.get(*node as usize));
        let mut named: Vec<&str> = some.map(|node| node.name.as_str()).gather();
        let more = format!("{} more", others.len());
        if !others.is_empty() {
            named.push(&more);
        }
        texts::join(&named, ", ")
    };
    let mut causes = Vec::new();
    let mut remedy = "";
    for hold_up in &stuck.hold_ups {
        let verb = if hold_up.nodes.len() == 1 {
            "is"
        } else {
            "are"
        };
        let (cause, advice) = match hold_up.reason {
            HoldUpReason::NotReady => (
                format!("{} {verb} not ready", names(hold_up)),
                "bring the node back or delete it",
            ),
            HoldUpReason::Pending => (
                format!(
                    "new pods stay Pending on {} ({})",
                    names(hold_up),
                    hold_up.detail
                ),
                "make room there",
            ),
            HoldUpReason::Unready => (
                format!("new pods are not ready on {}", names(hold_up)),
                "see what keeps them",
            ),
            HoldUpReason::Refused => (
                format!("new pods are refused: {}", hold_up.detail),
                "let them through",
            ),
        };
        causes.push(cause);
        remedy = if remedy.is_empty() { advice } else { remedy };
    }
    let causes = texts::join(&causes, "; ");
    let mut message = format!("stuck at {done} of {}: {causes}", steps.nodes);
    let used_up = stuck.used_up(steps);
    let held = stuck.held();
    if let Some((field, limit)) = used_up {
        // Of the others it is said what new pods do.
        let is_node = stuck.hold_ups[0].reason == HoldUpReason::NotReady;
        let verb = if held == 1 && is_node { "uses" } else { "use" };
        let told = format!(" and {verb} up {field} {limit}");
        message.push_str(&told);
    }
    message.push_str("; ");
    message.push_str(remedy);
    match used_up {
        Some(("maxUnavailable", _)) if held < steps.nodes as usize => {
            let told = format!(", or set maxUnavailable to {}", held + 1);
            message.push_str(&told);
        }
        Some(("maxSurge", _)) => {
            message.push_str(", or use maxUnavailable instead of maxSurge");
        }
        _ => {}
    }
    message
}

/// Seconds in words: `2 h 20 min`, `45 s`.
fn duration(seconds: u32) -> String {
    let parts = [
        (seconds / 3600, " h"),
        (seconds / 60 % 60, " min"),
        (seconds % 60, " s"),
    ];
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts
        .map(|(number, unit)| format!("{number}{unit}"))
        .gather();
    texts::join(&parts, " ")
}
