//! What lines are searched for.

use js_sys::RegExp;
use wasm_bindgen::{JsCast, JsValue};

/// What is searched for: a regular expression between slashes, else the text itself.
///
/// # Errors
/// It is none.
pub fn expression(text: &str) -> Result<Option<RegExp>, JsValue> {
    if text.is_empty() {
        return Ok(None);
    }
    let between = text
        .strip_prefix('/')
        .and_then(|text| text.strip_suffix('/'));
    let pattern = match between {
        Some(pattern) if !pattern.is_empty() => pattern.to_owned(),
        _ => {
            let mut pattern = String::new();
            for character in text.chars() {
                if ".*+?^${}()|[]\\/".contains(character) {
                    pattern.push('\\');
                }
                pattern.push(character);
            }
            pattern
        }
    };
    // The constructor throws what it cannot read.
    let constructor: js_sys::Function =
        js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("RegExp"))?.unchecked_into();
    let arguments = js_sys::Array::of2(&JsValue::from_str(&pattern), &JsValue::from_str("i"));
    let made = js_sys::Reflect::construct(&constructor, &arguments)?;
    Ok(Some(made.unchecked_into()))
}
