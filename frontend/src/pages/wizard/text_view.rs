//! The whole text, in its editor.

use leptos::prelude::*;
use manifest::Format;

use super::editing::known::known;
use super::other_view::OtherNote;
use super::state::{View, Wizard};
use crate::parts::editor::{Editor, Mark, Place};
use crate::parts::judgement::answers::Answer;
use crate::parts::quoted::spoken;
use crate::reactive::{dynamic, memo};
use crate::state::document::Origin;
use crate::text::said;
use crate::text::wizard::editor as words;
use crate::ui::{Button, Choice, Select};

/// What the text is held against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Against {
    /// Nothing.
    #[default]
    Nothing,
    /// The text with which the page was opened.
    Opened,
    /// The DaemonSet as it was stored when it was read last.
    Running,
}

impl Against {
    const ALL: [Self; 3] = [Self::Nothing, Self::Opened, Self::Running];

    const fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Opened => "opened",
            Self::Running => "running",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Nothing => words::against_nothing(),
            Self::Opened => words::against_opened(),
            Self::Running => words::against_running(),
        }
    }
}

/// The whole text.
#[component]
pub fn Text() -> impl IntoView {
    let wizard = Wizard::expect();
    let against = RwSignal::new(Against::Nothing);
    let comparison = Signal::derive(move || {
        // The other format is a view of the text; there is nothing of before in it.
        if wizard.view.get() != View::Text {
            return None;
        }
        match against.get() {
            Against::Nothing => None,
            Against::Opened => Some(wizard.opened.get_value()),
            Against::Running => wizard.running.get_value(),
        }
    });
    view! {
        <div class="wizard-text">
            <OtherNote/>
            <Tools against/>
            {text_editor(wizard, wizard.reveal, true, comparison)}
        </div>
    }
}

/// What can be done with the whole text.
#[component]
fn Tools(
    /// What it is held against.
    against: RwSignal<Against>,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let has_running = wizard.running.with_value(Option::is_some);
    let choices: Vec<_> = Against::ALL
        .into_iter()
        .filter(|it| *it != Against::Running || has_running)
        .map(|it| Choice::new(it.word(), it.label()))
        .collect();
    let choose = move |word: String| {
        let chosen = Against::ALL.into_iter().find(|it| it.word() == word);
        against.set(chosen.unwrap_or_default());
    };
    let format = move |()| {
        wizard
            .document
            .edit(Origin::Act, manifest::Document::reformat);
    };
    let refusal = wizard.document.refusal;
    dynamic(move || {
        (wizard.view.get() == View::Text).then(|| {
            view! {
                <div class="text-tools">
                    <Select
                        label=words::against()
                        value=Signal::derive(move || against.get().word().to_owned())
                        choices=Signal::stored(choices.clone())
                        on_choose=choose
                    />
                    <Button on_press=format>{words::format()}</Button>
                    <span class="field-problem" role="status">{dynamic(move || refusal.get().map(|error| spoken(&error.said())))}</span>
                </div>
            }
        })
    })
}

/// An editor over the text, which brings into view what `reveal` says and takes the focus with it or not.
pub fn text_editor(
    wizard: Wizard,
    reveal: RwSignal<Option<Place>>,
    takes_focus: bool,
    comparison: Signal<Option<String>>,
) -> AnyView {
    let document = wizard.document;
    let marks = Signal::derive(move || {
        wizard.problems.with(|problems| {
            problems
                .iter()
                .map(|placed| Mark {
                    place: (
                        placed.problem.line.unwrap_or(1),
                        placed.problem.column.unwrap_or(1),
                    ),
                    severity: placed.problem.severity,
                    message: said(&placed.problem.message),
                    field: placed.problem.field.clone(),
                    answer: wizard
                        .document
                        .with(|document| Answer::to(&placed.problem, document)),
                })
                .collect()
        })
    });
    let language = memo(move || match wizard.shown_format() {
        Format::Yaml => "yaml",
        Format::Json => "json",
    });
    view! {
        <Editor
            text=Signal::derive(move || wizard.shown_text())
            language
            marks
            reveal
            takes_focus
            knowledge=known(wizard)
            comparison
            on_change=move |text: String| wizard.type_text(&text)
            on_undo=move |()| wizard.undo()
            on_redo=move |()| document.redo()
        />
    }
    .into_any()
}
