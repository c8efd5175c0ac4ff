//! One of several, by the native `select`.

use leptos::prelude::*;

use crate::reactive::dynamic;

use super::{Field, FieldFrame};

/// One entry of a [`Select`] or a `Segmented`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is chosen.
    pub value: String,
    /// What it is called.
    pub label: String,
}

impl Choice {
    /// An entry.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }

    /// An entry that is called what it is.
    #[must_use]
    pub fn plain(value: impl Into<String>) -> Self {
        let value = value.into();
        Self {
            label: value.clone(),
            value,
        }
    }
}

/// A select with its label, help and problem. A value that is no entry is shown as one of its own,
/// so that nothing of the document is hidden.
#[component]
pub fn Select(
    /// What it is called.
    #[prop(into)]
    label: String,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// The entries.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// Runs with the value that is chosen.
    #[prop(into)]
    on_choose: Callback<String>,
    /// What to know before one chooses; empty for nothing.
    #[prop(into, optional)]
    help: Signal<String>,
    /// The place in the manifest, as Kubernetes prints it.
    #[prop(into, optional)]
    path: Signal<String>,
    /// What is wrong with the value; empty for nothing.
    #[prop(into, optional)]
    problem: Signal<String>,
    /// The `id` of the control, where something else must find it.
    #[prop(into, optional)]
    id: Option<String>,
) -> impl IntoView {
    let field = Field::named(id, problem);
    let (id, described_by, invalid) = (field.id.clone(), field.described_by(), field.invalid());
    view! {
        <FieldFrame field label help path>
            <select
                class="input select"
                id=id
                aria-describedby=described_by
                aria-invalid=invalid
                prop:value=value
                on:change:target=move |event| on_choose.run(event.target().value())
            >
                <Options value choices/>
            </select>
        </FieldFrame>
    }
}

/// The `option` elements of a select.
#[component]
pub fn Options(
    /// The chosen value.
    value: Signal<String>,
    /// The entries.
    choices: Signal<Vec<Choice>>,
) -> impl IntoView {
    dynamic(move || {
        let chosen = value.get();
        let mut choices = choices.get();
        if !choices.iter().any(|choice| choice.value == chosen) {
            choices.insert(0, Choice::plain(chosen.clone()));
        }
        choices
            .into_iter()
            .map(|choice| {
                let selected = choice.value == chosen;
                view! { <option value=choice.value selected=selected>{choice.label}</option> }
            })
            .collect_view()
    })
}
