//! One of several values over one field path.

use leptos::prelude::*;
use manifest::{FieldPath, ScalarKind};

use super::{Bound, error_of};
use crate::pages::wizard::state::Wizard;
use crate::reactive::memo;
use crate::ui::{Choice, Select};

/// A select whose first entry stands for what holds while nothing is written; choosing it removes the
/// value. A value that is no entry is shown as one of its own.
#[component]
pub fn ValueSelect(
    /// What it is called.
    #[prop(into)]
    label: String,
    /// The place in the manifest.
    path: FieldPath,
    /// What the entry for "nothing written" is called.
    #[prop(into)]
    unset: Signal<String>,
    /// The other entries.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// What to know before one chooses.
    #[prop(into, optional)]
    help: Signal<String>,
    /// Writes in the place of the usual way, where a value takes others along.
    #[prop(into, optional)]
    on_choose: Option<Callback<String>>,
    /// How what is chosen is written.
    #[prop(default = ScalarKind::String)]
    kind: ScalarKind,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let document = wizard.document;
    let problems = wizard.problems_at(&path);
    let written = {
        let path = path.clone();
        memo(move || document.text_at(&path))
    };
    let value = Signal::derive(move || {
        document.track_refusal();
        written.get()
    });
    let all = Signal::derive(move || {
        let mut all = vec![Choice::new("", unset.get())];
        all.extend(choices.get());
        all
    });
    let choose = {
        let path = path.clone();
        on_choose.unwrap_or_else(|| {
            Callback::new(move |chosen: String| document.type_at(&path, &chosen, kind))
        })
    };
    view! {
        <Bound path=path.clone() problems>
            <Select
                label
                value
                choices=all
                on_choose=choose
                help
                problem=error_of(problems)
                id=path.to_string()
            />
        </Bound>
    }
}
