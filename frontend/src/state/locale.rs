//! The chosen language. Changing it has everything below the router drawn anew.

use leptos::prelude::*;

use super::storage;
use crate::text::{self, Locale};

const KEY: &str = "everynode.locale";

/// The chosen language, as a context.
#[derive(Clone, Copy, Debug)]
pub struct LocaleChoice(RwSignal<Locale>);

impl LocaleChoice {
    /// Takes the kept choice, else what the browser asks for, and speaks it from now on.
    pub fn provide() -> Self {
        let locale = storage::read(KEY)
            .and_then(|tag| Locale::from_tag(&tag))
            .unwrap_or_else(wanted);
        let choice = Self(RwSignal::new(locale));
        speak(locale);
        provide_context(choice);
        choice
    }

    /// The choice of this page.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// Has the caller run again when the language changes.
    pub fn track(self) {
        self.0.track();
    }

    /// The language now, tracked.
    #[must_use]
    pub fn get(self) -> Locale {
        self.0.get()
    }

    /// Chooses a language and keeps the choice.
    pub fn choose(self, locale: Locale) {
        storage::keep(KEY, locale.tag());
        speak(locale);
        self.0.set(locale);
    }
}

fn speak(locale: Locale) {
    text::set_current(locale);
    if let Some(root) = document().document_element() {
        // Cannot fail: the attribute's name is a valid one.
        let _ = root.set_attribute("lang", locale.tag());
    }
}

/// The first of the browser's languages that the console speaks.
fn wanted() -> Locale {
    let tags: Vec<String> = window()
        .navigator()
        .languages()
        .iter()
        .filter_map(|tag| tag.as_string())
        .collect();
    Locale::negotiate(tags.iter().map(String::as_str))
}
