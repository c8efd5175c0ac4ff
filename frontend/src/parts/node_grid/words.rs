//! The words for what happens on a node.

use contract::{NodeRow, NodeState};

use super::legend::Entry;
use crate::parts::status;
use crate::text::common::{forecast, grid, node, why};

/// Whether a grid says what will be or what is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tense {
    /// What is: the live rollout.
    #[default]
    Live,
    /// What will be: the wizard's forecast. Its legend names each reason.
    Forecast,
}

/// The word for a state.
#[must_use]
pub fn state(state: NodeState, tense: Tense) -> &'static str {
    match (tense, state) {
        (Tense::Forecast, NodeState::Ready) => forecast::runs(),
        (Tense::Forecast, NodeState::Old) => forecast::keeps(),
        (Tense::Forecast, NodeState::Pending) => forecast::pending(),
        (Tense::Forecast, NodeState::Updating) => forecast::replaced(),
        (Tense::Forecast, NodeState::Missing) => forecast::preempts(),
        (Tense::Forecast, NodeState::Misscheduled) => forecast::stopped(),
        (Tense::Forecast, NodeState::Refused) => forecast::refused(),
        (_, NodeState::Contested) => forecast::contested(),
        (_, NodeState::Ready) => node::ready(),
        (_, NodeState::Old) => node::old(),
        (_, NodeState::Updating) => node::updating(),
        (_, NodeState::Starting) => node::starting(),
        (_, NodeState::Stopping) => node::stopping(),
        (_, NodeState::Refused) => node::refused(),
        (_, NodeState::Unavailable) => node::unavailable(),
        (_, NodeState::Pending) => node::pending(),
        (_, NodeState::Failing) => node::failing(),
        (_, NodeState::Missing) => node::missing(),
        (_, NodeState::Misscheduled) => node::misscheduled(),
        (_, NodeState::LeftOut) => node::left_out(),
    }
}

/// A reason in words, and the part of it that stands in the manifest or on the node.
#[must_use]
pub fn reason(reason: &str) -> (String, String) {
    if let Some(taint) = reason.strip_prefix("taint ") {
        return (node::taint().to_owned(), taint.to_owned());
    }
    if let Some(label) = reason.strip_prefix("label ") {
        return (node::label().to_owned(), label.to_owned());
    }
    let port = reason.strip_prefix("port ");
    if let Some(port) = port.and_then(|rest| rest.strip_suffix(" is taken")) {
        return (node::port_taken(port), String::new());
    }
    match reason {
        "node is not ready" => (why::node_not_ready().to_owned(), String::new()),
        "nodeAffinity" => (node::affinity().to_owned(), String::new()),
        "nodeName" => (node::name().to_owned(), String::new()),
        other => (
            status::why(other).unwrap_or(other).to_owned(),
            String::new(),
        ),
    }
}

/// One node in one line: name, state, reason, pod.
#[must_use]
pub fn one_line(of: &NodeRow, tense: Tense) -> String {
    let (words, code) = reason(&of.reason);
    [
        of.name.as_str(),
        state(of.state, tense),
        &words,
        &code,
        &of.pod,
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join(" · ")
}

/// The whole grid in one sentence.
#[must_use]
pub fn summary(entries: &[Entry], tense: Tense, nodes: usize) -> String {
    let counts: Vec<_> = entries
        .iter()
        .map(|entry| format!("{} {}", state(entry.state, tense), entry.count))
        .collect();
    grid::summary(u32::try_from(nodes).unwrap_or(u32::MAX), counts.join(", "))
}
