//! In a wide window the text stands beside the form, and follows it.

use leptos::prelude::*;
use manifest::FieldPath;
use wasm_bindgen::JsCast as _;

use super::state::{View, Wizard};
use super::text_view::text_editor;
use crate::reactive::{dynamic, memo};
use crate::text::wizard::head as words;

/// From here on both have room.
const WIDE: &str = "(min-width: 1600px)";

/// The text beside the form, where the window is wide.
#[component]
pub fn Beside() -> impl IntoView {
    let wizard = Wizard::expect();
    let is_wide = wide();
    let is_shown = memo(move || is_wide.get() && wizard.view.get() == View::Form);
    let followed = window_event_listener(leptos::ev::focusin, move |event| {
        if is_shown.try_get_untracked() == Some(true) {
            follow(wizard, &event);
        }
    });
    on_cleanup(move || followed.remove());
    dynamic(move || {
        if !is_shown.get() {
            return ().into_any();
        }
        view! {
            <section class="wizard-beside" aria-label=words::text_beside()>{text_editor(wizard, wizard.beside, false, Signal::stored(None))}</section>
        }
        .into_any()
    })
}

/// Brings the line of the control that took the focus into view.
fn follow(wizard: Wizard, event: &web_sys::FocusEvent) {
    let target = event.target();
    let target = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(path) = target.and_then(|target| target.id().parse::<FieldPath>().ok()) else {
        return;
    };
    let place = wizard.document.with_untracked(|document| {
        let position = document.position(&path).filter(|_| document.has(&path))?;
        Some((position.line, position.column))
    });
    if let Some(place) = place {
        wizard.beside.set(Some(place));
    }
}

/// Whether the window is wide, now and later.
fn wide() -> RwSignal<bool> {
    let measure = || {
        let query = window().match_media(WIDE).ok().flatten();
        query.is_some_and(|query| query.matches())
    };
    let is_wide = RwSignal::new(measure());
    let resized = window_event_listener(leptos::ev::resize, move |_| {
        // Told only where it is another: whoever listens is drawn anew.
        if is_wide
            .try_get_untracked()
            .is_some_and(|was| was != measure())
        {
            is_wide.set(measure());
        }
    });
    on_cleanup(move || resized.remove());
    is_wide
}
