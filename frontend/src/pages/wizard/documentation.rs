//! What a field is, in the words of the cluster that it goes to: asked for by a mark beside the control, or by `F1`
//! in it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;

use super::state::Wizard;
use crate::api::{self, ApiError};
use crate::reactive::{dynamic, effect};
use crate::text::wizard::documentation as words;
use crate::ui::{Button, Icon, Look, Shape};

/// The class of the marks.
const BUTTON: &str = "ask-button";

/// The attribute of what surrounds a control: `Struct.field`.
const FIELD: &str = "data-field";

/// The mark beside a control. It is no stop of the Tab key, which would double the way through a form.
#[must_use]
pub fn button() -> AnyView {
    view! {
        <button type="button" class=BUTTON tabindex="-1" aria-label=words::ask() title=words::ask()>"?"</button>
    }
    .into_any()
}

/// Reads the documentation of the field whose mark was pressed, or puts it away.
pub fn ask(wizard: Wizard, event: &web_sys::MouseEvent) {
    let pressed = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    // An icon has no class as text, so that is not asked for.
    let is_mark =
        |pressed: &web_sys::Element| pressed.get_attribute("class").as_deref() == Some(BUTTON);
    if let Some(pressed) = pressed.filter(is_mark) {
        show(wizard, &pressed);
    }
}

/// The same for the control that the cursor is in.
pub fn ask_here(wizard: Wizard) {
    if let Some(active) = document().active_element() {
        show(wizard, &active);
    }
}

fn show(wizard: Wizard, inside: &web_sys::Element) {
    let place = inside.closest(&format!("[{FIELD}]")).ok().flatten();
    let Some(field) = place.and_then(|place| place.get_attribute(FIELD)) else {
        return;
    };
    let is_shown = wizard.asked.with_untracked(|asked| *asked == field);
    wizard
        .asked
        .set(if is_shown { String::new() } else { field });
}

impl Wizard {
    /// Whether the documentation of a field is shown.
    #[must_use]
    pub fn is_asked(self) -> bool {
        self.asked.with_untracked(|asked| !asked.is_empty())
    }
}

/// The documentation, at the foot of the form.
#[component]
pub fn Documentation() -> impl IntoView {
    let wizard = Wizard::expect();
    let said = RwSignal::new(String::new());
    effect(move || {
        let asked = wizard.asked.get();
        let cluster = wizard.cluster.get();
        said.set(String::new());
        if asked.is_empty() {
            return;
        }
        spawn_local(async move {
            let answer = read(&cluster, &asked).await;
            // Another one may be asked for by now.
            if wizard.asked.try_with_untracked(|now| *now == asked) == Some(true) {
                said.try_set(match answer {
                    Ok(text) if text.is_empty() => words::nothing().to_owned(),
                    Ok(text) => text,
                    Err(_) => words::unreadable().to_owned(),
                });
            }
        });
    });
    dynamic(move || {
        let asked = wizard.asked.get();
        if asked.is_empty() {
            return ().into_any();
        }
        view! {
            <aside class="documentation" aria-label=words::heading()>
                <span><code>{asked}</code> " " <span class="field-help">{words::source()}</span></span>
                <Button
                    look=Look::Quiet
                    label=words::close()
                    on_press=move |()| wizard.asked.set(String::new())
                >
                    <Icon shape=Shape::Close/>
                </Button>
                <p role="status" tabindex="0">{dynamic(move || said.get())}</p>
            </aside>
        }
        .into_any()
    })
}

/// What a cluster says of `Struct.field`; empty where it says nothing.
///
/// # Errors
/// As [`ApiError`].
pub async fn read(cluster: &str, field: &str) -> Result<String, ApiError> {
    let (of, name) = field.split_once('.').unwrap_or_default();
    let documentation = api::preflight::documentation(cluster, of).await?;
    Ok(documentation.fields.get(name).cloned().unwrap_or_default())
}
