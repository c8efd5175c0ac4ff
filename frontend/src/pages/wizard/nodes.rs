//! The fourth step: on which nodes a pod runs.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::control::Entries;
use super::paths;
use super::state::Wizard;
use crate::text::wizard::nodes as words;
use crate::ui::Card;

/// The form of the step.
#[component]
pub fn Nodes() -> impl IntoView {
    let wizard = Wizard::expect();
    let note = Signal::derive(move || match wizard.forecast.with(|nodes| nodes.len()) {
        0 => String::new(),
        all => words::note(wizard.running_nodes(), all),
    });
    let keys = Signal::derive(move || labels(wizard, |(key, _)| Some(key.clone())));
    let values = Callback::new(move |wanted: String| {
        labels(wizard, |(key, value)| {
            (*key == wanted).then(|| value.clone())
        })
    });
    view! {
        <Card heading=words::selector() note=note>
            <Entries
                label=words::selector()
                path=paths::pod().key("nodeSelector")
                empty=words::selector_empty()
                add=words::selector_add()
                keys
                values
            />
        </Card>
    }
}

/// What the labels of the nodes give, each text once.
fn labels(wizard: Wizard, pick: impl Fn((&String, &String)) -> Option<String>) -> Vec<String> {
    wizard.facts.with(|facts| {
        let nodes = facts.nodes.iter().flatten();
        // One by one: a set that is collected sorts first, with the standard library's sort.
        let mut texts = BTreeSet::new();
        for text in nodes.flat_map(|node| node.labels.iter()).filter_map(pick) {
            texts.insert(text);
        }
        texts.into_iter().collect()
    })
}
