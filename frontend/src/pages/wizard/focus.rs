//! Where the cursor goes when the button that was pressed is drawn no more.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// What can take the cursor.
const CONTROLS: &str = "input, select, textarea, button, summary, a[href]";

/// After a press that took its own button away, such as *Add* and *Remove*, the cursor goes to the first
/// control of what stood around it, and not back to the beginning of the page.
pub fn keep(event: leptos::ev::MouseEvent) {
    let pressed = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    // Afterwards nobody can tell any more what it stood in; this runs before the button itself.
    let places: Vec<_> = std::iter::successors(pressed, |place| place.parent_element()).collect();
    request_animation_frame(move || {
        let is_gone = places
            .first()
            .is_some_and(|pressed| !pressed.is_connected());
        if !is_gone || has_focus() {
            return;
        }
        let control = places
            .iter()
            .filter(|place| place.is_connected())
            .find_map(|place| place.query_selector(CONTROLS).ok().flatten())
            .and_then(|control| control.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(control) = control {
            // What is not drawn cannot take the focus, and nothing is lost.
            let _ = control.focus();
        }
    });
}

/// Whether the cursor is in anything.
fn has_focus() -> bool {
    document()
        .active_element()
        .is_some_and(|element| element.tag_name() != "BODY")
}
