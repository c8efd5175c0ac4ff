//! Yes or nothing over one field path.

use leptos::prelude::*;
use manifest::{FieldPath, ScalarKind};

use super::{Bound, error_of};
use crate::pages::wizard::state::Wizard;
use crate::reactive::{memo, shown};

/// A checkbox that writes `true`, and removes the value when it is cleared: `false` is what holds
/// without it. Any other value is shown beside the words, and checking writes over it.
#[component]
pub fn Checkbox(
    /// What it says.
    #[prop(into)]
    label: String,
    /// The place in the manifest.
    path: FieldPath,
    /// What it means, small beneath it.
    #[prop(into, optional)]
    help: Signal<String>,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let document = wizard.document;
    let problems = wizard.problems_at(&path);
    let problem = error_of(problems);
    let value = {
        let path = path.clone();
        memo(move || document.with(|document| document.get(&path)))
    };
    let is_checked = move || {
        document.track_refusal();
        value.with(|value| value.as_ref() == Some(&true.into()))
    };
    let stranger = {
        let path = path.clone();
        move || {
            let is_usual =
                value.with(|value| value.as_ref().is_none_or(serde_json::Value::is_boolean));
            (!is_usual).then(|| view! { <code>{document.text_at(&path)}</code> })
        }
    };
    let write = {
        let path = path.clone();
        move |checked: bool| {
            let typed = if checked { "true" } else { "" };
            document.type_at(&path, typed, ScalarKind::Boolean);
        }
    };
    let id = path.to_string();
    let help_id = format!("{id}-help");
    view! {
        <Bound path=path.clone() problems>
            <div class="checkbox">
                <input
                    type="checkbox"
                    id=id.clone()
                    aria-describedby=help_id.clone()
                    aria-invalid=Signal::derive(move || problem.with(|problem| !problem.is_empty()).then_some("true"))
                    prop:checked=is_checked
                    on:change:target=move |event| write(event.target().checked())
                />
                <label for=id>{label} " " {stranger}</label>
                <p class="field-help" id=help_id>
                    <span class="field-problem">{shown(problem)}</span>
                    {shown(help)}
                </p>
            </div>
        </Bound>
    }
}
