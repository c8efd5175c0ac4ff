//! The legend: what the cells mean, how many there are of each, and a filter.

use std::sync::Arc;

use contract::{NodeRow, NodeState};
use leptos::prelude::*;
use manifest::order::sort_by;

use super::words::{self, Tense};
use crate::parts::quoted::quoted;
use crate::parts::strip::Part;
use crate::reactive::{dynamic, effect, memo};
use crate::text::common::grid;

/// The order in which states are told: what runs, what moves, what is wrong, what is not there.
pub(super) const ORDER: [NodeState; 13] = [
    NodeState::Ready,
    NodeState::Old,
    NodeState::Updating,
    NodeState::Starting,
    NodeState::Stopping,
    NodeState::Missing,
    NodeState::Contested,
    NodeState::Pending,
    NodeState::Unavailable,
    NodeState::Failing,
    NodeState::Refused,
    NodeState::Misscheduled,
    NodeState::LeftOut,
];

/// Nodes in the same state; in a forecast, for the same reason too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Their state.
    pub state: NodeState,
    /// Their reason; empty where all is well, and outside a forecast.
    pub reason: String,
    /// How many there are.
    pub count: u32,
}

impl Entry {
    /// Whether a node belongs to this entry.
    #[must_use]
    pub fn holds(&self, node: &NodeRow, tense: Tense) -> bool {
        self.state == node.state && self.reason == reason_of(node, tense)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.state == other.state && self.reason == other.reason
    }
}

fn reason_of(node: &NodeRow, tense: Tense) -> &str {
    match tense {
        Tense::Forecast => &node.reason,
        Tense::Live => "",
    }
}

/// The class of a state's cell.
#[must_use]
pub const fn class(state: NodeState) -> &'static str {
    match state {
        NodeState::Ready => "cell-ready",
        NodeState::Old => "cell-old",
        NodeState::Updating => "cell-updating",
        NodeState::Starting => "cell-starting",
        NodeState::Stopping => "cell-stopping",
        NodeState::Refused => "cell-refused",
        NodeState::Unavailable => "cell-unavailable",
        NodeState::Contested => "cell-contested",
        NodeState::Pending => "cell-pending",
        NodeState::Failing => "cell-failing",
        NodeState::Missing => "cell-missing",
        NodeState::Misscheduled => "cell-misscheduled",
        NodeState::LeftOut => "cell-left-out",
    }
}

/// The entries of a legend: by state in the order of telling, then the commonest reason first.
#[must_use]
pub fn entries(nodes: &[&NodeRow], tense: Tense) -> Vec<Entry> {
    let mut entries = Vec::<Entry>::new();
    for node in nodes {
        match entries.iter_mut().find(|entry| entry.holds(node, tense)) {
            Some(entry) => entry.count += 1,
            None => entries.push(Entry {
                state: node.state,
                reason: reason_of(node, tense).to_owned(),
                count: 1,
            }),
        }
    }
    let place = |entry: &Entry| ORDER.iter().position(|state| *state == entry.state);
    sort_by(&mut entries, |a, b| {
        (place(a), b.count, &a.reason).cmp(&(place(b), a.count, &b.reason))
    });
    entries
}

/// The same as parts of a strip.
#[must_use]
pub fn parts(nodes: &[&NodeRow], tense: Tense) -> Vec<Part> {
    entries(nodes, tense)
        .into_iter()
        .map(|entry| Part {
            class: class(entry.state),
            nodes: entry.count,
        })
        .collect()
}

/// The legend of a grid.
#[component]
pub fn Legend(
    /// The nodes.
    nodes: Signal<Arc<Vec<NodeRow>>>,
    /// Whether the grid says what will be or what is.
    tense: Tense,
    /// The entry that is looked at alone; set by pressing one.
    only: RwSignal<Option<Entry>>,
    /// What stands at the end of an entry: the one-click answer to its reason.
    answer: Option<Callback<Entry, Option<AnyView>>>,
) -> impl IntoView {
    let entries =
        memo(move || nodes.with(|nodes| entries(&nodes.iter().collect::<Vec<_>>(), tense)));
    // An entry that has run empty would filter everything away.
    effect(move || {
        entries.with(|entries| {
            let gone = only.with_untracked(|only| {
                only.as_ref()
                    .is_some_and(|only| !entries.iter().any(|entry| entry.is_same(only)))
            });
            if gone {
                only.set(None);
            }
        });
    });
    let item = move |entry: Entry| {
        let pressed = Memo::new({
            let entry = entry.clone();
            move |_| only.with(|only| only.as_ref().is_some_and(|only| only.is_same(&entry)))
        });
        let (words, code) = words::reason(&entry.reason);
        let name = if words.is_empty() || entry.state != NodeState::LeftOut {
            words::state(entry.state, tense).to_owned()
        } else {
            words.clone()
        };
        let note = (entry.state != NodeState::LeftOut).then_some(words);
        // A long key breaks where a reader would.
        let parts = code.split_inclusive(['/', ':']).map(str::to_owned);
        let code = parts.map(|part| view! { {part}<wbr/> }).collect_view();
        let answer = answer.and_then(|answer| answer.run(entry.clone()));
        let (icon, count) = (format!("cell {}", class(entry.state)), entry.count);
        view! {
            <li>
                <button
                    type="button"
                    class="legend-entry"
                    aria-pressed=Signal::derive(move || if pressed.get() { "true" } else { "false" })
                    on:click=move |_| {
                        let next = (!pressed.get_untracked()).then(|| entry.clone());
                        only.set(next);
                    }
                >
                    <i class=icon aria-hidden="true"></i>
                    <span class="legend-name">
                        {name} " " <span class="legend-note">{note.map(quoted)}</span> <code>{code}</code>
                    </span>
                    <span class="legend-count">{count}</span>
                </button>
                {answer}
            </li>
        }
    };
    let class = match tense {
        Tense::Live => "legend legend-row",
        Tense::Forecast => "legend legend-column",
    };
    view! {
        <ul class=class aria-label=grid::legend()>
            {dynamic(move || entries.get().into_iter().map(item).collect_view())}
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use contract::{NodeRow, NodeState};

    use super::{Tense, entries};

    fn node(state: NodeState, reason: &str) -> NodeRow {
        NodeRow {
            name: String::new(),
            zone: String::new(),
            state,
            reason: reason.to_owned(),
            pod: String::new(),
            since: String::new(),
        }
    }

    #[test]
    fn a_forecast_tells_reasons_apart_and_a_rollout_does_not() {
        let nodes = [
            node(NodeState::LeftOut, "nodeAffinity"),
            node(NodeState::LeftOut, "taint a:NoSchedule"),
            node(NodeState::Ready, ""),
            node(NodeState::LeftOut, "taint a:NoSchedule"),
        ];
        let told = |tense| -> Vec<_> {
            entries(&nodes.iter().collect::<Vec<_>>(), tense)
                .into_iter()
                .map(|entry| (entry.state, entry.reason, entry.count))
                .collect()
        };
        assert_eq!(
            told(Tense::Forecast),
            [
                (NodeState::Ready, String::new(), 1),
                (NodeState::LeftOut, "taint a:NoSchedule".to_owned(), 2),
                (NodeState::LeftOut, "nodeAffinity".to_owned(), 1),
            ]
        );
        assert_eq!(
            told(Tense::Live),
            [
                (NodeState::Ready, String::new(), 1),
                (NodeState::LeftOut, String::new(), 3),
            ]
        );
    }
}
