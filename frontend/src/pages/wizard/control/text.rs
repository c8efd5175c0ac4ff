//! A line of text over one field path.

use leptos::prelude::*;
use manifest::{FieldPath, ScalarKind};

use super::{Bound, error_of};
use crate::pages::wizard::state::Wizard;
use crate::reactive::memo;
use crate::ui::TextField;

/// A text control that shows the value as typed and writes every keystroke; emptied means removed.
#[component]
pub fn ValueText(
    /// What it is called.
    #[prop(into)]
    label: String,
    /// The place in the manifest.
    path: FieldPath,
    /// How what is typed is meant; a number typed wrongly stays as typed.
    #[prop(default = ScalarKind::String)]
    kind: ScalarKind,
    /// What to know before one types.
    #[prop(into, optional)]
    help: Signal<String>,
    /// What holds while nothing is typed, which is shown and never written.
    #[prop(into, optional)]
    placeholder: Signal<String>,
    /// Whether it has several lines of prose.
    #[prop(optional)]
    multiline: bool,
    /// Texts to choose from; one may type another.
    #[prop(into, optional)]
    suggestions: Signal<Vec<String>>,
    /// Writes in the place of the usual way, where a value takes others along.
    #[prop(into, optional)]
    on_input: Option<Callback<String>>,
    /// The end of the path where that says enough, shown beside the label; else nothing is.
    #[prop(into, optional)]
    shown_path: Signal<String>,
    /// Whether it may only be read, because the API server takes no other value.
    #[prop(optional)]
    locked: bool,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let document = wizard.document;
    let problems = wizard.problems_at(&path);
    let written = {
        let path = path.clone();
        memo(move || document.text_at(&path))
    };
    let value = Signal::derive(move || {
        document.track_refusal();
        written.get()
    });
    let write = {
        let path = path.clone();
        on_input.unwrap_or_else(|| {
            Callback::new(move |typed: String| document.type_at(&path, &typed, kind))
        })
    };
    view! {
        <Bound path=path.clone() problems>
            <TextField
                label
                value
                on_input=write
                help
                path=shown_path
                problem=error_of(problems)
                placeholder
                monospace=!multiline
                multiline
                suggestions
                locked
                id=path.to_string()
            />
        </Bound>
    }
}
