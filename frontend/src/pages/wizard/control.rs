//! Controls that are windows on one field path of the document: they read there, write there, and
//! touch nothing else.

pub mod checkbox;
pub mod entries;
pub mod group;
pub mod select;
pub mod text;

use leptos::prelude::*;
use manifest::FieldPath;
use preflight::Severity;

pub use checkbox::Checkbox;
pub use entries::Entries;
pub use group::Group;
pub use select::ValueSelect;
pub use text::ValueText;

use super::placing::Placed;
use super::state::Wizard;
use crate::parts::judgement::reason::in_one_line;
use crate::reactive::dynamic;

/// The problem of a control in words: its errors, the first one where there are several.
fn error_of(problems: Memo<Vec<Placed>>) -> Signal<String> {
    Signal::derive(move || {
        problems.with(|problems| {
            problems
                .iter()
                .find(|placed| placed.is_error())
                .map(|placed| in_one_line(&placed.problem))
                .unwrap_or_default()
        })
    })
}

/// What is worth knowing about a control's value and holds nothing back.
#[component]
fn Notes(
    /// The problems of the control, errors among them.
    problems: Memo<Vec<Placed>>,
) -> impl IntoView {
    dynamic(move || {
        problems
            .get()
            .into_iter()
            .filter(|placed| !placed.is_error())
            .map(|placed| {
                let class = match placed.problem.severity {
                    Severity::Info => "field-note field-note-info",
                    _ => "field-note",
                };
                view! { <p class=class>{in_one_line(&placed.problem)}</p> }
            })
            .collect_view()
    })
}

/// What stands around every control here: it remembers that one has been in it, and holds the notes.
#[component]
fn Bound(
    /// The place in the manifest.
    path: FieldPath,
    /// The problems of the control.
    problems: Memo<Vec<Placed>>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let wizard = Wizard::expect();
    view! {
        <div class="bound" on:focusout=move |_| wizard.visit(&path)>
            {children()}
            <Notes problems/>
        </div>
    }
}
