//! What the editor asks the page for: what may stand at a place, what a field is, and where one is.

use std::future::Future;
use std::pin::Pin;

use js_sys::{Array, Object, Promise};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::future_to_promise;

use super::Mark;
use super::module::set;
use crate::parts::judgement::answers::Answer;
use crate::text::wizard::editor as words;

/// One thing that may stand at the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// What is shown, and searched in.
    pub label: String,
    /// What is written.
    pub written: String,
    /// What it holds: `[]Container`.
    pub holds: String,
    /// The field, for its documentation: `PodSpec.hostPID`; empty for a name that exists.
    pub field: String,
}

/// What may stand at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// Where what is typed there begins and ends, in UTF-16 units.
    pub typed: (u32, u32),
    /// What may stand there, in the order in which it is shown.
    pub offers: Vec<Offer>,
    /// Whether there are no others, so that more letters only leave some of these.
    pub is_whole: bool,
}

/// A path of the text, with its line and column counted from 1.
pub type Outlined = (String, u32, u32);

/// A sentence on its way.
pub type Said = Pin<Box<dyn Future<Output = String>>>;

/// What the page knows. Texts are those of the editor, offsets count UTF-16 units.
#[derive(Clone, Copy, Debug)]
pub struct Knowledge {
    /// What may stand at a place.
    pub offers_at: Callback<(String, u32), Offers>,
    /// The field at a place as `Struct.field`; empty for none.
    pub field_at: Callback<(String, u32), String>,
    /// The path of a place.
    pub path_at: Callback<(String, u32), String>,
    /// All places, in the order of the text.
    pub outline: Callback<String, Vec<Outlined>>,
    /// What is said of a field.
    pub explain: Callback<String, StoredValue<Option<Said>, LocalStorage>>,
    /// Shows the control of a path.
    pub on_open: Callback<String>,
    /// Runs with the answer to a problem that is chosen.
    pub on_answer: Callback<Answer>,
}

/// What is handed over to JavaScript, kept for as long as the editor is open.
pub(super) struct Handed {
    offers_at: Closure<dyn FnMut(String, u32) -> JsValue>,
    field_at: Closure<dyn FnMut(String, u32) -> String>,
    path_at: Closure<dyn FnMut(String, u32) -> String>,
    outline: Closure<dyn FnMut(String) -> JsValue>,
    explain: Closure<dyn FnMut(String) -> Promise>,
    on_open: Closure<dyn FnMut(String)>,
    on_answer: Closure<dyn FnMut(usize)>,
}

impl Handed {
    pub(super) fn of(known: Knowledge, marks: Signal<Vec<Mark>>) -> Self {
        Self {
            offers_at: Closure::new(move |text, offset| {
                offers_to_js(&known.offers_at.run((text, offset)))
            }),
            field_at: Closure::new(move |text, offset| known.field_at.run((text, offset))),
            path_at: Closure::new(move |text, offset| known.path_at.run((text, offset))),
            outline: Closure::new(move |text| outline_to_js(&known.outline.run(text))),
            explain: Closure::new(move |field| {
                let said = known.explain.run(field).try_update_value(Option::take);
                future_to_promise(async move {
                    let said = match said.flatten() {
                        Some(said) => said.await,
                        None => String::new(),
                    };
                    Ok(said.into())
                })
            }),
            on_open: Closure::new(move |path| known.on_open.run(path)),
            on_answer: Closure::new(move |index: usize| {
                let answer = marks.with_untracked(|marks| marks.get(index)?.answer);
                if let Some(answer) = answer {
                    known.on_answer.run(answer);
                }
            }),
        }
    }

    /// Puts it into the options that `editor/src/main.ts` describes.
    pub(super) fn put_into(&self, options: &Object) {
        let known = Object::new();
        set(&known, "offersAt", self.offers_at.as_ref());
        set(&known, "fieldAt", self.field_at.as_ref());
        set(&known, "explain", self.explain.as_ref());
        set(options, "knowledge", known);
        let places = Object::new();
        set(&places, "pathAt", self.path_at.as_ref());
        set(&places, "outline", self.outline.as_ref());
        set(&places, "onOpen", self.on_open.as_ref());
        let said = Object::new();
        set(&said, "outline", words::outline());
        set(&said, "openInForm", words::open_in_form());
        set(&said, "whole", words::whole());
        set(&places, "words", said);
        set(options, "places", places);
        set(options, "onAnswer", self.on_answer.as_ref());
    }
}

fn offers_to_js(offers: &Offers) -> JsValue {
    let list = Array::new();
    for offer in &offers.offers {
        let object = Object::new();
        set(&object, "label", &offer.label);
        set(&object, "written", &offer.written);
        set(&object, "holds", &offer.holds);
        set(&object, "field", &offer.field);
        list.push(&object);
    }
    let object = Object::new();
    set(&object, "from", offers.typed.0);
    set(&object, "to", offers.typed.1);
    set(&object, "offers", list);
    set(&object, "isWhole", offers.is_whole);
    object.into()
}

fn outline_to_js(places: &[Outlined]) -> JsValue {
    let list = Array::new();
    for (path, line, column) in places {
        let object = Object::new();
        set(&object, "path", path);
        set(&object, "line", *line);
        set(&object, "column", *column);
        list.push(&object);
    }
    list.into()
}
