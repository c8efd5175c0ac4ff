//! Finding a field: a dialog that is open over the wizard until a field is chosen.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use manifest::Segment;

use super::catalogue::search::{Hit, find};
use super::catalogue::{labels, places};
use super::containers::tabs::name_of;
use super::state::Wizard;
use super::steps;
use crate::reactive::{dynamic, effect, memo};
use crate::text::wizard::find as words;
use crate::ui::NamedRows;

/// The `id` of the list, which the input points at.
const LIST: &str = "found-fields";

/// The button that opens it, at the top of the steps.
#[component]
pub fn FindButton() -> impl IntoView {
    let finding = Wizard::expect().finding;
    view! {
        <button type="button" class="find-button" on:click=move |_| finding.set(true)>
            <span>{words::heading()}</span>
            <kbd>"Ctrl K"</kbd>
        </button>
    }
}

/// The dialog.
#[component]
pub fn Find() -> impl IntoView {
    let wizard = Wizard::expect();
    let element = NodeRef::<html::Dialog>::new();
    let typed = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let languages = all_languages(wizard);
    let hits = memo(move || {
        languages.track();
        if wizard.finding.get() {
            wizard
                .document
                .with(|document| find(document, &typed.get()))
        } else {
            Vec::new()
        }
    });
    effect(move || {
        let wanted = wizard.finding.get();
        if let Some(dialog) = element.get() {
            match (wanted, dialog.open()) {
                // Refused only for an element that is not in the page.
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    let go = move |at: usize| {
        if let Some(hit) = hits.with_untracked(|hits| hits.get(at).cloned()) {
            wizard.finding.set(false);
            // Once the dialog has given the focus back.
            request_animation_frame(move || wizard.show_control(&hit.path));
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let count = hits.with_untracked(Vec::len);
        let at = chosen.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => chosen.set((at + 1).min(count.saturating_sub(1))),
            "ArrowUp" => chosen.set(at.saturating_sub(1)),
            "Enter" => go(at),
            _ => return,
        }
        event.prevent_default();
    };
    let names = Signal::derive(move || {
        let mut names = Vec::new();
        hits.with(|hits| {
            for hit in hits {
                names.push(hit.path.to_string());
            }
        });
        names
    });
    let row = Callback::new(move |name: String| {
        let at = memo(move || {
            let at = names.with(|names| names.iter().position(|known| *known == name));
            at.unwrap_or_default()
        });
        let hit = untrack(|| hits.with(|hits| hits.get(at.get()).cloned()));
        hit.map_or_else(|| ().into_any(), |hit| option(wizard, &hit, at, chosen, go))
    });
    view! {
        <dialog
            class="dialog find"
            node_ref=element
            aria-label=words::heading()
            on:close=move |_| {
                wizard.finding.set(false);
                typed.set(String::new());
                chosen.set(0);
            }
        >
            <input
                class="find-input"
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-controls=LIST
                aria-label=words::heading()
                aria-activedescendant=Signal::derive(move || option_id(chosen.get()))
                autocomplete="off"
                spellcheck="false"
                placeholder=words::placeholder()
                prop:value=Signal::derive(move || typed.get())
                on:input:target=move |event| {
                    typed.set(event.target().value());
                    chosen.set(0);
                }
                on:keydown=on_key
            />
            <div class="find-list" role="listbox" id=LIST aria-label=words::found()>
                <NamedRows names row/>
            </div>
            {dynamic(move || {
                let is_vain = !typed.with(String::is_empty) && hits.with(Vec::is_empty);
                is_vain.then(|| view! { <p class="find-none">{words::nothing()}</p> })
            })}
            <p class="find-help">{words::help()}</p>
        </dialog>
    }
}

/// Fetches the words of all languages once the dialog is opened, and tells when they are here. Where they cannot be
/// had, a field is found by the words of the spoken one.
fn all_languages(wizard: Wizard) -> Trigger {
    let here = Trigger::new();
    effect(move || {
        if wizard.finding.get() {
            spawn_local(async move {
                if labels::fetch_all().await.is_ok() {
                    here.notify();
                }
            });
        }
    });
    here
}

fn option_id(at: usize) -> String {
    format!("found-field-{at}")
}

fn option(
    wizard: Wizard,
    hit: &Hit,
    at: Memo<usize>,
    chosen: RwSignal<usize>,
    go: impl Fn(usize) + Copy + 'static,
) -> AnyView {
    let place = &hit.path;
    let step = steps::name(places::step_of(place));
    let place_name = match places::container_of(place) {
        Some(container) => format!("{step} · {}", untrack(|| name_of(wizard, &container))),
        None => step.to_owned(),
    };
    let is_chosen = memo(move || at.get() == chosen.get());
    view! {
        <div
            class="find-option"
            role="option"
            id=Signal::derive(move || option_id(at.get()))
            aria-selected=Signal::derive(move || if is_chosen.get() { "true" } else { "false" })
            on:click=move |_| go(at.get_untracked())
        >
            <span class="find-label">{hit.label}</span>
            <code class="find-path">{tail(place)}</code>
            <span class="find-value">{hit.value.clone()}</span>
            <span class="find-place">{place_name}</span>
        </div>
    }
    .into_any()
}

/// The end of a path that says enough: `livenessProbe.periodSeconds`.
fn tail(path: &manifest::FieldPath) -> String {
    let segments = path.segments();
    let mut from = segments.len().saturating_sub(2);
    // A position alone says nothing, and that it is in a spec says little.
    while from > 0 && matches!(segments[from], Segment::Index(_)) {
        from -= 1;
    }
    if segments.get(from) == Some(&Segment::Key("spec".to_owned())) && from + 1 < segments.len() {
        from += 1;
    }
    let mut end = manifest::FieldPath::root();
    for segment in &segments[from..] {
        end = end.with(segment.clone());
    }
    end.to_string()
}
