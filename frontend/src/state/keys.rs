//! Keys that work anywhere on a page.

use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// `/` puts the cursor into this input, unless one is typing somewhere already.
pub fn focus_on_slash(input: NodeRef<Input>) {
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        if event.key() == "/"
            && plain
            && !is_typing(&event)
            && let Some(input) = input.get_untracked()
        {
            event.prevent_default();
            // An input that is not drawn cannot take the focus, and nothing is lost.
            let _ = input.focus();
            input.select();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Whether a key goes into something that is typed in.
#[must_use]
pub fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
        .is_some_and(|element| {
            let tag = element.tag_name();
            element.is_content_editable() || ["INPUT", "TEXTAREA", "SELECT"].contains(&tag.as_str())
        })
}
