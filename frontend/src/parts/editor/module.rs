//! The editor module (`frontend/editor`), imported when it is first needed.

use js_sys::{Object, Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(inline_js = "export const importModule = (url) => import(url);")]
extern "C" {
    #[wasm_bindgen(js_name = importModule)]
    fn import_module(url: &str) -> Promise;
}

#[wasm_bindgen]
extern "C" {
    /// The module's exports.
    type Module;

    #[wasm_bindgen(method)]
    fn open(this: &Module, options: &Object) -> Editor;

    /// An open editor.
    #[derive(Clone, Debug)]
    pub type Editor;

    /// Takes over a text that was changed elsewhere.
    #[wasm_bindgen(method, js_name = setText)]
    pub fn set_text(this: &Editor, text: &str);

    /// Colours and folds by another language: `yaml` or `json`.
    #[wasm_bindgen(method, js_name = setLanguage)]
    pub fn set_language(this: &Editor, language: &str);

    /// Marks these problems, an array of objects, and no others.
    #[wasm_bindgen(method, js_name = setProblems)]
    pub fn set_problems(this: &Editor, problems: &JsValue);

    /// Holds the text against another one; against none where it is none.
    #[wasm_bindgen(method, js_name = setComparison)]
    pub fn set_comparison(this: &Editor, text: Option<String>);

    /// Puts the cursor at a place, counted from 1, and brings it into view.
    #[wasm_bindgen(method)]
    pub fn reveal(this: &Editor, line: u32, column: u32, takes_focus: bool);

    /// Takes the editor off the page.
    #[wasm_bindgen(method)]
    pub fn destroy(this: &Editor);
}

/// Imports the module and opens an editor with these options (see `Options` in `editor/src/main.ts`).
///
/// # Errors
/// The page does not say where the module is, or it cannot be loaded; the text is for people.
pub async fn open(options: &Object) -> Result<Editor, String> {
    let url = address().ok_or("the page does not name the editor module")?;
    let module = JsFuture::from(import_module(&url))
        .await
        .map_err(|error| describe(&error))?;
    Ok(module.unchecked_into::<Module>().open(options))
}

/// Sets a property of a plain object.
pub fn set(object: &Object, name: &str, value: impl Into<JsValue>) {
    // Cannot fail on a plain object.
    let _ = Reflect::set(object, &name.into(), &value.into());
}

/// The nonce of the page's content security policy; empty where it has none.
#[must_use]
pub fn nonce() -> String {
    let element = document().query_selector("script[nonce]").ok().flatten();
    element
        .and_then(|element| Reflect::get(&element, &"nonce".into()).ok()?.as_string())
        .unwrap_or_default()
}

/// Where the module is: its name holds a hash, so the page tells it.
fn address() -> Option<String> {
    document().document_element()?.get_attribute("data-editor")
}

fn describe(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| format!("{error:?}"), |error| error.message().into())
}
