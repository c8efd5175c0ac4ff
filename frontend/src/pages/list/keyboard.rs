//! The rows by keyboard: up and down go from one to the next, `x` ticks.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Acts on a key that was pressed in a row; all others are left to the browser.
pub fn move_between_rows(event: &KeyboardEvent) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(row) = target.and_then(|target| target.closest("tr").ok().flatten()) else {
        return;
    };
    let (next, control) = match event.key().as_str() {
        "ArrowDown" => (row.next_element_sibling(), "a"),
        "ArrowUp" => (row.previous_element_sibling(), "a"),
        "x" => (Some(row), "input"),
        _ => return,
    };
    let found = next.and_then(|row| row.query_selector(control).ok().flatten());
    let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    event.prevent_default();
    if control == "input" {
        found.click();
    } else {
        // What is drawn can take the focus.
        let _ = found.focus();
    }
}
