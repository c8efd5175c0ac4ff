//! A white sheet with a heading.

use leptos::prelude::*;

use crate::reactive::shown;

/// A card.
#[component]
pub fn Card(
    /// Its heading; none for a card whose content says what it is.
    #[prop(into, optional)]
    heading: String,
    /// What stands small beside the heading.
    #[prop(into, optional)]
    note: Signal<String>,
    /// What stands at the end of the heading's line: a button, a switch.
    #[prop(optional)]
    actions: Option<AnyView>,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let head = (!heading.is_empty()).then(|| {
        view! {
            <header class="card-head">
                <h2 class="card-heading">{heading}</h2>
                <span class="card-note">{shown(note)}</span>
                <div class="card-actions">{actions}</div>
            </header>
        }
    });
    view! { <section class="card">{head}<div class="card-body">{children()}</div></section> }
}
