//! A button that copies a text.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::Button;
use crate::reactive::dynamic;
use crate::text::common;

/// For how long it is said.
const MOMENT: Duration = Duration::from_secs(2);

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
    // How many copies are being told of: who copies again is told again.
    let told = RwSignal::new(0_u32);
    let on_press = move |()| {
        let text = text.get_untracked();
        let done = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            // Refused where the page may not write to the clipboard: then nothing claims it did.
            if JsFuture::from(done).await.is_ok() {
                let _ = told.try_update(|told| *told += 1);
                let forget = move || {
                    let _ = told.try_update(|told| *told -= 1);
                };
                set_timeout(forget, MOMENT);
            }
        });
    };
    let label = label.unwrap_or_else(common::copy);
    view! {
        <Button on_press>
            {dynamic(move || if told.get() > 0 { common::copied() } else { label })}
        </Button>
    }
}
