//! What is wrong and what is worth knowing: each one click from its control and from its line.

use leptos::prelude::*;
use preflight::{Problem, Severity, Source};

use super::answers::Answer;
use super::reason;
use crate::parts::quoted::spoken;
use crate::reactive::dynamic;
use crate::state::document::{DocumentState, Origin};
use crate::text::wizard::judgement as words;
use crate::ui::{Button, Icon, Look, Shape};

/// The list of problems.
#[component]
pub fn Problems(
    /// Everything that is wrong.
    problems: Signal<Vec<Problem>>,
    /// The manifest, which a one-click answer edits.
    document: DocumentState,
    /// Shows where a problem can be put right.
    on_show: Callback<Problem>,
    /// Shows the line of a problem.
    on_show_line: Callback<Problem>,
) -> impl IntoView {
    let row = move |problem: Problem| view! { <Row problem document on_show on_show_line/> };
    let list = move || {
        let problems = problems.get();
        if problems.is_empty() {
            view! {
                <p class="judgement-none">
                    <Icon shape=Shape::Check/>
                    {words::no_problems()}
                </p>
            }
            .into_any()
        } else {
            view! { <ul class="judgement-list">{problems.into_iter().map(row).collect_view()}</ul> }
                .into_any()
        }
    };
    view! {
        <section class="judgement-section" aria-label=words::problems()>
            <h2 class="judgement-heading">{words::problems()}</h2>
            {dynamic(list)}
        </section>
    }
}

#[component]
fn Row(
    /// The problem.
    problem: Problem,
    /// The manifest.
    document: DocumentState,
    /// Shows where it can be put right.
    on_show: Callback<Problem>,
    /// Shows its line.
    on_show_line: Callback<Problem>,
) -> impl IntoView {
    let (mark, kind) = match problem.severity {
        Severity::Error => ("severity severity-error", words::error()),
        Severity::Warning => ("severity severity-warning", words::warning()),
        Severity::Info => ("severity severity-info", words::info()),
    };
    let layer = match (problem.severity, problem.source) {
        (Severity::Error, Source::Syntax) => words::layer_syntax(),
        (Severity::Error, Source::Policy) => words::layer_policy(),
        // kubectl takes the last of two keys.
        (Severity::Error, Source::Decode) if problem.reason == "DuplicateField" => {
            words::layer_policy()
        }
        (Severity::Error, Source::Cluster) => words::layer_cluster(),
        (Severity::Error, _) => words::layer_refused(),
        (Severity::Warning, _) => words::layer_warning(),
        (Severity::Info, _) => words::layer_info(),
    };
    let name = if problem.field.is_empty() {
        words::whole().to_owned()
    } else {
        short(&problem.field).to_owned()
    };
    let line = problem.line.map(|line| {
        let problem = problem.clone();
        view! {
            " "
            <Button look=Look::Quiet on_press=move |()| on_show_line.run(problem.clone())>
                {words::line(line)}
            </Button>
        }
    });
    let answer = document.with_untracked(|document| Answer::to(&problem, document));
    let answer = answer.map(|answer| view! { " " <AnswerButton answer document/> });
    let (field, message) = (problem.field.clone(), spoken(&problem.message));
    let sentence = reason::sentence(&problem.reason);
    view! {
        <li class="judgement-problem">
            <i class=mark aria-hidden="true"></i>
            <div>
                <button
                    type="button"
                    class="judgement-place"
                    title=field
                    on:click=move |_| on_show.run(problem.clone())
                >
                    <span class="visually-hidden">{kind} " "</span>
                    <code>{name}</code>
                    <span class="judgement-message">
                        {sentence.map(|sentence| view! { <strong>{sentence}</strong> " " })}
                        {message}
                    </span>
                </button>
                <p class="judgement-layer">{layer} {line} {answer}</p>
            </div>
        </li>
    }
}

/// The button that puts a problem right.
#[component]
fn AnswerButton(
    /// How.
    answer: Answer,
    /// The manifest.
    document: DocumentState,
) -> impl IntoView {
    let mend = move |()| {
        if let Some(text) = document.with_untracked(|document| answer.text(document)) {
            document.replace(&text, Origin::Act);
        }
    };
    view! { <Button look=Look::Quiet on_press=mend>{answer.label()}</Button> }
}

/// A field without what every field of a pod template begins with.
fn short(field: &str) -> &str {
    // `spec.template.metadata` stays: without its beginning it would name the DaemonSet's own.
    field.strip_prefix("spec.template.spec.").unwrap_or(field)
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn the_long_way_to_a_pod_is_left_out() {
        assert_eq!(
            short("spec.template.spec.containers[0].image"),
            "containers[0].image"
        );
        for whole in ["spec.selector", "spec.template.metadata.labels"] {
            assert_eq!(short(whole), whole);
        }
    }
}
