//! The title of the tab.

use leptos::prelude::*;

use crate::reactive::effect;

/// Names the page in its tab; the most telling word first.
pub fn set(page: &str) {
    document().set_title(&format!("{page} · Everynode"));
}

/// Names the page in its tab for as long as the caller lives.
pub fn follow(page: impl Fn() -> String + 'static) {
    effect(move || set(&page()));
}
