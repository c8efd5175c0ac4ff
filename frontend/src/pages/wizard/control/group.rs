//! Cards and optional groups of controls.

use leptos::prelude::*;
use manifest::FieldPath;

use super::Notes;
use crate::pages::wizard::state::Wizard;
use crate::parts::judgement::reason::in_one_line;
use crate::ui::{Button, Icon, Look, Shape};

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
            <div class="group-problems">{errors} <Notes problems/></div>
        </div>
    }
}

/// A part of the form that is opened with *+ Add* and drawn only then, or once the manifest has it.
/// Opening it writes nothing; taking it away removes everything in it.
#[component]
pub fn Optional(
    /// The place in the manifest.
    path: FieldPath,
    /// What the button that opens it says, without the plus.
    #[prop(into)]
    add: String,
    /// What the button that takes it away says.
    #[prop(into)]
    remove: String,
    /// The controls.
    children: ChildrenFn,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let document = wizard.document;
    let opened = wizard.opened(&path);
    let exists = {
        let path = path.clone();
        Memo::new(move |_| document.has(&path))
    };
    let is_open = Memo::new(move |_| opened.get() || exists.get());
    // What the text has once had stays open when it is emptied: one may be typing it anew.
    Effect::new(move || {
        if exists.get() {
            opened.set(true);
        }
    });
    move || {
        if !is_open.get() {
            let add = add.clone();
            return view! {
                <Button look=Look::Quiet on_press=move |()| opened.set(true)>
                    <Icon shape=Shape::Plus/>
                    {add}
                </Button>
            }
            .into_any();
        }
        let (path, remove) = (path.clone(), remove.clone());
        let take_away = move |()| {
            document.remove(&path);
            opened.set(false);
        };
        view! {
            <div class="optional">
                {children()}
                <Button look=Look::Quiet on_press=take_away>{remove}</Button>
            </div>
        }
        .into_any()
    }
}
