//! What a step shows besides its controls: the problems that belong to none of them, and the fields
//! that the form does not draw, so that nothing is hidden.

use leptos::prelude::*;
use manifest::FieldPath;
use serde_json::Value;

use super::catalogue::{places, undrawn, ways};
use super::state::Wizard;
use super::step::Step;
use crate::parts::judgement::reason::in_one_line;
use crate::reactive::{dynamic, memo};
use crate::text::wizard::set_in_yaml as words;
use crate::ui::{Button, Card, Look};

/// The longest value that is shown whole, in characters.
const LONGEST: usize = 60;

/// The fields of a step that are set in YAML, where there are any.
#[component]
pub fn SetInYaml(
    /// The step.
    step: Step,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let fields = memo(move || {
        wizard.document.with(|document| {
            let mut paths = undrawn::undrawn(&document.value(), &FieldPath::root());
            for service in ways::services(document) {
                let object = document.get(&service).unwrap_or_default();
                paths.extend(undrawn::undrawn(&object, &service));
            }
            paths
                .into_iter()
                .filter(|path| places::step_of(path) == step)
                .map(|path| {
                    let value = document
                        .get(&path)
                        .map(|value| brief(&value))
                        .unwrap_or_default();
                    (path, value)
                })
                .collect::<Vec<_>>()
        })
    });
    let row = move |(path, value): (FieldPath, String)| {
        let name = path.to_string();
        let show = move |()| wizard.show_line(&path, None);
        view! {
            <li>
                <code class="set-in-yaml-path">{name}</code>
                <code class="set-in-yaml-value">{value}</code>
                <Button look=Look::Quiet on_press=show>{words::show()}</Button>
            </li>
        }
    };
    dynamic(move || {
        fields.with(|fields| !fields.is_empty()).then(|| {
            view! {
                <Card heading=words::heading() note=words::note()>
                    <ul class="set-in-yaml">
                        {dynamic(move || fields.get().into_iter().map(row).collect_view())}
                    </ul>
                </Card>
            }
        })
    })
}

/// The problems of a step that none of its controls shows.
#[component]
pub fn StepProblems(
    /// The step.
    step: Step,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let problems = memo(move || {
        wizard.problems.with(|problems| {
            problems
                .iter()
                .filter(|placed| {
                    placed.step == step && placed.anchor.is_none() && placed.is_error()
                })
                .map(|placed| placed.problem.clone())
                .collect::<Vec<_>>()
        })
    });
    dynamic(move || {
        let problems = problems.get();
        (!problems.is_empty()).then(|| {
            let rows = problems.into_iter().map(|problem| {
                let path = problem.path.clone();
                let show = move |()| wizard.show_line(&path, problem.line);
                view! {
                    <li>
                        <code>{problem.field.clone()}</code> " " {in_one_line(&problem)} " "
                        <Button look=Look::Quiet on_press=show>{words::show()}</Button>
                    </li>
                }
            });
            view! { <ul class="step-problems">{rows.collect_view()}</ul> }
        })
    })
}

/// A value in a few words of JSON.
fn brief(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    let mut start: String = text.chars().take(LONGEST).collect();
    start.push('…');
    start
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn long_values_are_cut_between_characters() {
        assert_eq!(super::brief(&json!("a")), "a");
        assert_eq!(super::brief(&json!({"a": [1]})), "{\"a\":[1]}");
        let long = super::brief(&json!("é".repeat(100)));
        assert_eq!(long.chars().count(), 61);
    }
}
