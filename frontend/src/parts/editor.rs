//! The manifest as a text: `CodeMirror` in a chunk of its own, loaded when it is first drawn.

pub mod knowledge;
pub mod module;

use js_sys::{Array, Object};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use preflight::Severity;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use crate::parts::judgement::answers::Answer;
use crate::reactive::{dynamic, effect};
use crate::text;
use crate::ui::{Banner, Button, Skeleton, Tone};
use knowledge::{Handed, Knowledge};
use module::{Editor as Handle, set};

/// A place in the text, line and column counted from 1.
pub type Place = (u32, u32);

/// A mark in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where.
    pub place: Place,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The field, as Kubernetes prints it.
    pub field: String,
    /// What would put it right; none where nothing does by itself.
    pub answer: Option<Answer>,
}

/// What an editor hands over to JavaScript, kept for as long as it is open.
type Callbacks = (
    Closure<dyn FnMut(String)>,
    Closure<dyn FnMut()>,
    Closure<dyn FnMut()>,
    Handed,
);

/// How far an editor is.
#[derive(Clone, Debug)]
enum Stage {
    Loading,
    Open(Handle),
    Failed(String),
}

/// An editor over a text that is kept elsewhere.
#[component]
pub fn Editor(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// `yaml` or `json`.
    #[prop(into)]
    language: Signal<&'static str>,
    /// What is marked in it.
    #[prop(into)]
    marks: Signal<Vec<Mark>>,
    /// A place to bring into view; taken away once that is done.
    reveal: RwSignal<Option<Place>>,
    /// Whether what is brought into view takes the focus with it.
    #[prop(default = true)]
    takes_focus: bool,
    /// What the page knows of the text.
    knowledge: Knowledge,
    /// Another text that it is held against.
    #[prop(into)]
    comparison: Signal<Option<String>>,
    /// Runs with the whole text after every change that was typed.
    #[prop(into)]
    on_change: Callback<String>,
    /// Runs when undo is asked for.
    #[prop(into)]
    on_undo: Callback<()>,
    /// Runs when redo is asked for.
    #[prop(into)]
    on_redo: Callback<()>,
) -> impl IntoView {
    let parent = NodeRef::<Div>::new();
    let stage = RwSignal::new_local(Stage::Loading);
    let attempt = RwSignal::new(0_u32);
    let callbacks: StoredValue<Callbacks, LocalStorage> = StoredValue::new_local((
        Closure::new(move |text| on_change.run(text)),
        Closure::new(move || on_undo.run(())),
        Closure::new(move || on_redo.run(())),
        Handed::of(knowledge, marks),
    ));
    effect(move || {
        attempt.track();
        let Some(parent) = parent.get() else { return };
        let options = callbacks.with_value(|callbacks| {
            options(
                &parent,
                &text.get_untracked(),
                language.get_untracked(),
                callbacks,
            )
        });
        stage.set(Stage::Loading);
        spawn_local(async move {
            let opened = match module::open(&options).await {
                Ok(editor) => Stage::Open(editor),
                Err(error) => Stage::Failed(error),
            };
            if let Some(Stage::Open(orphan)) = stage.try_set(opened) {
                // The page was left while the module was on its way.
                orphan.destroy();
            }
        });
    });
    let with_editor = move |act: &dyn Fn(&Handle)| {
        stage.with(|stage| {
            if let Stage::Open(editor) = stage {
                act(editor);
            }
        });
    };
    effect(move || with_editor(&|editor| text.with(|text| editor.set_text(text))));
    effect(move || with_editor(&|editor| editor.set_language(language.get())));
    effect(move || {
        // The marks belong to the text, so they are set after it.
        with_editor(&|editor| editor.set_problems(&marks.with(|marks| to_js(marks))));
    });
    effect(move || {
        with_editor(&|editor| editor.set_comparison(comparison.get()));
    });
    effect(move || {
        with_editor(&|editor| {
            if let Some((line, column)) = reveal.get() {
                editor.reveal(line, column, takes_focus);
                reveal.set(None);
            }
        });
    });
    on_cleanup(move || {
        stage.with_untracked(|stage| {
            if let Stage::Open(editor) = stage {
                editor.destroy();
            }
        });
    });
    let placeholder = move || match stage.get() {
        Stage::Loading => view! { <div class="editor-state"><Skeleton lines=8/></div> }.into_any(),
        Stage::Open(_) => ().into_any(),
        Stage::Failed(error) => {
            let retry = view! {
                <Button on_press=move || attempt.update(|attempt| *attempt += 1)>
                    {text::common::retry()}
                </Button>
            };
            view! {
                <div class="editor-state">
                    <Banner
                        tone=Tone::Bad
                        heading=text::wizard::editor::failed()
                        actions=retry.into_any()
                    >
                        {error}
                    </Banner>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <div class="editor">
            {dynamic(placeholder)}
            <div class="editor-text" node_ref=parent></div>
        </div>
    }
}

/// The options that `editor/src/main.ts` describes.
fn options(
    parent: &web_sys::HtmlElement,
    text: &str,
    language: &str,
    (on_change, on_undo, on_redo, handed): &Callbacks,
) -> Object {
    let options = Object::new();
    set(&options, "parent", parent);
    set(&options, "text", text);
    set(&options, "language", language);
    set(&options, "label", text::wizard::editor::label());
    set(&options, "hint", text::wizard::editor::hint());
    set(&options, "nonce", module::nonce());
    set(&options, "phrases", phrases());
    set(&options, "onChange", on_change.as_ref());
    set(&options, "onUndo", on_undo.as_ref());
    set(&options, "onRedo", on_redo.as_ref());
    handed.put_into(&options);
    options
}

/// `CodeMirror`'s own words, by its English ones.
fn phrases() -> Object {
    use text::wizard::editor::phrases as words;
    let phrases = Object::new();
    for (english, word) in [
        ("Find", words::find()),
        ("Replace", words::replace_with()),
        ("next", words::next()),
        ("previous", words::previous()),
        ("all", words::all()),
        ("match case", words::match_case()),
        ("regexp", words::regexp()),
        ("by word", words::by_word()),
        ("replace", words::replace()),
        ("replace all", words::replace_all()),
        ("close", words::close()),
        ("Go to line", words::go_to_line()),
        ("go", words::go()),
        ("Fold line", words::fold_line()),
        ("Unfold line", words::unfold_line()),
        ("folded code", words::folded()),
        ("unfold", words::unfold()),
        ("Diagnostics", words::problems()),
        ("No diagnostics", words::no_problems()),
    ] {
        set(&phrases, english, word);
    }
    phrases
}

fn to_js(marks: &[Mark]) -> JsValue {
    let array = Array::new();
    for mark in marks {
        let object = Object::new();
        set(&object, "line", mark.place.0);
        set(&object, "column", mark.place.1);
        set(&object, "message", &mark.message);
        set(&object, "field", &mark.field);
        set(&object, "answer", mark.answer.map_or("", Answer::label));
        set(
            &object,
            "severity",
            match mark.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            },
        );
        array.push(&object);
    }
    array.into()
}
