//! The steps at the left: open in any order, each with its count of problems. In a narrow window they
//! are a menu.

use leptos::prelude::*;

use super::catalogue::gist::gist;
use super::find::FindButton;
use super::state::{View, Wizard};
use super::step::Step;
use crate::pages::companions::Together;
use crate::pages::companions::order::Order;
use crate::reactive::{dynamic, memo, shown};
use crate::text::wizard::steps as words;
use crate::ui::{Choice, Select};

/// The name of a step.
#[must_use]
pub fn name(step: Step) -> &'static str {
    match step {
        Step::Basic => words::basic(),
        Step::Containers => words::containers(),
        Step::Volumes => words::volumes(),
        Step::Nodes => words::nodes(),
        Step::Update => words::update(),
        Step::Network => words::network(),
        Step::Review => words::review(),
    }
}

/// The navigation between the steps.
#[component]
pub fn Steps(
    /// The objects that the text brings along, where they are made with it.
    companions: Option<Together>,
) -> impl IntoView {
    let items = Step::ALL.map(|step| view! { <li><StepButton step/></li> });
    view! {
        <nav class="steps" aria-label=words::heading()>
            <FindButton/>
            <ol>{items.into_iter().collect_view()}</ol>
            <StepMenu/>
            {companions.map(|together| view! { <Order together/> })}
        </nav>
    }
}

/// The errors in a step; tracked.
fn errors_in(wizard: Wizard, step: Step) -> u32 {
    wizard.problems.with(|problems| {
        let errors = problems.iter().filter(|placed| placed.is_error());
        let count = match step {
            Step::Review => 0,
            step => errors.filter(|placed| placed.step == step).count(),
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    })
}

#[component]
fn StepButton(
    /// The step.
    step: Step,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let errors = memo(move || errors_in(wizard, step));
    let is_current = memo(move || wizard.view.get() == View::Form && wizard.step.get() == step);
    let gist = memo(move || {
        if step == Step::Nodes {
            // Where it runs says more than what is written.
            let all = wizard.forecast.with(|nodes| nodes.len());
            if all > 0 {
                return format!("{} / {all}", wizard.running_nodes());
            }
        }
        wizard.document.with(|document| gist(document, step))
    });
    view! {
        <button
            type="button"
            class="step"
            aria-current=Signal::derive(move || is_current.get().then_some("step"))
            on:click=move |_| wizard.open(step)
        >
            <span class="step-name">
                {name(step)}
                <span class="step-gist">{shown(gist.into())}</span>
            </span>
            {dynamic(move || {
                (errors.get() > 0).then(|| {
                    view! {
                        <span class="step-count" aria-hidden="true">{errors.get()}</span>
                        <span class="visually-hidden">{words::problems(errors.get())}</span>
                    }
                })
            })}
        </button>
    }
}

/// The same as a menu, drawn in a narrow window only.
#[component]
fn StepMenu() -> impl IntoView {
    let wizard = Wizard::expect();
    let value = Signal::derive(move || wizard.step.get().word().to_owned());
    let choices = Signal::derive(move || {
        Step::ALL
            .map(|step| {
                let label = match errors_in(wizard, step) {
                    0 => name(step).to_owned(),
                    errors => format!("{} ({})", name(step), words::problems(errors)),
                };
                Choice::new(step.word(), label)
            })
            .to_vec()
    });
    let choose = move |chosen: String| {
        if let Some(step) = Step::from_word(&chosen) {
            wizard.open(step);
        }
    };
    view! {
        <div class="step-menu">
            <Select label=words::heading() value choices on_choose=choose/>
        </div>
    }
}
