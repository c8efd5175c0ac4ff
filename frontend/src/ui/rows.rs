//! Rows that come, go and stay in place. `For` is compiled anew for each type of row, 4 to 8 kB each time;
//! these are compiled once.

use leptos::prelude::*;

/// As many rows as there are, each known by its position.
#[component]
pub fn Rows(
    /// How many.
    #[prop(into)]
    count: Signal<usize>,
    /// Draws the row at a position.
    row: Callback<usize, AnyView>,
) -> impl IntoView {
    view! {
        <For each=move || 0..count.get() key=|position| *position children=move |at| row.run(at)/>
    }
}

/// Rows that are each known by a name of their own, in this order.
#[component]
pub fn NamedRows(
    /// The names.
    #[prop(into)]
    names: Signal<Vec<String>>,
    /// Draws the row of a name.
    row: Callback<String, AnyView>,
) -> impl IntoView {
    view! {
        <For each=move || names.get() key=Clone::clone children=move |name| row.run(name)/>
    }
}
