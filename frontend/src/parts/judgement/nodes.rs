//! The nodes: the number that the eye meets first, the grid, the reasons, and what can be done about each.

use std::collections::BTreeSet;
use std::sync::Arc;

use contract::NodeRow;
use leptos::prelude::*;
use preflight::placement::answer::{self, Answer, AnswerKind, Edit};
use preflight::placement::group::{NodeGroup, NodeVerdict};
use preflight::{Facts, Report};

use super::forecast;
use crate::parts::NodeGrid;
use crate::parts::node_grid::legend::Entry;
use crate::parts::node_grid::words::Tense;
use crate::reactive::{dynamic, memo};
use crate::state::document::{DocumentState, Origin};
use crate::text::wizard::judgement as words;
use crate::ui::{Button, Look};

/// How many nodes will run a pod, in a sentence.
#[must_use]
pub fn in_words(report: &Report) -> String {
    match report.placement.len() {
        0 => words::nodes_unknown().to_owned(),
        all => words::nodes_brief(forecast::running(report), all),
    }
}

/// Why fewer pods will run than the controller makes; nothing where all it makes will.
#[must_use]
pub fn shortfall(report: &Report) -> Option<String> {
    let forecast = report.forecast.as_ref()?;
    let meant = report.placement.iter().filter(|place| place.runs).count();
    let meant = u32::try_from(meant).unwrap_or(u32::MAX);
    if meant == 0 || forecast::running(report) >= meant {
        None
    } else if forecast.refused.is_some() {
        Some(words::all_refused(meant))
    } else {
        Some(words::some_held_back(meant))
    }
}

/// The forecast.
#[component]
pub fn Nodes(
    /// The verdict.
    report: Memo<Arc<Report>>,
    /// What it was made from.
    facts: RwSignal<Facts>,
    /// The forecast, node by node.
    forecast: Memo<Arc<Vec<NodeRow>>>,
    /// The manifest, which a one-click answer edits.
    document: DocumentState,
) -> impl IntoView {
    let answer = Callback::new(move |entry: Entry| {
        let answers = report.with_untracked(|report| {
            facts.with_untracked(|facts| answers_to(&entry, report, facts))
        });
        let (name, help) = name_of(&answers)?;
        let take = move |()| take(document, &answers);
        let button = view! { <Button look=Look::Quiet reason=help on_press=take>{name}</Button> };
        Some(button.into_any())
    });
    let is_known = memo(move || forecast.with(|nodes| !nodes.is_empty()));
    let chosen = RwSignal::new(BTreeSet::new());
    view! {
        <section class="judgement-nodes" aria-label=words::nodes()>
            {dynamic(move || {
                if !is_known.get() {
                    // The nodes are there, and what decides among them cannot be read.
                    let is_hidden = facts.with(|facts| {
                        facts.nodes.as_deref().is_some_and(|nodes| !nodes.is_empty())
                    });
                    let why = if is_hidden {
                        words::nodes_unreadable()
                    } else {
                        words::nodes_unknown()
                    };
                    return view! { <p class="judgement-none">{why}</p> }.into_any();
                }
                view! {
                    <p class="judgement-number">
                        <strong>{dynamic(move || report.with(|report| forecast::running(report)))}</strong>
                        " "
                        {dynamic(move || forecast.with(|nodes| words::of_nodes(nodes.len())))}
                    </p>
                    {dynamic(move || report.with(|report| shortfall(report)).map(|reason| view! {
                        <p class="judgement-shortfall">{reason}</p>
                    }))}
                    <NodeGrid nodes=forecast tense=Tense::Forecast answer chosen/>
                    <Chosen report facts document chosen/>
                }
                .into_any()
            })}
        </section>
    }
}

/// What to do with the nodes that were chosen in the grid or its table.
#[component]
fn Chosen(
    /// The verdict.
    report: Memo<Arc<Report>>,
    /// What it was made from.
    facts: RwSignal<Facts>,
    /// The manifest.
    document: DocumentState,
    /// The names of the chosen nodes.
    chosen: RwSignal<BTreeSet<String>>,
) -> impl IntoView {
    let answer = move |kind: AnswerKind| {
        let answers = report.with_untracked(|report| {
            facts.with_untracked(|facts| {
                let object = report.object.as_ref()?;
                let nodes = facts.nodes.as_deref()?;
                let names = chosen.get_untracked();
                let meant: Vec<_> = nodes
                    .iter()
                    .filter(|node| names.contains(&node.name))
                    .collect();
                Some(match kind {
                    AnswerKind::Choose => vec![answer::choose(object, &meant, nodes)],
                    AnswerKind::Exclude => vec![answer::exclude(object, &meant)],
                    _ => answer::run_on(object, &meant),
                })
            })
        });
        if let Some(answers) = answers {
            take(document, &answers);
            chosen.set(BTreeSet::new());
        }
    };
    let count = memo(move || chosen.with(|names| u32::try_from(names.len()).unwrap_or(u32::MAX)));
    let can_answer = memo(move || report.with(|report| report.object.is_some()));
    dynamic(move || {
        (count.get() > 0).then(|| {
            let disabled = Signal::derive(move || !can_answer.get());
            view! {
                <div class="chosen-nodes" role="group" aria-label=words::chosen(count.get())>
                    <span class="number">{words::chosen(count.get())}</span>
                    <Button disabled on_press=move |()| answer(AnswerKind::Choose)>{words::choose()}</Button>
                    <Button disabled on_press=move |()| answer(AnswerKind::Include)>{words::include()}</Button>
                    <Button disabled on_press=move |()| answer(AnswerKind::Exclude)>{words::exclude()}</Button>
                    <Button look=Look::Quiet on_press=move |()| chosen.set(BTreeSet::new())>
                        {words::clear_chosen()}
                    </Button>
                </div>
            }
        })
    })
}

/// The answers to an entry of the legend, to be taken together.
fn answers_to(entry: &Entry, report: &Report, facts: &Facts) -> Vec<Answer> {
    let is_entry = |group: &&NodeGroup| {
        forecast::state(group.verdict) == entry.state && forecast::reason(group) == entry.reason
    };
    let found = report
        .forecast
        .as_ref()
        .and_then(|forecast| forecast.groups.iter().find(is_entry));
    let (Some(group), Some(object), Some(nodes)) =
        (found, report.object.as_ref(), facts.nodes.as_deref())
    else {
        return Vec::new();
    };
    // Where pods run as they should there is nothing to answer.
    match group.verdict {
        NodeVerdict::Runs
        | NodeVerdict::Unchanged
        | NodeVerdict::Unavailable
        | NodeVerdict::Replaced
        // No other choice of nodes would help.
        | NodeVerdict::Refused => Vec::new(),
        _ => group.answers(object, nodes),
    }
}

/// What a button says that takes these answers, and what it will do in full.
fn name_of(answers: &[Answer]) -> Option<(&'static str, String)> {
    let one = |answer: &Answer| match answer.kind {
        AnswerKind::Tolerate => words::tolerate(),
        AnswerKind::Widen | AnswerKind::Include | AnswerKind::DropNodeName => words::allow(),
        AnswerKind::Exclude => words::leave_out(),
        AnswerKind::Choose => words::choose(),
    };
    let name = one(answers.first()?);
    let help = answers
        .iter()
        .map(|answer| format!("{} {}", one(answer), answer.subject))
        .collect::<Vec<_>>()
        .join(", ");
    Some((name, help.trim_end().to_owned()))
}

/// Edits the manifest as the answers say; undone as one.
fn take(document: DocumentState, answers: &[Answer]) {
    let edits: Vec<Edit> = answers
        .iter()
        .flat_map(|answer| answer.edits.clone())
        .collect();
    document.edit(Origin::Act, |document| answer::apply(document, &edits));
}
