//! What the browser does with a manifest, as a WebAssembly module: `cargo xtask bench wasm` weighs it
//! and times it.

use manifest::{Document, FieldPath, Format, LabelSelector, ScalarKind};
use preflight::{Facts, Policy};
use wasm_bindgen::prelude::wasm_bindgen;

/// A manifest that is being edited.
#[wasm_bindgen]
pub struct Editor {
    document: Document,
    facts: Facts,
    policy: Policy,
}

/// A place; the whole document where the text names none.
fn place(path: &str) -> FieldPath {
    path.parse().unwrap_or_default()
}

#[wasm_bindgen]
impl Editor {
    /// Reads a text.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(text: String) -> Self {
        Self {
            document: Document::parse(text),
            facts: Facts::default(),
            policy: Policy::preset("dce").unwrap_or_default(),
        }
    }

    /// Judges it, as one that is new or that replaces a stored one; how many problems there are.
    #[must_use]
    pub fn judge(&self, replaces: bool) -> usize {
        let report = if replaces {
            let stored = self.document.value();
            preflight::report_update(&self.document, &stored, &self.facts, &self.policy)
        } else {
            preflight::report(&self.document, &self.facts, &self.policy)
        };
        report.problems.len() + report.warnings.len() + report.placement.len()
    }

    /// What a text control writes.
    #[must_use]
    pub fn type_text(&mut self, path: &str, typed: &str) -> bool {
        let path = place(path);
        self.document
            .set_text(&path, typed, ScalarKind::String)
            .is_ok()
    }

    /// What every other control writes.
    #[must_use]
    pub fn edit(&mut self, path: &str, index: usize, key: &str) -> bool {
        let path = place(path);
        self.document.set(&path, index).is_ok()
            && self.document.insert(&path, index, key).is_ok()
            && self.document.move_item(&path, index, 0).is_ok()
            && self.document.rename_key(&path, key).is_ok()
            && self.document.remove(&path).is_ok()
    }

    /// What a control shows.
    #[must_use]
    pub fn show(&self, path: &str) -> String {
        let path = place(path);
        let count = self.document.len_of(&path) + self.document.keys(&path).len();
        let line = self.document.position(&path).map_or(0, |found| found.line);
        let text = self.document.text_at(&path).unwrap_or_default();
        let here = self.document.path_at(count);
        format!("{text} {line} {here}")
    }

    /// The text in the other format.
    #[must_use]
    pub fn as_json(&self) -> String {
        self.document.shown_as(Format::Json).unwrap_or_default()
    }

    /// Whether a selector, as one writes it, means the labels at a path.
    #[must_use]
    pub fn selects(&self, selector: &str, path: &str) -> bool {
        let labels = self.document.get(&place(path)).unwrap_or_default();
        let lookup = |key: &str| labels.get(key).and_then(serde_json::Value::as_str);
        let selector = selector.parse::<LabelSelector>();
        selector.is_ok_and(|selector| selector.matches_with(lookup))
    }

    /// What differs from another manifest.
    #[must_use]
    pub fn changes(&self, other: &Self) -> usize {
        let (before, after) = (self.document.value(), other.document.value());
        manifest::diff(&before, &after, &manifest::schema::DAEMON_SET).len()
    }
}
