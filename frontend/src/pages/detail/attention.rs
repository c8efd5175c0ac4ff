//! What needs attention: the nodes that fail or wait, by reason, with what the kubelet says.

use contract::{NodeRow, NodeState, PodRow};
use leptos::prelude::*;

use super::Target;
use crate::parts::node_grid::legend::class;
use crate::parts::node_grid::words::{self, Tense};
use crate::state::live::Detail;
use crate::text::detail;
use crate::ui::Card;

/// How many nodes are named before "and more".
const NAMED: usize = 5;

/// Nodes in the same trouble.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Trouble {
    state: NodeState,
    reason: String,
    /// All of them, by name.
    nodes: Vec<String>,
    /// What keeps the first pod from running.
    message: String,
}

/// The troubles, the worst first, then the commonest.
fn troubles(nodes: &[NodeRow], pods: &[PodRow]) -> Vec<Trouble> {
    let mut troubles = Vec::<Trouble>::new();
    for node in nodes {
        if place(node.state).is_none() {
            continue;
        }
        let same =
            |trouble: &&mut Trouble| trouble.state == node.state && trouble.reason == node.reason;
        match troubles.iter_mut().find(same) {
            Some(trouble) => trouble.nodes.push(node.name.clone()),
            None => troubles.push(Trouble {
                state: node.state,
                reason: node.reason.clone(),
                nodes: vec![node.name.clone()],
                message: pods
                    .iter()
                    .find(|pod| pod.name == node.pod)
                    .map(|pod| pod.message.clone())
                    .unwrap_or_default(),
            }),
        }
    }
    troubles.sort_by_key(|trouble| (place(trouble.state), usize::MAX - trouble.nodes.len()));
    troubles
}

/// Which states are trouble, the worst first.
const fn place(state: NodeState) -> Option<u8> {
    match state {
        NodeState::Failing => Some(0),
        NodeState::Pending => Some(1),
        NodeState::Misscheduled => Some(2),
        NodeState::Ready
        | NodeState::Old
        | NodeState::Updating
        | NodeState::Missing
        | NodeState::LeftOut => None,
    }
}

/// The card; it is there only while something needs attention.
#[component]
pub fn NeedsAttention(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let found = Memo::new(move |_| {
        target.live.detail.with(|detail| {
            let empty = Detail::default();
            let detail = detail.as_ref().unwrap_or(&empty);
            troubles(&detail.nodes, &detail.pods)
        })
    });
    let item = |trouble: Trouble| {
        let count = u32::try_from(trouble.nodes.len()).unwrap_or(u32::MAX);
        let rest = trouble.nodes.len().saturating_sub(NAMED);
        let mut named = trouble.nodes;
        named.truncate(NAMED);
        let mut named = named.join(", ");
        if rest > 0 {
            named = detail::and_more(named, rest);
        }
        let (words, code) = words::reason(&trouble.reason);
        view! {
            <li class="trouble">
                <i class=format!("cell {}", class(trouble.state)) aria-hidden="true"></i>
                <div>
                    <h3>
                        {words::state(trouble.state, Tense::Live)} " "
                        <span class="trouble-reason">{words} " " {code}</span>
                    </h3>
                    <p class="trouble-nodes">{detail::nodes_named(count, named)}</p>
                    <p class="trouble-message monospace">{trouble.message}</p>
                </div>
            </li>
        }
    };
    move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            view! {
                <Card heading=detail::needs_attention()>
                    <ul class="troubles">{found.into_iter().map(item).collect_view()}</ul>
                </Card>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use contract::{NodeRow, NodeState};

    use super::troubles;

    fn node(name: &str, state: NodeState, reason: &str) -> NodeRow {
        NodeRow {
            name: name.to_owned(),
            zone: String::new(),
            state,
            reason: reason.to_owned(),
            pod: String::new(),
        }
    }

    #[test]
    fn the_worst_and_the_commonest_come_first() {
        let nodes = [
            node("a", NodeState::Pending, "Insufficient memory"),
            node("b", NodeState::Failing, "CrashLoopBackOff"),
            node("c", NodeState::Failing, "ErrImagePull"),
            node("d", NodeState::Failing, "ErrImagePull"),
            node("e", NodeState::Updating, "ContainerCreating"),
        ];
        let found: Vec<_> = troubles(&nodes, &[])
            .into_iter()
            .map(|trouble| (trouble.reason, trouble.nodes.concat()))
            .collect();
        let trouble = |reason: &str, nodes: &str| (reason.to_owned(), nodes.to_owned());
        assert_eq!(
            found,
            [
                trouble("ErrImagePull", "cd"),
                trouble("CrashLoopBackOff", "b"),
                trouble("Insufficient memory", "a"),
            ]
        );
    }
}
