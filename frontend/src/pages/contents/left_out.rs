//! The nodes that are left out, by reason.

use contract::NodeState;
use leptos::prelude::*;

use crate::pages::detail::Target;
use crate::parts::node_grid::words;
use crate::reactive::{dynamic, memo};
use crate::text::contents as say;
use crate::ui::Card;

/// The card.
#[component]
pub fn LeftOut(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let groups = memo(move || {
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        target.live.detail.with(|detail| {
            for node in detail.iter().flat_map(|detail| detail.nodes.iter()) {
                if node.state != NodeState::LeftOut {
                    continue;
                }
                match groups.iter_mut().find(|(reason, _)| *reason == node.reason) {
                    Some((_, nodes)) => nodes.push(node.name.clone()),
                    None => groups.push((node.reason.clone(), vec![node.name.clone()])),
                }
            }
        });
        groups
    });
    let content = move || {
        let mut drawn: Vec<AnyView> = Vec::new();
        for (reason, nodes) in groups.get() {
            let (words, code) = words::reason(&reason);
            let count = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
            drawn.push(
                view! {
                    <details class="contents-reason">
                        <summary>
                            {words} " " <code>{code}</code> " " <span class="contents-none">{say::nodes(count)}</span>
                        </summary>
                        <p>{nodes.join(", ")}</p>
                    </details>
                }
                .into_any(),
            );
        }
        if drawn.is_empty() {
            drawn.push(
                view! { <span class="contents-none">{say::none_left_out()}</span> }.into_any(),
            );
        }
        drawn
    };
    view! { <Card heading=say::left_out()>{dynamic(content)}</Card> }
}
