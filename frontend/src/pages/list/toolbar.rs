//! Above the table: filter, statuses that count and filter, whether it is live.

use contract::StatusWord;
use leptos::html::Input;
use leptos::prelude::*;

use super::columns::{ColumnMenu, Columns};
use super::selection::Selection;
use crate::parts::{FreshnessDot, status};
use crate::reactive::{dynamic, memo};
use crate::state::keys;
use crate::state::live::Live;
use crate::text::list;

/// The toolbar.
#[component]
pub fn Toolbar(
    /// The stream.
    live: Live,
    /// What is looked at.
    selection: Selection,
    /// Which columns are shown.
    columns: Columns,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    keys::focus_on_slash(input);
    let search = selection.search;
    let shown = move || {
        let (shown, total) = (selection.shown(), selection.total());
        (shown < total).then(|| list::shown(shown, total))
    };
    view! {
        <div class="list-toolbar" role="search">
            <div class="list-filter">
                <input
                    node_ref=input
                    class="input"
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=list::filter()
                    aria-label=list::filter()
                    aria-keyshortcuts="/"
                    prop:value=Signal::derive(move || search.get())
                    on:input:target=move |event| search.set(event.target().value())
                />
                <kbd aria-hidden="true">"/"</kbd>
            </div>
            <Statuses selection/>
            <span class="list-shown number" role="status">{dynamic(shown)}</span>
            <FreshnessDot live/>
            <ColumnMenu columns/>
        </div>
    }
}

/// One button for each status that occurs; pressed, only its rows are shown.
#[component]
fn Statuses(
    /// What is looked at.
    selection: Selection,
) -> impl IntoView {
    let counts = memo(move || selection.status_counts());
    let button = move |(word, count): (StatusWord, u32)| {
        let pressed = memo(move || selection.status.get() == Some(word));
        let class = format!("chip status status-{}", status::tone(word).word());
        view! {
            <button
                type="button"
                class=class
                aria-pressed=Signal::derive(move || if pressed.get() { "true" } else { "false" })
                on:click=move |_| {
                    selection.show_status((!pressed.get_untracked()).then_some(word));
                }
            >
                {status::word(word)}
                <span class="chip-count number">{count}</span>
            </button>
        }
    };
    view! {
        <div class="chips" role="group" aria-label=list::by_status()>
            {dynamic(move || {
                let counts = counts.get();
                let useful = counts.len() > 1 || selection.status.get().is_some();
                useful.then(|| counts.into_iter().map(button).collect_view())
            })}
        </div>
    }
}
