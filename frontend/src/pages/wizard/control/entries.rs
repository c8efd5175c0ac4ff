//! Keys and values over one mapping of the document: labels, a node selector.

use leptos::prelude::*;
use manifest::{FieldPath, ScalarKind};
use wasm_bindgen::JsCast as _;

use super::{Bound, error_of};
use crate::pages::wizard::draw::paste::pasted_pairs;
use crate::pages::wizard::memory::Opened;
use crate::pages::wizard::state::Wizard;
use crate::reactive::{dynamic, memo, shown};
use crate::state::document::{DocumentState, Origin, write_text};
use crate::text::wizard::entries as words;
use crate::ui::text_field::tall;
use crate::ui::{Button, Icon, Look, Rows, Shape};

/// An editor for a mapping of texts. Every keystroke is written, in keys too, where it stands; only a
/// key that is empty or taken waits in its control, and says so.
#[component]
pub fn Entries(
    /// What the entries are, for the group's name.
    #[prop(into)]
    label: String,
    /// The mapping's place in the manifest.
    path: FieldPath,
    /// What is said while there are none.
    #[prop(into)]
    empty: String,
    /// What the button that adds one says.
    #[prop(into)]
    add: String,
    /// Keys to choose from.
    #[prop(into, optional)]
    keys: Signal<Vec<String>>,
    /// Values to choose from, by key.
    #[prop(into, optional)]
    values: Option<Callback<String, Vec<String>>>,
    /// How the values are written.
    #[prop(default = ScalarKind::String)]
    kind: ScalarKind,
    /// Whether they may only be read, because the API server takes no others.
    #[prop(optional)]
    locked: bool,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let document = wizard.document;
    let problems = wizard.problems_at(&path);
    let problem = error_of(problems);
    let adding = wizard.opened(&path);
    let written = {
        let path = path.clone();
        memo(move || document.with(|document| document.keys(&path)))
    };
    // The row that is being added becomes the last entry without being drawn anew: rows are known by
    // their position.
    let rows = move || written.with(Vec::len) + usize::from(adding.get());
    let row = {
        let path = path.clone();
        Callback::new(move |position: usize| {
            let entry = EntryState {
                document,
                path: StoredValue::new(path.clone()),
                written,
                adding,
                position,
                kind,
                key: RwSignal::new(None),
            };
            view! { <Row entry keys values/> }.into_any()
        })
    };
    let is_empty = move || rows() == 0;
    let pasted_into = path.clone();
    let paste = move |event: web_sys::ClipboardEvent| {
        // A key has no `id`; a value may be of any lines.
        let target = event.target();
        let target = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|target| target.id().is_empty())
            && let Some(pairs) = pasted_pairs(&event)
        {
            adding.set(false);
            document.edit(Origin::Act, |document| {
                for (key, value) in &pairs {
                    write_text(document, &pasted_into.key(key.as_str()), value, kind)?;
                }
                Ok(())
            });
        }
    };
    view! {
        <Bound path=path.clone() problems>
            <fieldset
                class="entries"
                id=path.to_string()
                tabindex="-1"
                disabled=locked
                on:paste:capture=paste
            >
                <legend class="visually-hidden">{label}</legend>
                {dynamic(move || is_empty().then(|| view! { <p class="field-help">{empty.clone()}</p> }))}
                <Rows count=Signal::derive(rows) row/>
                <p class="field-problem">{shown(problem)}</p>
                <Button look=Look::Quiet on_press=move |()| adding.set(true) disabled=adding.signal()>
                    <Icon shape=Shape::Plus/>
                    {add}
                </Button>
            </fieldset>
        </Bound>
    }
}

/// One row of the editor.
#[derive(Clone, Copy)]
struct EntryState {
    document: DocumentState,
    /// The mapping.
    path: StoredValue<FieldPath>,
    /// The keys as they are written.
    written: Memo<Vec<String>>,
    /// Whether the last row is being added.
    adding: Opened,
    position: usize,
    /// How the value is written.
    kind: ScalarKind,
    /// What is typed as a key and cannot be written as it is.
    key: RwSignal<Option<String>>,
}

impl EntryState {
    /// The key as it is written; none for the row that is being added. Tracked.
    fn written_key(self) -> Option<String> {
        self.written.with(|keys| keys.get(self.position).cloned())
    }

    /// The key as it is shown; tracked.
    fn shown_key(self) -> String {
        self.document.track_refusal();
        self.key
            .get()
            .or_else(|| self.written_key())
            .unwrap_or_default()
    }

    fn value(self) -> String {
        self.document.track_refusal();
        self.written_key().map_or_else(String::new, |key| {
            self.path
                .with_value(|path| self.document.text_at(&path.key(key)))
        })
    }

    /// The place of the value, as the `id` of its control; tracked.
    fn value_id(self) -> Option<String> {
        let key = self.written_key()?;
        Some(self.path.with_value(|path| path.key(key).to_string()))
    }

    /// Why the key is not written; tracked.
    fn key_problem(self) -> &'static str {
        match self.key.get().as_deref() {
            None => "",
            Some("") => words::key_missing(),
            Some(_) => words::key_taken(),
        }
    }

    fn type_key(self, typed: String) {
        let written = untrack(|| self.written_key());
        let is_taken = self.written.with_untracked(|keys| {
            keys.iter()
                .enumerate()
                .any(|(position, key)| position != self.position && *key == typed)
        });
        if typed.is_empty() || is_taken {
            self.key.set(Some(typed));
            return;
        }
        self.key.set(None);
        let path = self.path.get_value();
        let origin = Origin::Control(format!("{path} key {}", self.position));
        self.document.edit(origin, |document| match &written {
            Some(before) => document.rename_key(&path.key(before.as_str()), &typed),
            None => document.set_text(&path.key(typed.as_str()), "", ScalarKind::String),
        });
        if written.is_none() {
            self.adding.set(false);
        }
    }

    fn type_value(self, typed: &str) {
        if let Some(key) = untrack(|| self.written_key()) {
            let path = self.path.get_value().key(key);
            let origin = Origin::Control(path.to_string());
            // An empty value is a value: the entry goes by its button.
            self.document.edit(origin, |document| {
                write_text(document, &path, typed, self.kind)
            });
        }
    }

    fn remove(self) {
        match untrack(|| self.written_key()) {
            Some(key) => self.document.remove(&self.path.get_value().key(key)),
            None => self.adding.set(false),
        }
        self.key.set(None);
    }
}

#[component]
fn Row(
    /// The entry.
    entry: EntryState,
    /// Keys to choose from.
    keys: Signal<Vec<String>>,
    /// Values to choose from, by key.
    values: Option<Callback<String, Vec<String>>>,
) -> impl IntoView {
    let id = crate::ui::fresh_id("entry");
    let (keys_id, values_id) = (format!("{id}-keys"), format!("{id}-values"));
    let problem_id = format!("{id}-problem");
    let key_list = keys;
    let value_list = Signal::derive(move || {
        values.map_or_else(Vec::new, |values| values.run(entry.shown_key()))
    });
    let is_new = memo(move || entry.written_key().is_none());
    let value = Signal::derive(move || entry.value());
    let value_id = Signal::derive(move || entry.value_id());
    let is_tall = tall(value, false);
    let list = values_id.clone();
    let key_input = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |last: Option<()>| {
        // One who adds an entry wants to type its key.
        if last.is_none()
            && is_new.get_untracked()
            && let Some(input) = key_input.get()
        {
            // An input that is not drawn cannot take the focus, and nothing is lost.
            let _ = input.focus();
        }
    });
    view! {
        <div class="entry">
            <input
                class="input monospace"
                type="text"
                autocomplete="off"
                spellcheck="false"
                node_ref=key_input
                list=keys_id.clone()
                placeholder=words::key()
                aria-label=words::key()
                aria-describedby=problem_id.clone()
                aria-invalid=Signal::derive(move || (!entry.key_problem().is_empty()).then_some("true"))
                prop:value=Signal::derive(move || entry.shown_key())
                on:input:target=move |event| entry.type_key(event.target().value())
            />
            <Suggestions id=keys_id texts=key_list/>
            {dynamic(move || {
                if is_tall.get() {
                    return view! {
                        <textarea
                            class="input monospace"
                            rows="3"
                            spellcheck="false"
                            id=value_id
                            aria-label=words::value()
                            prop:value=value
                            on:input:target=move |event| entry.type_value(&event.target().value())
                        ></textarea>
                    }
                    .into_any();
                }
                let list = list.clone();
                view! {
                    <input
                        class="input monospace"
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        id=value_id
                        list=list
                        placeholder=words::value()
                        aria-label=words::value()
                        disabled=is_new
                        prop:value=value
                        on:input:target=move |event| entry.type_value(&event.target().value())
                    />
                }
                .into_any()
            })}
            <Suggestions id=values_id texts=value_list/>
            <Button
                look=Look::Quiet
                label=words::remove()
                on_press=move |()| entry.remove()
            >
                <Icon shape=Shape::Close/>
            </Button>
            <p class="field-problem" id=problem_id>{dynamic(move || entry.key_problem())}</p>
        </div>
    }
}

/// A `datalist`.
#[component]
fn Suggestions(
    /// Its `id`.
    id: String,
    /// The texts.
    texts: Signal<Vec<String>>,
) -> impl IntoView {
    view! {
        <datalist id=id>
            {dynamic(move || {
                texts.get().into_iter().map(|text| view! { <option value=text></option> }).collect_view()
            })}
        </datalist>
    }
}
