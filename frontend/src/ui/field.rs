//! What stands around every form control: label, help, field path, problem.

use leptos::prelude::*;

use crate::reactive::shown;

use super::fresh_id;

/// The words around a control, and the identifiers that tie them to it.
#[derive(Clone, Debug)]
pub struct Field {
    /// The `id` of the control.
    pub id: String,
    /// The `id` of the help, for `aria-describedby`.
    pub help_id: String,
    /// The `id` of the problem, for `aria-describedby`.
    pub problem_id: String,
    /// What is wrong with the value; empty for nothing.
    pub problem: Signal<String>,
}

impl Field {
    /// A field with fresh identifiers.
    #[must_use]
    pub fn new(problem: Signal<String>) -> Self {
        Self::named(None, problem)
    }

    /// A field whose control has this `id`, so that it can be found; a fresh one where it is none.
    #[must_use]
    pub fn named(id: Option<String>, problem: Signal<String>) -> Self {
        let id = id.unwrap_or_else(|| fresh_id("field"));
        Self {
            help_id: format!("{id}-help"),
            problem_id: format!("{id}-problem"),
            id,
            problem,
        }
    }

    /// For `aria-describedby` of the control: the problem first, where there is one.
    #[must_use]
    pub fn described_by(&self) -> Signal<String> {
        let field = self.clone();
        Signal::derive(move || {
            if field.problem.with(String::is_empty) {
                field.help_id.clone()
            } else {
                format!("{} {}", field.problem_id, field.help_id)
            }
        })
    }

    /// For `aria-invalid` of the control.
    #[must_use]
    pub fn invalid(&self) -> Signal<Option<&'static str>> {
        let problem = self.problem;
        Signal::derive(move || {
            problem
                .with(|problem| !problem.is_empty())
                .then_some("true")
        })
    }
}

/// Draws the words around a control. The control itself uses `field.id` as its `id`.
#[component]
pub fn FieldFrame(
    /// The identifiers and the problem.
    field: Field,
    /// What the control is called.
    #[prop(into)]
    label: String,
    /// What to know before one types; empty for nothing.
    #[prop(into, optional)]
    help: Signal<String>,
    /// The place in the manifest, as Kubernetes prints it; shown small beside the label.
    #[prop(into, optional)]
    path: Signal<String>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let problem = field.problem;
    view! {
        <div class="field" class:field-wrong=Signal::derive(move || problem.with(|problem| !problem.is_empty()))>
            <div class="field-label">
                <label for=field.id>{label}</label>
                <code class="field-path">{shown(path)}</code>
            </div>
            {children()}
            <p class="field-problem" id=field.problem_id>{shown(problem)}</p>
            <p class="field-help" id=field.help_id>{shown(help)}</p>
        </div>
    }
}
