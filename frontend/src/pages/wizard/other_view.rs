//! The manifest in the format that its text is not: the JSON of a YAML text, the YAML of a JSON text.
//!
//! It is another look at the same document: what is typed there is edited in the text, field by field, so
//! that comments, order and quotes stay. What cannot be (half-typed JSON, a comment for a text that is
//! JSON) waits in the editor with its reason, and the view is not left before it is put right or discarded.

use leptos::prelude::*;
use manifest::{Document, FieldPath, Format, ViewError};
use preflight::{Problem, Severity, Source};

use super::placing::Placed;
use super::state::{View, Wizard};
use crate::reactive::{dynamic, effect};
use crate::state::document::Origin;
use crate::text::said;
use crate::text::wizard::other_view as words;
use crate::ui::{Banner, Button, Look, Tone};

/// What the editor shows of a document in its other format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Other {
    /// What is in the editor.
    text: String,
    /// The text of the document that it shows.
    of: String,
    /// Why what was typed is not in the document; none where it is.
    refusal: Option<ViewError>,
    /// Whether somebody wanted to leave it with something refused.
    is_held: bool,
    /// Why the text is not shown in the other format; none where it is or was not to be.
    unshown: Option<ViewError>,
}

impl Other {
    /// Problems with their lines in what the editor shows, and before them why what was typed there is not
    /// in the document.
    #[must_use]
    pub fn place(&self, mut placed: Vec<Placed>) -> Vec<Placed> {
        let shown = Document::parse(self.text.as_str());
        for Placed { problem, .. } in &mut placed {
            let position = shown.position(&problem.path);
            problem.line = position.map(|position| position.line);
            problem.column = position.map(|position| position.column);
        }
        if let Some(error) = &self.refusal {
            placed.insert(0, Placed::new(refused(error)));
        }
        placed
    }

    /// Where a place stands in what the editor shows: line and column.
    fn position(&self, path: &FieldPath) -> Option<(u32, u32)> {
        let position = Document::parse(self.text.as_str()).position(path)?;
        Some((position.line, position.column))
    }
}

/// The format that a document is not written in.
#[must_use]
pub fn other_format(document: &Document) -> Format {
    match document.format() {
        Format::Yaml => Format::Json,
        Format::Json => Format::Yaml,
    }
}

impl Wizard {
    /// Shows the manifest as a form, as its text or in the other format; whether it does. It does not
    /// where the text cannot be shown like that, which is said, or where something typed would be lost.
    pub fn look(self, view: View) -> bool {
        if self.view.get_untracked() == View::Other {
            let is_refused = self.other.with_untracked(|other| other.refusal.is_some());
            if is_refused && view != View::Other {
                self.other.update(|other| other.is_held = true);
                return false;
            }
        }
        if view == View::Other
            && let Err(error) = self.render()
        {
            self.other.update(|other| other.unshown = Some(error));
            self.view.set(View::Text);
            return false;
        }
        self.shown();
        self.view.set(view);
        true
    }

    /// What the editor shows; tracked.
    #[must_use]
    pub fn shown_text(self) -> String {
        match self.view.get() {
            View::Other => self.other.with(|other| other.text.clone()),
            View::Form | View::Text => self.document.text(),
        }
    }

    /// The format of what the editor shows; tracked.
    #[must_use]
    pub fn shown_format(self) -> Format {
        let is_other = self.view.get() == View::Other;
        self.document.with(|document| {
            if is_other {
                other_format(document)
            } else {
                document.format()
            }
        })
    }

    /// Takes over what was typed into the editor.
    pub fn type_text(self, typed: &str) {
        if self.view.get_untracked() != View::Other {
            return self.document.replace(typed, Origin::Editor);
        }
        let format = self.document.with_untracked(other_format);
        let refusal = self.document.take(typed, format).err();
        let of = untrack(|| self.document.text());
        self.other.set(Other {
            text: typed.to_owned(),
            of,
            refusal,
            ..Other::default()
        });
    }

    /// Forgets that the text could not be shown: another one may be.
    fn shown(self) {
        if self.other.with_untracked(|other| other.unshown.is_some()) {
            self.other.update(|other| other.unshown = None);
        }
    }

    /// Takes the last step back; what was typed and refused is the last one.
    pub fn undo(self) {
        if self.other.with_untracked(|other| other.refusal.is_some()) {
            self.discard_refused();
        } else {
            self.document.undo();
        }
    }

    /// Whether something was typed that is not in the document.
    #[must_use]
    pub fn is_refusing(self) -> bool {
        self.other.with_untracked(|other| other.refusal.is_some())
    }

    /// Renders the other format anew whenever the document was changed elsewhere.
    pub fn follow_document(self) {
        effect(move || {
            let text = self.document.text();
            self.shown();
            let is_new = self.other.with_untracked(|other| other.of != text);
            if is_new && self.view.get_untracked() == View::Other && self.render().is_err() {
                // A step back, to a text that has only one way to be shown.
                self.view.set(View::Text);
            }
        });
    }

    /// Where a place stands in the other format, if that is what the editor shows.
    #[must_use]
    pub fn place_in_other(self, path: &FieldPath) -> Option<(u32, u32)> {
        (self.view.get_untracked() == View::Other)
            .then(|| self.other.with_untracked(|other| other.position(path)))
            .flatten()
    }

    /// Forgets what was typed and refused.
    fn discard_refused(self) {
        if self.render().is_err() {
            self.other.set(Other::default());
            self.view.set(View::Text);
        }
    }

    fn render(self) -> Result<(), ViewError> {
        let (text, of) = self.document.with_untracked(|document| {
            let text = document.shown_as(other_format(document));
            (text, document.text().to_owned())
        });
        self.other.set(Other {
            text: text?,
            of,
            ..Other::default()
        });
        Ok(())
    }

    /// Makes the YAML that is shown of a JSON text the text.
    fn turn_into_yaml(self) {
        let text = self.other.with_untracked(|other| other.text.clone());
        self.other.set(Other::default());
        self.document.replace(&text, Origin::Act);
        self.view.set(View::Text);
    }
}

/// Why what was typed is not taken, or the text not shown, in words.
#[must_use]
pub fn reason(error: &ViewError) -> String {
    match error {
        ViewError::Unreadable { line } => words::unreadable(*line),
        ViewError::Broken { message, line, .. } => words::broken(*line, said(message)),
        ViewError::NotJson => words::not_json().to_owned(),
        ViewError::NoObject => words::no_object().to_owned(),
        ViewError::Comment { .. } => words::comment().to_owned(),
        ViewError::DocumentCount { there, typed } => {
            let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            words::document_count(count(*there), count(*typed))
        }
        ViewError::Edit(error) => said(&error.said()),
        error => error.to_string(),
    }
}

fn refused(error: &ViewError) -> Problem {
    let (line, column) = match error {
        ViewError::Broken { line, column, .. } => (*line, *column),
        ViewError::Comment { line } => (*line, 1),
        _ => (1, 1),
    };
    Problem {
        severity: Severity::Error,
        source: Source::Syntax,
        reason: "NotTaken".to_owned(),
        field: String::new(),
        message: reason(error).into(),
        path: FieldPath::root(),
        line: Some(line),
        column: Some(column),
    }
}

/// That a text cannot be shown in the other format, and is shown as it is.
#[component]
pub fn Unshown() -> impl IntoView {
    let wizard = Wizard::expect();
    dynamic(move || {
        let reason = wizard
            .other
            .with(|other| other.unshown.as_ref().map(reason))?;
        Some(view! { <Banner tone=Tone::Waiting heading=words::unshown()>{reason}</Banner> })
    })
}

/// Over the text: that it is another look, and what cannot go over into the manifest.
#[component]
pub fn OtherNote() -> impl IntoView {
    let wizard = Wizard::expect();
    let make_yaml = move || {
        view! {
            <Button look=Look::Quiet on_press=move |()| wizard.turn_into_yaml()>
                {words::turn_into_yaml()}
            </Button>
        }
    };
    dynamic(move || {
        if wizard.view.get() != View::Other {
            return None;
        }
        let (refusal, is_held) = wizard
            .other
            .with(|other| (other.refusal.clone(), other.is_held));
        let is_comment = matches!(refusal, Some(ViewError::Comment { .. }));
        let note = match refusal.filter(|_| is_held || is_comment) {
            Some(error) => {
                let actions = view! {
                    {is_comment.then(make_yaml)}
                    <Button look=Look::Quiet on_press=move |()| wizard.discard_refused()>
                        {words::discard()}
                    </Button>
                };
                view! {
                    <Banner tone=Tone::Waiting heading=words::refused() actions=actions.into_any()>
                        {reason(&error)}
                    </Banner>
                }
                .into_any()
            }
            None if wizard.shown_format() == Format::Json => {
                view! { <Banner heading=words::json_of_yaml()>{words::comments_stay()}</Banner> }
                    .into_any()
            }
            None => view! {
                <Banner heading=words::yaml_of_json() actions=make_yaml().into_any()>
                    {words::no_comments()}
                </Banner>
            }
            .into_any(),
        };
        Some(note)
    })
}
