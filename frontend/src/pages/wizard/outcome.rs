//! What came of what was sent, as the page says it.

use leptos::prelude::*;

use super::state::Wizard;
use super::submit::{Sending, Submit};
use crate::pages::companions::outcomes::Outcomes;
use crate::parts::Failure;
use crate::parts::judgement::nodes;
use crate::reactive::dynamic;
use crate::text::wizard::submit as words;
use crate::ui::{Banner, Tone};

/// What came of the last sending, across the middle of the page.
#[component]
pub fn Outcome(
    /// The sending.
    submit: Submit,
) -> impl IntoView {
    dynamic(move || match submit.sending.get() {
        Sending::Idle | Sending::Under(_) => ().into_any(),
        Sending::WouldDo => would_do(submit.wizard).into_any(),
        Sending::Failed(error) => {
            let objects = error.problem().map(|problem| problem.objects.clone());
            let objects = objects.filter(|objects| objects.len() > 1);
            let objects = objects.map(|objects| {
                view! { <Outcomes objects/> }
            });
            // An answer that never came may have been a yes: sending again is safe, by its key.
            let said = if error.is_outcome_unknown() {
                let again = Callback::new(move |()| submit.write());
                view! { <Failure error of_write=true on_retry=again/> }.into_any()
            } else if error.is_of_same() {
                let keep = Callback::new(move |()| submit.keep());
                view! { <Failure error retry=words::keep() on_retry=keep/> }.into_any()
            } else {
                view! { <Failure error/> }.into_any()
            };
            view! { {said} {objects} }.into_any()
        }
    })
}

/// The API server would accept it. What it says of the DaemonSet it does not say of the pods.
fn would_do(wizard: Wizard) -> impl IntoView {
    let report = wizard.report.get();
    let short = nodes::shortfall(&report);
    let tone = match short {
        Some(_) => Tone::Waiting,
        None => Tone::Good,
    };
    let short = short.map(|why| words::would_do_short(nodes::in_words(&report), why));
    view! {
        <Banner tone heading=words::would_do()>
            {short} " " {words::would_do_help()}
        </Banner>
    }
}
