//! The wizard: steps at the left, the form or the text in the middle, the judgement at the right, all
//! over one document.

pub mod basic;
pub mod beside;
pub mod catalogue;
pub mod catch_up;
pub mod choosing;
pub mod cleaning;
pub mod clone;
pub mod containers;
pub mod control;
pub mod documentation;
pub mod draw;
pub mod editing;
pub mod elsewhere;
pub mod facts;
pub mod find;
pub mod focus;
pub mod footer;
pub mod head;
pub mod in_address;
pub mod keys;
pub mod load;
pub mod memory;
pub mod naming;
pub mod on_cluster;
pub mod other_view;
pub mod outcome;
pub mod paths;
pub mod placing;
pub mod registry;
pub mod renaming;
pub mod review;
pub mod set_in_yaml;
pub mod show;
pub mod state;
pub mod step;
pub mod steps;
pub mod submit;
pub mod template;
pub mod text_view;
pub mod together;
pub mod volumes;
pub mod ways;

use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use manifest::{Document, FieldPath};

use crate::pages::companions::verdict::Verdict;
use crate::parts::judgement::Judgement;
use crate::parts::quoted::spoken;
use crate::parts::{Failure, FreshnessBanner};
use crate::reactive::{dynamic, memo};
use crate::state::draft::Keeping;
use crate::state::live::Live;
use crate::text::said;
use crate::text::wizard as words;
use crate::ui::{Banner, Button, Skeleton, Tone};
use beside::Beside;
use catch_up::CaughtUp;
use choosing::Choosing;
use cleaning::Cleaning;
use documentation::Documentation;
use elsewhere::Elsewhere;
use find::Find;
use footer::Footer;
use head::Head;
use other_view::Unshown;
use outcome::Outcome;
use set_in_yaml::{SetInYaml, StepProblems};
use state::{Purpose, View, Wizard};
use step::Step;
use steps::Steps;
use submit::Submit;
use text_view::Text;

/// The `id` of the heading of a step.
const HEADING: &str = "step-heading";

/// The page that creates a DaemonSet or gives one another manifest.
#[component]
pub fn WizardPage() -> impl IntoView {
    let stage = load::begin();
    // A button is pressed where no context is; what is begun anew is the page's as the first time.
    let owner = Owner::current().map(|owner| owner.downgrade());
    let again = Callback::new(move |()| {
        if let Some(owner) = owner.as_ref().and_then(WeakOwner::upgrade) {
            owner.with(|| load::again(stage));
        }
    });
    dynamic(move || match stage.get() {
        load::Stage::Loading => {
            view! { <div class="wizard-loading"><Skeleton lines=8/></div> }.into_any()
        }
        load::Stage::Failed(error) => view! {
            <div class="wizard-loading">
                <Failure error on_retry=again/>
            </div>
        }
        .into_any(),
        load::Stage::Ready(start) => view! { <Loaded start/> }.into_any(),
    })
}

/// The page once it knows its text.
#[component]
fn Loaded(
    /// What it begins with.
    start: load::Start,
) -> impl IntoView {
    let (wizard, live) = load::wizard(start);
    let together = together::together(wizard);
    let submit = Submit::new(wizard, together);
    let is_new = !wizard.purpose.is_edit();
    let objects = is_new.then(|| view! { <Verdict together/> }.into_any());
    keys::follow(submit);
    crate::state::title::follow(move || match wizard.purpose {
        Purpose::Create => words::head::create_title().to_owned(),
        Purpose::Edit(_) => words::head::edit_title().to_owned(),
    });
    // The editor stays from one format to the other.
    let is_form = memo(move || wizard.view.get() == View::Form);
    let middle = move || {
        if is_form.get() {
            view! { <Form submit/> }.into_any()
        } else {
            view! { <Text/> }.into_any()
        }
    };
    view! {
        <div class="wizard">
            <a class="skip-link" href="#write">{words::head::skip_to_write()}</a>
            <Head submit/>
            <Find/>
            <div class="wizard-body">
                <Steps companions=is_new.then_some(together)/>
                <div class="wizard-middle">
                    <div class="wizard-banners">
                        <Away live submit/>
                        <Elsewhere/>
                        <Cleaning/>
                        <Outcome submit/>
                        <CaughtUp meanwhile=submit.meanwhile/>
                        <Unshown/>
                    </div>
                    {dynamic(middle)}
                </div>
                <Beside/>
                <Judgement
                    report=wizard.report
                    facts=wizard.facts
                    problems=Signal::derive(move || wizard.problems.with(|placed| {
                        placed.iter().map(|placed| placed.problem.clone()).collect()
                    }))
                    forecast=wizard.forecast
                    document=wizard.document
                    objects=objects
                    on_show=Callback::new(move |problem| wizard.show(&placing::Placed::new(problem)))
                    on_show_line=Callback::new(move |problem: preflight::Problem| {
                        wizard.show_line(&problem.path, problem.line);
                    })
                />
            </div>
        </div>
    }
}

/// The server or the cluster does not answer: what that means for what one is typing.
#[component]
fn Away(
    /// The stream that notices it.
    live: Live,
    /// What was sent meanwhile.
    submit: Submit,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let is_away = memo(move || wizard.draft.keeping() == Keeping::Away);
    let away_note = Signal::derive(move || {
        let note = is_away.get().then(words::away::heading);
        note.unwrap_or_default().to_owned()
    });
    // It answers again: what was typed meanwhile goes to it at once.
    Effect::new(move |was_live: Option<bool>| {
        let is_live = live
            .connection
            .with(|connection| matches!(connection, crate::state::live::Connection::Live));
        if is_live && was_live == Some(false) {
            wizard.draft.retry();
            submit.forget_absence();
        }
        is_live
    });
    // One cause, one banner: what was sent and not answered says it, else the stream, else the draft.
    let is_said = memo(move || submit.is_absence());
    let is_lost = memo(move || {
        live.connection
            .with(|connection| matches!(connection, crate::state::live::Connection::Lost { .. }))
    });
    view! {
        {dynamic(move || (!is_said.get()).then(|| view! { <FreshnessBanner live note=away_note/> }))}
        {dynamic(move || {
            (is_away.get() && !is_lost.get() && !is_said.get()).then(|| {
                view! {
                    <Banner tone=Tone::Waiting heading=words::away::heading()>
                        {words::away::help()}
                    </Banner>
                }
            })
        })}
    }
}

/// The form of the chosen step.
#[component]
fn Form(
    /// What the last step sends.
    submit: Submit,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let is_intact = memo(move || wizard.document.with(Document::is_intact));
    let refusal = wizard.document.refusal;
    let step = move || {
        let step = wizard.step.get();
        let form = match step {
            Step::Basic => view! { <basic::Basic/> }.into_any(),
            Step::Containers => view! { <containers::Containers/> }.into_any(),
            Step::Volumes => view! { <volumes::Volumes/> }.into_any(),
            Step::Nodes => view! {
                <Choosing/>
                {draw::cards::cards(step, &FieldPath::root(), &[])}
            }
            .into_any(),
            Step::Update => draw::cards::cards(step, &FieldPath::root(), &[]),
            Step::Network => view! {
                <ways::Ways/>
                {draw::cards::cards(step, &FieldPath::root(), &[])}
            }
            .into_any(),
            Step::Review => view! { <review::Review/> }.into_any(),
        };
        view! {
            <h2 class="wizard-heading" id=HEADING tabindex="-1">{steps::name(step)}</h2>
            <StepProblems step/>
            <fieldset class="wizard-controls" disabled=Signal::derive(move || !is_intact.get())>
                <legend class="visually-hidden">{steps::name(step)}</legend>
                {form}
            </fieldset>
            <SetInYaml step/>
            <Footer step submit/>
        }
        .into_any()
    };
    view! {
        <div
            class="wizard-form"
            on:click:capture=focus::keep
            on:click=move |event| documentation::ask(wizard, &event)
        >
            {dynamic(move || (!is_intact.get()).then(|| view! { <Broken/> }))}
            {dynamic(move || refusal.get().map(|error| view! {
                <div class="wizard-refusal">
                    <Banner tone=Tone::Waiting heading=words::form::refused()>{spoken(&error.said())}</Banner>
                </div>
            }))}
            {dynamic(step)}
            <Documentation/>
        </div>
    }
}

/// The text does not parse: the form shows what could be read, and where the problem is.
#[component]
fn Broken() -> impl IntoView {
    let wizard = Wizard::expect();
    let problem = memo(move || {
        wizard
            .document
            .with(|document| document.problems().first().cloned())
    });
    let show = move |()| {
        if let Some(problem) = problem.get_untracked() {
            wizard.show_line(&problem.path, Some(problem.line));
        }
    };
    let button = view! { <Button on_press=show>{words::form::show_line()}</Button> };
    view! {
        <Banner tone=Tone::Bad heading=words::form::broken() actions=button.into_any()>
            {dynamic(move || problem.get().map(|problem| words::form::broken_at(problem.line, said(&problem.message))))}
            " " {words::form::broken_help()}
        </Banner>
    }
}
