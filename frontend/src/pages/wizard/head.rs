//! The head of the wizard: title, where the draft is, form or text, and the buttons.

use leptos::prelude::*;
use manifest::Format;

use super::paths;
use super::state::{Purpose, View, Wizard};
use super::submit::Submit;
use crate::api::daemonsets::Mode;
use crate::parts::{Crumb, PageHead};
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::state::draft::Keeping;
use crate::text::common;
use crate::text::detail::rights;
use crate::text::wizard::head as words;
use crate::ui::{Button, Choice, CopyButton, Icon, Look, Segmented, Shape};

/// The head.
#[component]
pub fn Head(
    /// What is sent by the buttons.
    submit: Submit,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let cluster = wizard.cluster.get_untracked();
    let mut crumbs = vec![Crumb {
        label: common::daemonsets().to_owned(),
        href: routes::list(&cluster, ""),
    }];
    let title = match wizard.purpose {
        Purpose::Create => words::create_title(),
        Purpose::Edit(place) => {
            let (namespace, name) = place.get_value();
            crumbs.push(Crumb {
                href: routes::detail(&cluster, &namespace, &name),
                label: name,
            });
            words::edit_title()
        }
    };
    view! {
        <PageHead
            crumbs
            title
            note=view! { <Note/> }.into_any()
            actions=view! {
                <History/>
                <ViewSwitch/>
                <Button
                    on_press=move |()| submit.dry_run()
                    busy=Signal::derive(move || submit.is_under(Mode::DryRun))
                >
                    {words::dry_run()}
                </Button>
                <WriteButton submit/>
            }
            .into_any()
        />
    }
}

/// The name, the namespace, and where the draft is kept.
#[component]
fn Note() -> impl IntoView {
    let wizard = Wizard::expect();
    let name = move || {
        let name = wizard.document.text_at(&paths::metadata().key("name"));
        if name.is_empty() {
            words::nameless().to_owned()
        } else {
            name
        }
    };
    let kept = move || match wizard.draft.keeping() {
        // A banner asks which of two it is.
        Keeping::Untouched | Keeping::Elsewhere(_) => String::new(),
        Keeping::Saving => format!(" · {}", words::saving()),
        Keeping::Saved => format!(" · {}", words::saved()),
        Keeping::Away => format!(" · {}", words::away()),
        Keeping::Refused(reason) => format!(" · {}", words::not_kept(reason)),
    };
    view! {
        <p class="wizard-note">
            {dynamic(move || words::name_in_namespace(name(), wizard.namespace()))}
            <span class="wizard-kept">{dynamic(kept)}</span>
        </p>
    }
}

/// Undo and redo, over whatever was edited last.
#[component]
fn History() -> impl IntoView {
    let wizard = Wizard::expect();
    let document = wizard.document;
    view! {
        <div class="wizard-history">
            <Button
                look=Look::Quiet
                label=words::undo()
                disabled=Signal::derive(move || !document.can_undo())
                on_press=move |()| wizard.undo()
            >
                <Icon shape=Shape::Undo/>
            </Button>
            <Button
                look=Look::Quiet
                label=words::redo()
                disabled=Signal::derive(move || !document.can_redo())
                on_press=move |()| document.redo()
            >
                <Icon shape=Shape::Redo/>
            </Button>
        </div>
    }
}

/// Form, YAML or JSON, over the same document.
#[component]
fn ViewSwitch() -> impl IntoView {
    let wizard = Wizard::expect();
    // Asked anew where a view is not left, so that the switch shows the one that is there.
    let value = Signal::derive(move || {
        wizard.other.track();
        let word = match (wizard.view.get(), wizard.shown_format()) {
            (View::Form, _) => "form",
            (_, Format::Yaml) => "yaml",
            (_, Format::Json) => "json",
        };
        word.to_owned()
    });
    let choose = move |chosen: String| {
        let format = match chosen.as_str() {
            "yaml" => Format::Yaml,
            "json" => Format::Json,
            _ => {
                wizard.look(View::Form);
                return;
            }
        };
        let is_own = wizard
            .document
            .with_untracked(|document| document.format() == format);
        wizard.look(if is_own { View::Text } else { View::Other });
    };
    let choices = vec![
        Choice::new("form", words::form()),
        Choice::new("yaml", "YAML"),
        Choice::new("json", "JSON"),
    ];
    view! { <Segmented label=words::view() value choices on_choose=choose/> }
}

/// Create or save: always there. What holds it back is said beside it, and pressing it goes there.
#[component]
pub fn WriteButton(
    /// What it sends.
    submit: Submit,
    /// The `id` of the button; there is one in the head, and one beneath the last step.
    #[prop(default = "write")]
    id: &'static str,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let (button_id, id) = (id, format!("{id}-reason"));
    let label = match wizard.purpose {
        Purpose::Create => words::create(),
        Purpose::Edit(_) => words::save(),
    };
    let errors = memo(move || u32::try_from(wizard.errors().len()).unwrap_or(u32::MAX));
    let is_busy = move || submit.is_under(Mode::Write);
    let undecided = memo(move || submit.undecided());
    let why_not = submit.why_not();
    let may = memo(move || why_not.with(String::is_empty));
    let is_held = move || !may.get() || errors.get() > 0 || undecided.get() > 0 || is_busy();
    let reason = move || match (undecided.get(), errors.get()) {
        // What no edit of the text mends comes first.
        _ if !may.get() => why_not.get(),
        (0, 0) => String::new(),
        (0, errors) => words::held_back(errors),
        (undecided, _) => words::undecided(undecided),
    };
    let role = submit.rights.role();
    let copy = move || (!may.get()).then(|| view! { <CopyButton text=role label=rights::copy()/> });
    view! {
        <div class="write">
            <span class="write-reason" id=id.clone()>{dynamic(reason)}</span>
            {dynamic(copy)}
            <button
                type="button"
                class="button button-primary"
                id=button_id
                aria-disabled=Signal::derive(move || is_held().then_some("true"))
                aria-busy=Signal::derive(move || is_busy().then_some("true"))
                aria-describedby=id
                on:click=move |_| submit.write()
            >
                {label}
            </button>
        </div>
    }
}
