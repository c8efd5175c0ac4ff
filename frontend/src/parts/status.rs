//! What a DaemonSet is doing, in words with a dot.

use contract::{Status, StatusWord};
use leptos::prelude::*;
use preflight::status::reason;

use crate::parts::quoted::quoting;
use crate::reactive::{dynamic, memo};
use crate::text::common::{status, why};
use crate::ui::Tone;

/// The colour of a status.
#[must_use]
pub const fn tone(word: StatusWord) -> Tone {
    match word {
        StatusWord::Running => Tone::Good,
        StatusWord::RollingOut => Tone::Accent,
        StatusWord::Pending | StatusWord::Unavailable => Tone::Waiting,
        StatusWord::Degraded | StatusWord::Stuck => Tone::Bad,
        StatusWord::NoNodes | StatusWord::Terminating => Tone::Neutral,
    }
}

/// The word alone, as the filter names it.
#[must_use]
pub fn word(word: StatusWord) -> &'static str {
    match word {
        StatusWord::Running => status::running(),
        StatusWord::RollingOut => status::rolling_out(),
        StatusWord::Stuck => status::stuck(),
        StatusWord::Unavailable => status::unavailable(),
        StatusWord::Pending => status::pending(),
        StatusWord::Degraded => status::degraded(),
        StatusWord::NoNodes => status::no_nodes(),
        StatusWord::Terminating => status::terminating(),
    }
}

/// The whole sentence: `desired` is the number of nodes that should run a pod.
#[must_use]
pub fn sentence(of: &Status, desired: u32) -> String {
    let nodes = of.nodes;
    let why = || {
        let why = match (of.reason.as_str(), of.message.as_str()) {
            // What is said of the node is one sentence, whoever set the pod's condition.
            (reason @ reason::NODE_NOT_READY, _) | (reason, "") => why(reason).unwrap_or(reason),
            (_, message) => message,
        };
        if of.others > 0 {
            status::and_others(why)
        } else {
            why.to_owned()
        }
    };
    match of.word {
        // What passes by itself in a moment is not worth a reason; the page says it.
        StatusWord::RollingOut => match of.reason.as_str() {
            reason::CONTAINERS_NOT_READY | reason::MIN_READY_SECONDS | reason::UNOBSERVED => {
                status::rolling_out_reason(nodes, desired, why())
            }
            _ => status::rolling_out_nodes(nodes, desired),
        },
        StatusWord::Stuck => status::stuck_nodes(nodes, desired, why()),
        StatusWord::Unavailable => status::unavailable_reason(nodes, why()),
        StatusWord::Pending => status::pending_reason(nodes, why()),
        StatusWord::Degraded if of.reason != reason::FAILED_CREATE => {
            status::degraded_reason(nodes, why())
        }
        StatusWord::Degraded if nodes == 0 => status::refused_new(why()),
        StatusWord::Degraded => status::refused(nodes, desired, why()),
        of => word(of).to_owned(),
    }
}

/// A reason of ours in words; none for Kubernetes' own.
#[must_use]
pub fn why(reason: &str) -> Option<&'static str> {
    Some(match reason {
        reason::NODE_NOT_READY => why::node_not_ready(),
        reason::POD_NOT_READY => why::pod_not_ready(),
        reason::CONTAINERS_NOT_READY => why::containers_not_ready(),
        reason::READINESS_GATES_NOT_READY => why::gates_not_ready(),
        reason::FINALIZERS => why::finalizers(),
        reason::ON_DELETE => why::on_delete(),
        reason::MIN_READY_SECONDS => why::min_ready_seconds(),
        reason::MISSING => why::missing(),
        reason::OLD => why::old(),
        reason::UNOBSERVED => why::unobserved(),
        _ => return None,
    })
}

/// A status as dot and words.
#[component]
pub fn StatusBadge(
    /// The status.
    #[prop(into)]
    status: Signal<Status>,
    /// How many nodes should run a pod.
    #[prop(into)]
    desired: Signal<u32>,
) -> impl IntoView {
    let tone = memo(move || status.with(|status| tone(status.word)));
    let words = memo(move || status.with(|status| sentence(status, desired.get())));
    // What the API server says of a refusal can fill a paragraph; it is cut, and whole when pointed at.
    view! {
        <span
            class=Signal::derive(move || format!("status status-brief status-{}", tone.get().word()))
            title=Signal::derive(move || words.get())
        >
            {dynamic(move || status.with(|status| quoting(&words.get(), &status.message)))}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use contract::{Status, StatusWord};

    use super::sentence;

    #[test]
    fn the_word_comes_with_its_numbers_and_its_reason() {
        use StatusWord::{Degraded, NoNodes, Pending, RollingOut, Running, Stuck, Unavailable};
        for (word, nodes, reason, message, others, expected) in [
            (Running, 14, "", "", 0, "Running"),
            (NoNodes, 0, "nodeAffinity", "", 0, "No nodes match"),
            (
                RollingOut,
                3,
                "ContainerCreating",
                "",
                0,
                "Rolling out 3 of 14",
            ),
            (
                RollingOut,
                3,
                "MinReadySeconds",
                "",
                0,
                "Rolling out 3 of 14: ready, but not yet for minReadySeconds",
            ),
            (
                Stuck,
                0,
                "NodeNotReady",
                "",
                0,
                "Stuck at 0 of 14: node is not ready",
            ),
            (
                Unavailable,
                1,
                "NodeNotReady",
                "",
                0,
                "Unavailable on 1 node: node is not ready",
            ),
            (
                Unavailable,
                2,
                "ContainersNotReady",
                "containers with unready status: [main]",
                0,
                "Unavailable on 2 nodes: containers with unready status: [main]",
            ),
            (
                Pending,
                3,
                "Unschedulable",
                "",
                0,
                "Pending on 3 nodes: Unschedulable",
            ),
            (
                Degraded,
                1,
                "CrashLoopBackOff",
                "",
                0,
                "Degraded on 1 node: CrashLoopBackOff",
            ),
            (
                Degraded,
                5,
                "CrashLoopBackOff",
                "",
                2,
                "Degraded on 5 nodes: CrashLoopBackOff and other reasons",
            ),
            (
                Degraded,
                10,
                "FailedCreate",
                "exceeded quota: q",
                0,
                "Degraded: 10 of 14 pods refused: exceeded quota: q",
            ),
            (
                Degraded,
                0,
                "FailedCreate",
                "exceeded quota: q",
                0,
                "Degraded: new pods refused: exceeded quota: q",
            ),
        ] {
            let status = Status {
                word,
                nodes,
                reason: reason.to_owned(),
                message: message.to_owned(),
                others,
                limit: String::new(),
            };
            assert_eq!(sentence(&status, 14), expected);
        }
    }
}
