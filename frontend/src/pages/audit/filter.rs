//! Above the entries: which of them are shown.

use contract::{AuditAction, AuditOutcome};
use leptos::prelude::*;

use super::wish::Wished;
use crate::parts::deeds;
use crate::reactive::dynamic;
use crate::text::people::audit as say;
use crate::ui::select::Options;
use crate::ui::{Button, Choice, Look};

/// What is wished for.
#[component]
pub fn Filter(
    /// The wish.
    wish: Wished,
) -> impl IntoView {
    let actions = AuditAction::ALL.map(|it| Choice::new(it.word(), deeds::action(it)));
    let outcomes = AuditOutcome::ALL.map(|it| Choice::new(it.word(), deeds::outcome(it)));
    let of_some = |all: &'static str, some: &[Choice]| {
        let mut choices = vec![Choice::new("", all)];
        choices.extend_from_slice(some);
        Signal::stored(choices)
    };
    view! {
        <div class="audit-filter" role="search" aria-label=say::filter()>
            {typed(wish, "user", say::person(), "search", "")}
            {chosen(wish, "action", say::action(), of_some(say::any_action(), &actions))}
            {chosen(wish, "outcome", say::outcome(), of_some(say::any_outcome(), &outcomes))}
            {typed(wish, "in", say::namespace(), "search", "monospace")}
            {typed(wish, "since", say::since(), "date", "")}
            {typed(wish, "until", say::until(), "date", "")}
            <div class="audit-chips">{dynamic(move || chips(wish))}</div>
        </div>
    }
}

/// What no control of its own says, each with the way out.
fn chips(wish: Wished) -> Option<AnyView> {
    let now = wish.get();
    let mut chips = Vec::new();
    for (part, words) in [
        ("cluster", say::of_cluster(now.of("cluster"))),
        ("name", say::of_name(now.of("name"))),
        ("request", say::of_request().to_owned()),
    ] {
        if !now.of(part).is_empty() {
            let drop = move |()| wish.set(part, String::new());
            let label = say::no_more(&words);
            chips.push(view! {
                <span class="badge badge-accent">
                    {words}
                    <Button look=Look::Quiet label on_press=drop>"×"</Button>
                </span>
            });
        }
    }
    now.is_any().then(|| {
        view! {
            {chips}
            <Button look=Look::Quiet on_press=move |()| wish.clear()>{say::clear()}</Button>
        }
        .into_any()
    })
}

/// A control in which one types; it counts once one leaves it or presses Enter.
fn typed(
    wish: Wished,
    part: &'static str,
    label: &'static str,
    kind: &'static str,
    class: &'static str,
) -> AnyView {
    let value = wish.part(part);
    view! {
        <label class="audit-field">
            <span>{label}</span>
            <input
                class=["input ", class].concat()
                type=kind
                autocomplete="off"
                spellcheck="false"
                prop:value=value
                on:change:target=move |event| wish.set(part, event.target().value().trim().to_owned())
            />
        </label>
    }
    .into_any()
}

fn chosen(
    wish: Wished,
    part: &'static str,
    label: &'static str,
    choices: Signal<Vec<Choice>>,
) -> AnyView {
    let value = wish.part(part);
    view! {
        <label class="audit-field">
            <span>{label}</span>
            <select
                class="input select"
                on:change:target=move |event| wish.set(part, event.target().value())
            >
                <Options value choices/>
            </select>
        </label>
    }
    .into_any()
}
