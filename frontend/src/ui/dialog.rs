//! A dialog on the native element: it takes the focus, keeps it, gives it back, and closes on Escape.

use leptos::html;
use leptos::prelude::*;

use crate::reactive::{effect, shown};

use super::fresh_id;

/// A modal dialog.
#[component]
pub fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Runs when the user closes it.
    #[prop(into)]
    on_close: Callback<()>,
    /// What it is about.
    #[prop(into)]
    heading: Signal<String>,
    /// What it says and asks.
    children: Children,
    /// Its buttons; the way out comes first.
    buttons: AnyView,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    let heading_id = fresh_id("dialog");
    let labelled_by = heading_id.clone();
    effect(move || {
        let wanted = open.get();
        if let Some(dialog) = element.get() {
            match (wanted, dialog.open()) {
                // Refused only for an element that is not in the page.
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    view! {
        <dialog
            class="dialog"
            node_ref=element
            aria-labelledby=labelled_by
            on:close=move |_| on_close.run(())
        >
            <h2 class="dialog-heading" id=heading_id>{shown(heading)}</h2>
            <div class="dialog-body">{children()}</div>
            <footer class="dialog-buttons">{buttons}</footer>
        </dialog>
    }
}
