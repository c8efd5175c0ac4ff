//! The title of the tab.

use leptos::prelude::*;

/// Names the page in its tab; the most telling word first.
pub fn set(page: &str) {
    document().set_title(&format!("{page} · Everynode"));
}

/// Names the page in its tab for as long as the caller lives.
pub fn follow(page: impl Fn() -> String + 'static) {
    Effect::new(move || set(&page()));
}
