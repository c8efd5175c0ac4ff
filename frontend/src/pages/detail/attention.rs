//! What needs attention: what holds the whole back, and the nodes that fail or wait, by reason, with what
//! the kubelet says.

use contract::{Attention, NodeState, NodesInTrouble, Status, StatusWord, attention};
use leptos::prelude::*;
use preflight::status::reason;

use super::Target;
use crate::pages::pods_chunk;
use crate::parts::age::Age;
use crate::parts::node_grid::legend::class;
use crate::parts::node_grid::words::{self, Tense};
use crate::parts::quoted::spoken;
use crate::parts::status;
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::state::live::Detail;
use crate::text::detail::{self, attention as say};
use crate::ui::Card;

/// How many nodes are named before "and more".
const NAMED: usize = 5;

/// The card; it is there only while something needs attention.
#[component]
pub fn NeedsAttention(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let found = memo(move || {
        let Some(row) = target.row.get() else {
            return (Vec::new(), 0);
        };
        let found = target.live.detail.with(|detail| {
            let empty = Detail::default();
            let detail = detail.as_ref().unwrap_or(&empty);
            attention(&row, &detail.nodes, &detail.pods)
        });
        (found, row.counts.desired)
    });
    dynamic(move || {
        let (found, desired) = found.get();
        if found.is_empty() {
            return None;
        }
        let item = |entry: &Attention| match entry {
            Attention::Whole(status) => whole(status, desired, &found).into_any(),
            Attention::Nodes(group) => nodes(&target.address(), group).into_any(),
        };
        let items = found.iter().map(item).collect_view();
        Some(view! {
            <Card heading=detail::needs_attention()>
                <ul class="troubles">{items}</ul>
            </Card>
        })
    })
}

/// What is about the DaemonSet as a whole.
fn whole(of: &Status, desired: u32, found: &[Attention]) -> impl IntoView + use<> {
    let (text, help) = match (of.word, of.reason.as_str()) {
        (StatusWord::Stuck, _) => blocked(of, found),
        (StatusWord::Terminating, _) => (say::terminating(of.nodes), ""),
        (StatusWord::NoNodes, _) => (String::new(), say::no_nodes_help()),
        (_, reason::ON_DELETE) => (String::new(), say::on_delete_help()),
        (_, reason::FAILED_CREATE) => (String::new(), say::refused_help()),
        (_, reason::UNOBSERVED) => (String::new(), say::unobserved_help()),
        _ => (String::new(), ""),
    };
    view! {
        <li class="trouble">
            <div>
                <h3 class=format!("status status-{}", status::tone(of.word).word())>
                    {status::sentence(of, desired)}
                </h3>
                <p class="trouble-nodes">{text}</p>
                <p class="trouble-nodes">{help}</p>
            </div>
        </li>
    }
}

/// Who uses up what a rollout has, and what can be done.
fn blocked(of: &Status, found: &[Attention]) -> (String, &'static str) {
    let names: Vec<_> = found
        .iter()
        .filter_map(|entry| match entry {
            Attention::Nodes(group) if group.reason == of.reason => Some(&group.nodes),
            _ => None,
        })
        .flatten()
        .cloned()
        .collect();
    let (count, names) = named(names);
    let limit = &of.limit;
    match (of.reason.as_str(), count) {
        (reason::NODE_NOT_READY, 1) => (say::node_blocks(names, limit), say::node_blocks_help()),
        (reason::NODE_NOT_READY, _) => (say::nodes_block(names, limit), say::node_blocks_help()),
        (_, 1) => (say::pod_blocks(names, limit), say::pods_block_help()),
        _ => (say::pods_block(names, limit), say::pods_block_help()),
    }
}

/// Nodes in the same trouble.
fn nodes(
    (cluster, namespace, name): &(String, String, String),
    group: &NodesInTrouble,
) -> impl IntoView + use<> {
    let (count, named) = named(group.nodes.clone());
    let first = group.nodes.first().map(String::as_str).unwrap_or_default();
    let href = routes::node(cluster, namespace, name, first);
    let (words, code) = words::reason(&group.reason);
    let help = match group.state {
        NodeState::Refused => say::refused_help(),
        _ => "",
    };
    let since = (!group.since.is_empty()).then(|| {
        view! {
            <p class="trouble-nodes">
                {say::oldest_pod()} " " <Age created=Signal::stored(group.since.clone())/>
            </p>
        }
    });
    view! {
        <li class="trouble">
            <i class=format!("cell {}", class(group.state)) aria-hidden="true"></i>
            <div>
                <h3>
                    {words::state(group.state, Tense::Live)} " "
                    <span class="trouble-reason">{words} " " {code}</span>
                </h3>
                <p class="trouble-nodes">{detail::nodes_named(count, named)}</p>
                <p class="trouble-message monospace">{spoken(&group.said())}</p>
                {since}
                <p class="trouble-nodes">{help}</p>
                <a href=href on:pointerenter=|_| pods_chunk::prefetch()>{say::look()}</a>
            </div>
        </li>
    }
}

/// How many nodes there are, and the names of the first.
#[must_use]
pub fn named(mut nodes: Vec<String>) -> (u32, String) {
    let count = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
    let rest = nodes.len().saturating_sub(NAMED);
    nodes.truncate(NAMED);
    let names = nodes.join(", ");
    let names = if rest > 0 {
        detail::and_more(names, rest)
    } else {
        names
    };
    (count, names)
}
