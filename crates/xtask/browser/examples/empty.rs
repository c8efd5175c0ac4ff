//! A WebAssembly module with what the front end has in any case: JSON, lower case and numbers with a
//! fraction. The other module is weighed against it.

use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

/// A text that is kept.
#[wasm_bindgen]
pub struct Editor {
    text: String,
}

#[wasm_bindgen]
impl Editor {
    /// Keeps a text.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(text: String) -> Self {
        Self { text }
    }

    /// The text, as JSON and not.
    #[must_use]
    pub fn show(&self, path: &str, part: f64) -> String {
        let value: Value = serde_json::from_str(&self.text).unwrap_or_default();
        let wanted = path.to_lowercase();
        format!("{wanted} {part:.2} {:?} {value}", value.get(path))
    }
}
