//! A line, or several, of text.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::reactive::{dynamic, effect};

use super::{Field, FieldFrame};

/// A text control with its label, help and problem.
#[component]
pub fn TextField(
    /// What it is called.
    #[prop(into)]
    label: String,
    /// The text as it stands in the document.
    #[prop(into)]
    value: Signal<String>,
    /// Runs with the whole text on every keystroke.
    #[prop(into)]
    on_input: Callback<String>,
    /// What to know before one types; empty for nothing.
    #[prop(into, optional)]
    help: Signal<String>,
    /// The place in the manifest, as Kubernetes prints it.
    #[prop(into, optional)]
    path: Signal<String>,
    /// What is wrong with the value; empty for nothing.
    #[prop(into, optional)]
    problem: Signal<String>,
    /// The `id` of the control, where something else must find it.
    #[prop(into, optional)]
    id: Option<String>,
    /// What stands there while nothing is typed.
    #[prop(into, optional)]
    placeholder: Signal<String>,
    /// Whether the text goes into the manifest as it is: names, images, quantities.
    #[prop(optional)]
    monospace: bool,
    /// Whether it has several lines.
    #[prop(optional)]
    multiline: bool,
    /// Texts to choose from (`datalist`); one may type another.
    #[prop(into, optional)]
    suggestions: Signal<Vec<String>>,
    /// Whether it may only be read.
    #[prop(optional)]
    locked: bool,
) -> impl IntoView {
    let field = Field::named(id, problem);
    let (id, described_by, invalid) = (field.id.clone(), field.described_by(), field.invalid());
    let list = format!("{id}-list");
    let class = if monospace {
        "input monospace"
    } else {
        "input"
    };
    let options = {
        let list = list.clone();
        move || {
            let texts = suggestions.get();
            (!texts.is_empty()).then(|| {
                let options = texts
                    .into_iter()
                    .map(|text| view! { <option value=text></option> });
                view! { <datalist id=list.clone()>{options.collect_view()}</datalist> }
            })
        }
    };
    let is_tall = tall(value, multiline);
    let control = move || {
        let id = id.clone();
        if is_tall.get() {
            return view! {
                <textarea
                    class=class
                    id=id
                    rows="3"
                    readonly=locked
                    spellcheck=if monospace { "false" } else { "true" }
                    placeholder=placeholder
                    aria-describedby=described_by
                    aria-invalid=invalid
                    prop:value=value
                    on:input:target=move |event| on_input.run(event.target().value())
                ></textarea>
            }
            .into_any();
        }
        let list = list.clone();
        view! {
            <input
                class=class
                id=id
                type="text"
                readonly=locked
                autocomplete="off"
                spellcheck="false"
                list=Signal::derive(move || suggestions.with(|texts| !texts.is_empty()).then(|| list.clone()))
                placeholder=placeholder
                aria-describedby=described_by
                aria-invalid=invalid
                prop:value=value
                on:input:target=move |event| on_input.run(event.target().value())
                on:paste=move |event| {
                    if let Some(whole) = pasted_lines(&event) {
                        event.prevent_default();
                        on_input.run(whole);
                    }
                }
            />
        }
        .into_any()
    };
    view! {
        <FieldFrame field label help path>
            {dynamic(control)}
            {dynamic(options)}
        </FieldFrame>
    }
}

/// What an `input` would hold if it could hold line breaks, where some are pasted into it: it would drop them, and
/// make one line of a script.
fn pasted_lines(event: &web_sys::ClipboardEvent) -> Option<String> {
    let text = event.clipboard_data()?.get_data("text/plain").ok()?;
    // That of the end is the one that copying a line takes along.
    if !text.trim_end().contains('\n') {
        return None;
    }
    let input: web_sys::HtmlInputElement = event.target()?.dyn_into().ok()?;
    // Positions count as JavaScript does.
    let typed = js_sys::JsString::from(input.value());
    let start = input.selection_start().ok()??;
    let end = input.selection_end().ok()??;
    let before = String::from(typed.substring(0, start));
    let after = String::from(typed.substring(end, typed.length()));
    Some(format!("{before}{text}{after}"))
}

/// Whether a text wants several lines: one that has line breaks would lose them in an `input`. It stays so, because
/// a control that is another from one keystroke to the next would lose the focus.
#[must_use]
pub fn tall(value: Signal<String>, always: bool) -> RwSignal<bool> {
    let is_tall = RwSignal::new(always);
    effect(move || {
        if value.with(|value| value.contains('\n')) && !is_tall.get_untracked() {
            is_tall.set(true);
        }
    });
    is_tall
}
