//! What is said of a rollout.

use manifest::Message;
use manifest::gather::Gather;
use manifest::message::rollout as said;

use super::super::namespace::and_more;
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
            let mut stopped = said::nodes(rollout.stopped);
            if rollout.stopped_at_least < rollout.stopped {
                stopped = said::up_to(stopped);
            }
            let path = ["spec", "template", "spec"];
            let message = said::pods_stopped(stopped);
            self.warn(&path, Source::Rollout, "PodsStopped", message);
        }
        let Some(steps) = rollout.steps else {
            if rollout.changes_pods {
                let path = ["spec", "updateStrategy", "type"];
                let is_on_delete = self.object["spec"]["updateStrategy"]["type"] == "OnDelete";
                if is_on_delete {
                    let (severity, source) = (Severity::Info, Source::Rollout);
                    self.tell(&path, severity, source, "OnDelete", said::on_delete());
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
fn replaced(rollout: &RolloutForecast, steps: Rollout) -> Message {
    let all = rollout.replaced;
    let is_span = rollout.replaced_at_least < all;
    let mut message = if is_span {
        said::replaced_span(all, rollout.replaced_at_least)
    } else {
        said::replaced(all)
    };
    if steps.waves > 1 || is_span {
        let at_a_time = steps.max_surge.max(steps.max_unavailable);
        let steps = said::steps(steps.waves, at_a_time);
        message = if rollout.broken > 0 {
            said::broken(rollout.broken, message, steps)
        } else {
            said::in_steps(message, steps)
        };
    } else if all > 1 {
        message = said::at_once(message);
    }
    if rollout.seconds > 0 {
        message = said::takes(message, duration(rollout.seconds));
    }
    message
}

/// `stuck at 0 of 23: worker-x is not ready and uses up maxUnavailable 1`, with what to do.
fn stuck_at(stuck: &Stuck, steps: Rollout, nodes: &[NodeFacts]) -> Message {
    let done = if stuck.done_at_least < stuck.done {
        said::span(stuck.done_at_least, stuck.done)
    } else {
        stuck.done.into()
    };
    let names = |hold_up: &HoldUp| {
        let (some, others) = hold_up.nodes.split_at(hold_up.nodes.len().min(MOST_NAMES));
        let some = some.iter().filter_map(|node| nodes.get(*node as usize));
        let named = some.map(|node| Message::from(&node.name));
        and_more(named.gather(), others.len())
    };
    let mut causes = None;
    let mut remedy = None;
    for hold_up in &stuck.hold_ups {
        let why = || hold_up.detail.clone();
        let (cause, advice) = match hold_up.reason {
            HoldUpReason::NotReady => (
                said::not_ready(hold_up.nodes.len(), names(hold_up)),
                said::bring_back(),
            ),
            HoldUpReason::Pending => (said::waiting(names(hold_up), why()), said::make_room()),
            HoldUpReason::Unready => (said::unready(names(hold_up)), said::see_what_keeps()),
            HoldUpReason::Refused => (said::refused(why()), said::let_through()),
        };
        causes = Some(match causes {
            None => cause,
            Some(causes) => said::and_also(causes, cause),
        });
        remedy.get_or_insert(advice);
    }
    let (mut causes, mut remedy) = (causes.unwrap_or_default(), remedy.unwrap_or_default());
    let used_up = stuck.used_up(steps);
    let held = stuck.held();
    if let Some((field, limit)) = used_up {
        // Of the others it is said what new pods do.
        let is_node = stuck.hold_ups[0].reason == HoldUpReason::NotReady;
        let subjects = if is_node { held } else { 2 };
        causes = said::uses_up(subjects, causes, field, limit);
    }
    match used_up {
        Some(("maxUnavailable", _)) if held < steps.nodes as usize => {
            remedy = said::or_raise(remedy, held + 1);
        }
        Some(("maxSurge", _)) => remedy = said::or_no_surge(remedy),
        _ => {}
    }
    said::stuck(done, steps.nodes, causes, remedy)
}

/// Seconds in words: `2 h 20 min`, `45 s`.
fn duration(seconds: u32) -> Message {
    let parts = [
        (seconds / 3600, said::hours as fn(u32) -> Message),
        (seconds / 60 % 60, said::minutes),
        (seconds % 60, said::seconds),
    ];
    let mut words = Message::default();
    for (number, word) in parts.into_iter().filter(|(number, _)| *number > 0) {
        let part = word(number);
        words = if words.is_empty() {
            part
        } else {
            said::then(words, part)
        };
    }
    words
}
