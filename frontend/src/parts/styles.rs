//! The styles of pods and logs come with their module: the style sheet of the console is fetched by everybody.

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::CssStyleSheet;

/// What stands in it.
const TEXT: &str = include_str!("../../../styles/pods.css");

/// Puts the styles into the page, once.
pub fn adopt() {
    thread_local! {
        static ADOPTED: Cell<bool> = const { Cell::new(false) };
    }
    if !ADOPTED.replace(true) {
        // Every browser that runs the module has constructed style sheets; without them it would only look plain.
        let _ = add();
    }
}

fn add() -> Result<(), JsValue> {
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(TEXT)?;
    let document = document();
    let key = JsValue::from_str("adoptedStyleSheets");
    let before: js_sys::Array = js_sys::Array::from(&js_sys::Reflect::get(&document, &key)?);
    before.push(&sheet);
    js_sys::Reflect::set(&document, &key, &before)?;
    Ok(())
}
