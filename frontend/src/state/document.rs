//! The one document of a page: the manifest's text, the tree derived from it, and its history.
//!
//! A form control is a window on one field path of it: it reads [`DocumentState::text_at`] and writes
//! with [`DocumentState::type_at`], and the editor replaces the text as a whole. There is no other
//! state of a form, so nothing can be lost between one way of editing and another.

pub mod history;
mod line_breaks;

use leptos::prelude::*;
use manifest::{Document, EditError, FieldPath, Format, ScalarKind, ViewError};

pub use history::{History, Origin};

use super::clock;

/// A document in a signal. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct DocumentState {
    document: RwSignal<Document>,
    history: StoredValue<History>,
    /// Why the last edit of the form was not made; none once one was.
    pub refusal: RwSignal<Option<EditError>>,
}

impl DocumentState {
    /// A document of this text, without a history.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            document: RwSignal::new(Document::parse(text)),
            history: StoredValue::new(History::default()),
            refusal: RwSignal::new(None),
        }
    }

    /// Makes what shows a value show it anew once an edit was refused: what was typed stands in the
    /// control then, and not in the document.
    pub fn track_refusal(self) {
        self.refusal.track();
    }

    /// Reads the document; tracked.
    pub fn with<T>(self, read: impl FnOnce(&Document) -> T) -> T {
        self.document.with(read)
    }

    /// Reads the document without being told of its changes.
    pub fn with_untracked<T>(self, read: impl FnOnce(&Document) -> T) -> T {
        self.document.with_untracked(read)
    }

    /// The whole text; tracked.
    #[must_use]
    pub fn text(self) -> String {
        self.with(|document| document.text().to_owned())
    }

    /// What a control at this place shows: the value as typed, empty where there is none. Tracked.
    #[must_use]
    pub fn text_at(self, path: &FieldPath) -> String {
        self.with(|document| document.text_at(path).unwrap_or_default())
    }

    /// Whether the manifest says anything at this place; tracked.
    #[must_use]
    pub fn has(self, path: &FieldPath) -> bool {
        self.with(|document| document.has(path))
    }

    /// How many children the mapping or sequence at this place has; tracked.
    #[must_use]
    pub fn len_of(self, path: &FieldPath) -> usize {
        self.with(|document| document.len_of(path))
    }

    /// Writes what was typed into the control of this place; emptied means removed.
    pub fn type_at(self, path: &FieldPath, typed: &str, kind: ScalarKind) {
        let origin = Origin::Control(path.to_string());
        self.edit(origin, |document| {
            if typed.is_empty() {
                clear(document, path)
            } else {
                write_text(document, path, typed, kind)
            }
        });
    }

    /// Takes a place and everything below it away.
    pub fn remove(self, path: &FieldPath) {
        self.edit(Origin::Act, |document| document.remove(path));
    }

    /// Makes several edits that are undone as one. Where one of them is refused none is made, and
    /// [`Self::refusal`] says why.
    pub fn edit(self, origin: Origin, edit: impl FnOnce(&mut Document) -> Result<(), EditError>) {
        let mut edited = self.document.get_untracked();
        match edit(&mut edited) {
            Ok(()) => {
                self.forget_refusal();
                self.put(edited, origin);
            }
            Err(error) => self.refusal.set(Some(error)),
        }
    }

    /// Puts another text in the place of this one, valid or not.
    pub fn replace(self, text: &str, origin: Origin) {
        self.forget_refusal();
        let text = self.document.with_untracked(|before| match origin {
            Origin::Editor => line_breaks::kept(before.text(), text),
            _ => text.to_owned(),
        });
        self.put(Document::parse(text), origin);
    }

    /// Takes over what was typed into a view of the document in the format that it is not written in.
    ///
    /// # Errors
    /// It cannot be; the document is then as it was.
    pub fn take(self, typed: &str, format: Format) -> Result<(), ViewError> {
        let mut edited = self.document.get_untracked();
        edited.take(typed, format)?;
        self.forget_refusal();
        self.put(edited, Origin::Editor);
        Ok(())
    }

    /// Takes the last step back.
    pub fn undo(self) {
        self.step(History::undo);
    }

    /// Makes the step again that was taken back last.
    pub fn redo(self) {
        self.step(History::redo);
    }

    /// Whether there is a step to take back; tracked.
    #[must_use]
    pub fn can_undo(self) -> bool {
        self.document.track();
        self.history.with_value(History::can_undo)
    }

    /// Whether a step was taken back; tracked.
    #[must_use]
    pub fn can_redo(self) -> bool {
        self.document.track();
        self.history.with_value(History::can_redo)
    }

    /// Nothing is told where nothing changes: every control listens.
    fn forget_refusal(self) {
        if self.refusal.with_untracked(Option::is_some) {
            self.refusal.set(None);
        }
    }

    fn put(self, document: Document, origin: Origin) {
        let is_same = self.document.with_untracked(|before| {
            let (before, after) = (before.text(), document.text());
            self.history
                .update_value(|history| history.record(before, after, origin, clock::now()));
            before == after
        });
        if !is_same {
            self.document.set(document);
        }
    }

    fn step(self, step: impl FnOnce(&mut History, &str) -> Option<String>) {
        let text = self.document.with_untracked(|document| {
            self.history
                .try_update_value(|history| step(history, document.text()))
                .flatten()
        });
        if let Some(text) = text {
            self.forget_refusal();
            self.document.set(Document::parse(text));
        }
    }
}

/// Writes what was typed. An edit keeps the quotes that are there; those of a blank, `""`, say nothing
/// of the value that is typed into it, so they go.
///
/// # Errors
/// The text cannot be edited at this place.
pub fn write_text(
    document: &mut Document,
    path: &FieldPath,
    typed: &str,
    kind: ScalarKind,
) -> Result<(), EditError> {
    if !typed.is_empty() && document.text_at(path).is_some_and(|text| text.is_empty()) {
        document.set(path, serde_json::Value::Null)?;
    }
    document.set_text(path, typed, kind)
}

/// Empties a place: removes it, and parents that it leaves empty. But an item of a list stays where it
/// is, with an empty text in it, until its own button takes it away: what one is typing in must not
/// vanish, and the next item must not slip into its place.
fn clear(document: &mut Document, path: &FieldPath) -> Result<(), EditError> {
    if document.get(path).is_none() {
        Ok(())
    } else if is_last_of_an_item(document, path) {
        document.set_text(path, "", ScalarKind::String)
    } else {
        document.remove(path)
    }
}

/// Whether nothing else is in the item of a list that this place is in.
fn is_last_of_an_item(document: &Document, path: &FieldPath) -> bool {
    let mut place = path.clone();
    while let Some(parent) = place.parent() {
        if matches!(place.last(), Some(manifest::Segment::Index(_))) {
            return true;
        }
        if document.len_of(&parent) > 1 {
            return false;
        }
        place = parent;
    }
    false
}

#[cfg(test)]
mod tests {
    use manifest::{Document, FieldPath, ScalarKind};

    use super::{clear, write_text};

    #[test]
    fn a_blank_gives_its_quotes_up_and_a_text_keeps_them() {
        let written = |text: &str, typed: &str| {
            let mut document = Document::parse(text);
            let path = FieldPath::root().key("name");
            write_text(&mut document, &path, typed, ScalarKind::String).unwrap();
            document.text().to_owned()
        };
        assert_eq!(
            written("name: \"\" # why\nb: 1\n", "agent"),
            "name: agent # why\nb: 1\n"
        );
        assert_eq!(written("name: \"\"\n", "true"), "name: \"true\"\n");
        assert_eq!(written("name: \"a\"\n", "agent"), "name: \"agent\"\n");
    }

    fn cleared(text: &str, path: &str) -> String {
        let mut document = Document::parse(text);
        let path: FieldPath = path.parse().unwrap();
        clear(&mut document, &path).unwrap();
        document.text().to_owned()
    }

    #[test]
    fn emptied_means_removed_with_what_it_leaves_empty() {
        assert_eq!(
            cleared(
                "a: 1\nresources:\n  limits:\n    cpu: 1\n",
                "resources.limits.cpu"
            ),
            "a: 1\n"
        );
    }

    #[test]
    fn an_item_of_a_list_is_not_taken_away_while_one_types_in_it() {
        assert_eq!(
            cleared("list:\n  - name: a\n  - name: b\n", "list[0].name"),
            "list:\n  - name: \"\"\n  - name: b\n"
        );
        assert_eq!(
            cleared("list:\n  - name: a\n    image: b\n", "list[0].image"),
            "list:\n  - name: a\n"
        );
    }

    #[test]
    fn what_is_not_there_needs_no_clearing() {
        assert_eq!(cleared("a: 1\n", "b.c"), "a: 1\n");
    }
}
