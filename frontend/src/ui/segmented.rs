//! One of a few, side by side: radio buttons drawn as one control.

use leptos::prelude::*;

use super::{Choice, fresh_id};

/// A segmented control.
#[component]
pub fn Segmented(
    /// What is chosen here, for those who cannot see it.
    #[prop(into)]
    label: String,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// The entries; they do not change.
    choices: Vec<Choice>,
    /// Runs with the value that is chosen.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let name = fresh_id("segmented");
    let segments = choices
        .into_iter()
        .map(|choice| {
            let own = choice.value.clone();
            let checked = move || value.with(|value| *value == own);
            view! {
                <label class="segment">
                    <input
                        type="radio"
                        name=name.clone()
                        value=choice.value.clone()
                        prop:checked=checked
                        on:change=move |_| on_choose.run(choice.value.clone())
                    />
                    <span>{choice.label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="segmented">
            <legend class="visually-hidden">{label}</legend>
            {segments}
        </fieldset>
    }
}
