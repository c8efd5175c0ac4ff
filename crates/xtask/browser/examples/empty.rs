//! A WebAssembly module with nothing in it: what the other one is weighed against.

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

    /// The text.
    #[must_use]
    pub fn show(&self, path: &str) -> String {
        format!("{path} {}", self.text)
    }
}
