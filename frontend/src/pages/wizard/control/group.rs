//! A place of the manifest that holds controls.

use leptos::prelude::*;
use manifest::FieldPath;

use super::Notes;
use crate::pages::wizard::state::Wizard;
use crate::parts::judgement::reason::in_one_line;
use crate::reactive::dynamic;

/// The problems of a place that holds controls, which none of those shows.
#[component]
pub fn Group(
    /// The place in the manifest.
    path: FieldPath,
    /// The controls.
    children: Children,
) -> impl IntoView {
    let problems = Wizard::expect().problems_at(&path);
    let errors = move || {
        problems
            .get()
            .into_iter()
            .filter(super::Placed::is_error)
            .map(|placed| {
                view! {
                    <p class="field-problem">
                        <code>{placed.problem.field.clone()}</code> " " {in_one_line(&placed.problem)}
                    </p>
                }
            })
            .collect_view()
    };
    view! {
        <div class="group" id=path.to_string() tabindex="-1">
            {children()}
            <div class="group-problems">{dynamic(errors)} <Notes problems/></div>
        </div>
    }
}
