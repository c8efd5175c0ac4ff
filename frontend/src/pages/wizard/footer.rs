//! The way on, beneath the form: to the step before, to the next one, and on the last one to Create.

use leptos::prelude::*;

use super::head::WriteButton;
use super::state::Wizard;
use super::step::Step;
use super::steps;
use super::submit::Submit;
use crate::text::wizard::footer as words;
use crate::ui::Button;

/// The buttons beneath the form of a step.
#[component]
pub fn Footer(
    /// The step.
    step: Step,
    /// What the last step sends.
    submit: Submit,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let back = step.previous().map(|previous| {
        view! {
            <Button on_press=move |()| wizard.open(previous)>
                {words::back(steps::name(previous))}
            </Button>
        }
    });
    let on = match step.next() {
        Some(next) => view! {
            <Button on_press=move |()| wizard.open(next)>{words::next(steps::name(next))}</Button>
        }
        .into_any(),
        None => view! { <WriteButton submit id="write-below"/> }.into_any(),
    };
    view! { <nav class="wizard-footer" aria-label=words::heading()>{back} {on}</nav> }
}
