//! The nodes: the number that the eye meets first, the grid, and the reasons.

use std::sync::Arc;

use contract::{NodeRow, NodeState};
use leptos::prelude::*;
use manifest::{Document, EditError, FieldPath};
use serde_json::json;

use crate::parts::NodeGrid;
use crate::parts::node_grid::legend::Entry;
use crate::parts::node_grid::words::Tense;
use crate::state::document::{DocumentState, Origin};
use crate::text::wizard::judgement as words;
use crate::ui::{Button, Look};

/// How many nodes will run a pod, in a sentence.
#[must_use]
pub fn in_words(forecast: &[NodeRow]) -> String {
    match forecast.len() {
        0 => words::nodes_unknown().to_owned(),
        all => words::nodes_brief(running(forecast), all),
    }
}

fn running(forecast: &[NodeRow]) -> usize {
    forecast
        .iter()
        .filter(|node| node.state == NodeState::Ready)
        .count()
}

/// The forecast.
#[component]
pub fn Nodes(
    /// The forecast, node by node.
    forecast: Memo<Arc<Vec<NodeRow>>>,
    /// The manifest, which a one-click answer edits.
    document: DocumentState,
) -> impl IntoView {
    let answer = Callback::new(move |entry: Entry| {
        let (key, effect) = taint_of(&entry.reason)?;
        let tolerate = move |()| {
            document.edit(Origin::Act, |document| tolerate(document, &key, &effect));
        };
        let button =
            view! { <Button look=Look::Quiet on_press=tolerate>{words::tolerate()}</Button> };
        Some(button.into_any())
    });
    let is_known = Memo::new(move |_| forecast.with(|nodes| !nodes.is_empty()));
    view! {
        <section class="judgement-nodes" aria-label=words::nodes()>
            {move || {
                if !is_known.get() {
                    return view! { <p class="judgement-none">{words::nodes_unknown()}</p> }.into_any();
                }
                view! {
                    <p class="judgement-number">
                        <strong>{move || forecast.with(|nodes| running(nodes))}</strong>
                        " "
                        {move || forecast.with(|nodes| words::of_nodes(nodes.len()))}
                    </p>
                    <NodeGrid nodes=forecast tense=Tense::Forecast answer/>
                }
                .into_any()
            }}
        </section>
    }
}

/// Key and effect of a reason `taint KEY:EFFECT`.
fn taint_of(reason: &str) -> Option<(String, String)> {
    let (key, effect) = reason.strip_prefix("taint ")?.rsplit_once(':')?;
    Some((key.to_owned(), effect.to_owned()))
}

/// Adds a toleration for every taint of this key and effect.
fn tolerate(document: &mut Document, key: &str, effect: &str) -> Result<(), EditError> {
    let list = FieldPath::root()
        .key("spec")
        .key("template")
        .key("spec")
        .key("tolerations");
    let toleration = json!({"key": key, "operator": "Exists", "effect": effect});
    document.insert(&list, document.len_of(&list), toleration)
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::{taint_of, tolerate};

    #[test]
    fn reads_the_taint_of_a_reason() {
        assert_eq!(
            taint_of("taint example.com/gpu:NoSchedule"),
            Some(("example.com/gpu".to_owned(), "NoSchedule".to_owned()))
        );
        assert_eq!(taint_of("nodeAffinity"), None);
    }

    #[test]
    fn tolerating_adds_one_toleration_and_changes_nothing_else() {
        let text = "spec:\n  template:\n    spec:\n      # kept\n      containers: []\n";
        let mut document = Document::parse(text);
        tolerate(&mut document, "dedicated", "NoSchedule").unwrap();
        assert!(document.text().starts_with(text), "{}", document.text());
        assert!(
            document.text().contains("key: dedicated\n"),
            "{}",
            document.text()
        );
    }
}
