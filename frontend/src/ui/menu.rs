//! A menu that floats: the native popover under its button.
//!
//! The popover holds ordinary buttons and links, so it is a disclosure and not an ARIA menu: Tab
//! walks through it, Escape and a press elsewhere close it, both by the browser.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::fresh_id;

/// Closes the menu that is open, and puts the focus on its button.
pub fn close() {
    let open = document().query_selector(".menu-popover:popover-open");
    let open = open.ok().flatten();
    if let Some(open) = open.and_then(|open| open.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Refused only where it is closed already.
        let _ = open.hide_popover();
    }
}

/// A button and what it opens.
#[component]
pub fn Menu(
    /// What the button is called, where it shows only an icon.
    #[prop(into, optional)]
    label: Option<String>,
    /// What the button shows.
    button: AnyView,
    /// What the menu holds.
    children: Children,
) -> impl IntoView {
    let id = fresh_id("menu");
    view! {
        <div class="menu">
            <button
                type="button"
                class="button"
                class:button-icon=label.is_some()
                title=label.clone()
                aria-label=label
                popovertarget=id.clone()
            >
                {button}
            </button>
            <div class="menu-popover" id=id popover="auto">{children()}</div>
        </div>
    }
}
