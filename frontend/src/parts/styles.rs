//! Styles that come with the module that needs them: the style sheet of the console is fetched by everybody.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::CssStyleSheet;

/// Puts the text of a style sheet into the page, once.
pub fn adopt(text: &'static str) {
    thread_local! {
        static ADOPTED: RefCell<Vec<*const u8>> = const { RefCell::new(Vec::new()) };
    }
    let is_new = ADOPTED.with_borrow_mut(|adopted| {
        let is_new = !adopted.contains(&text.as_ptr());
        adopted.push(text.as_ptr());
        is_new
    });
    if is_new {
        // Every browser that runs the module has constructed style sheets; without them it would only look plain.
        let _ = add(text);
    }
}

fn add(text: &str) -> Result<(), JsValue> {
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(text)?;
    let document = document();
    let key = JsValue::from_str("adoptedStyleSheets");
    let before: js_sys::Array = js_sys::Array::from(&js_sys::Reflect::get(&document, &key)?);
    before.push(&sheet);
    js_sys::Reflect::set(&document, &key, &before)?;
    Ok(())
}
