//! A button that copies a text.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::Button;
use crate::reactive::dynamic;
use crate::text::common;

/// Copies a text, and says so for a moment.
#[component]
pub fn CopyButton(
    /// The text, as it is when the button is pressed.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says; *Copy* where it is left out.
    #[prop(optional)]
    label: Option<&'static str>,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let on_press = move |()| {
        let text = text.get_untracked();
        let done = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            // Refused where the page may not write to the clipboard: then nothing claims it did.
            if JsFuture::from(done).await.is_ok() {
                let _ = copied.try_set(true);
            }
        });
    };
    let label = label.unwrap_or_else(common::copy);
    view! {
        <Button on_press>
            {dynamic(move || if copied.get() { common::copied() } else { label })}
        </Button>
    }
}
