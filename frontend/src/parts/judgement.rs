//! The judgement at the right of the wizard: which nodes, what is wrong, what is worth knowing. In a
//! narrow window it folds to a bar that opens.

pub mod answers;
pub mod forecast;
pub mod nodes;
pub mod problems;
pub mod reason;
pub mod resources;
pub mod rollout;
pub mod security;

use std::sync::Arc;

use contract::NodeRow;
use leptos::prelude::*;
use preflight::{Facts, Problem, Report, Severity};

use crate::reactive::{dynamic, memo};
use crate::state::document::DocumentState;
use crate::text::wizard::judgement as words;
use crate::ui::{Icon, Shape};
use nodes::Nodes;
use problems::Problems;
use resources::Resources;
use rollout::{RolloutSteps, Unknown};
use security::Security;

/// The judgement.
#[component]
pub fn Judgement(
    /// The verdict.
    report: Memo<Arc<Report>>,
    /// What is known of the cluster.
    facts: RwSignal<Facts>,
    /// Everything that is wrong, the server's refusals among it.
    #[prop(into)]
    problems: Signal<Vec<Problem>>,
    /// The forecast, node by node.
    forecast: Memo<Arc<Vec<NodeRow>>>,
    /// The manifest, which a one-click answer edits.
    document: DocumentState,
    /// What is said of the objects that the text brings along.
    objects: Option<AnyView>,
    /// Shows where a problem can be put right.
    on_show: Callback<Problem>,
    /// Shows the line of a problem.
    on_show_line: Callback<Problem>,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let count = move |severity: Severity| {
        problems.with(|problems| {
            let count = problems
                .iter()
                .filter(|problem| problem.severity == severity)
                .count();
            u32::try_from(count).unwrap_or(u32::MAX)
        })
    };
    let errors = memo(move || count(Severity::Error));
    let brief = move || {
        let nodes = report.with(|report| nodes::in_words(report));
        let problems = match errors.get() {
            0 => words::no_problems().to_owned(),
            errors => words::problems_count(errors),
        };
        format!("{nodes} · {problems}")
    };
    view! {
        <aside class="judgement" class:judgement-open=Signal::derive(move || is_open.get()) aria-label=words::heading()>
            <button
                type="button"
                class="judgement-bar"
                class:judgement-bar-bad=Signal::derive(move || { errors.get() > 0 })
                aria-expanded=Signal::derive(move || if is_open.get() { "true" } else { "false" })
                aria-controls="judgement-body"
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                <span>{dynamic(brief)}</span>
                <Icon shape=Shape::ChevronDown/>
            </button>
            <div class="judgement-body" id="judgement-body">
                <Nodes report facts forecast document/>
                {objects}
                <RolloutSteps report/>
                <Problems problems document on_show on_show_line/>
                <Resources report/>
                <Security report/>
                <Unknown report/>
            </div>
        </aside>
    }
}
