//! The keys that work on the pages, listed where `?` is pressed or the menu says so.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::state::keys;
use crate::text::common::shortcuts as words;

/// The `id` of the list.
const LIST: &str = "shortcuts";

/// The `id` of the button that opens it.
const BUTTON: &str = "show-shortcuts";

/// The button that opens the list, for a menu.
#[component]
pub fn ShortcutsButton() -> impl IntoView {
    view! {
        <button type="button" class="button" id=BUTTON popovertarget=LIST>{words::heading()}</button>
    }
}

/// The list; `?` opens it wherever one is not typing.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let heard = window_event_listener(leptos::ev::keydown, |event| {
        if event.key() == "?" && !keys::is_typing(&event) {
            let button = document().get_element_by_id(BUTTON);
            if let Some(button) = button.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
                button.click();
            }
        }
    });
    on_cleanup(move || heard.remove());
    let rows = [
        ("?", words::this()),
        ("/", words::filter()),
        ("Ctrl Enter", words::write()),
        ("Ctrl K", words::find_field()),
        ("F1", words::documentation()),
        ("Alt PageDown", words::next_step()),
        ("Alt PageUp", words::previous_step()),
        ("Ctrl Z", words::undo()),
        ("Ctrl Y", words::redo()),
    ]
    .map(|(key, does)| view! { <dt><kbd>{key}</kbd></dt> <dd>{does}</dd> });
    view! {
        <div class="menu-popover shortcuts" id=LIST popover="auto" role="dialog" aria-label=words::heading()>
            <dl>{rows.into_iter().collect_view()}</dl>
        </div>
    }
}
