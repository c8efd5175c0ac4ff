//! Edits of the other objects of a text: in one, of a whole one.

use std::ops::Range;

use serde_json::Value;

use super::{EditError, write_json, write_yaml};
use crate::FieldPath;
use crate::document::{Document, Format};

impl Document {
    /// Writes one more object behind all others.
    ///
    /// # Errors
    /// The text is broken, or ends in a way that nothing can follow; it is then unchanged.
    pub fn append(&mut self, object: &Value) -> Result<(), EditError> {
        let mut text = self.text().to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        match self.format() {
            Format::Json => text.push_str(&write_json(object)),
            Format::Yaml => {
                if self.object_count() > 0 {
                    text.push_str("---\n");
                }
                text.push_str(&write_yaml(object));
            }
        }
        text.push('\n');
        let mut expected = self.object_values();
        expected.push(object.clone());
        self.become_text(text, &expected, self.chosen())
    }

    /// Takes an object away, and all that its document says.
    pub(super) fn take_out(&mut self, number: usize) -> Result<(), EditError> {
        let path = FieldPath::root().index(number);
        let mut expected = self.object_values();
        if number >= expected.len() {
            return Err(EditError::NotFound { path });
        }
        expected.remove(number);
        let chosen = match self.chosen() {
            Some(chosen) if chosen > number => Some(chosen - 1),
            chosen => chosen,
        };
        let Some(range) = self.document_range(number) else {
            return Err(self.unplaceable(&path));
        };
        let mut text = self.text().to_owned();
        text.replace_range(range, "");
        self.become_text(text, &expected, chosen)
    }

    /// Makes an edit in another object.
    pub(super) fn within(
        &mut self,
        number: usize,
        edit: &mut dyn FnMut(&mut Self) -> Result<(), EditError>,
    ) -> Result<(), EditError> {
        let Some(mut other) = self.object(number) else {
            let path = FieldPath::root().index(number);
            return Err(EditError::NotFound { path });
        };
        edit(&mut other)?;
        other.turn_to_place(self.place().clone());
        *self = other;
        Ok(())
    }

    /// Takes a text over in which these objects stand, so that a text of unforeseen shape leads to a refusal.
    pub(super) fn become_text(
        &mut self,
        text: String,
        expected: &[Value],
        chosen: Option<usize>,
    ) -> Result<(), EditError> {
        if !self.is_intact() {
            return Err(self.unreadable());
        }
        let mut edited = Self::parse(text);
        let reads = edited.is_intact()
            && edited.problems().len() <= self.problems().len()
            && edited.object_values() == expected;
        if !reads {
            return Err(self.unplaceable(&FieldPath::root()));
        }
        if let Some(chosen) = chosen {
            edited.turn_to(chosen);
        }
        *self = edited;
        Ok(())
    }

    /// The bytes of the document that is this object, what divides it from the one before included, or from
    /// the one behind where it is the first; none where it is an item of a list.
    fn document_range(&self, number: usize) -> Option<Range<usize>> {
        let mut places = self.object_places();
        let place = places.nth(number).filter(|place| place.items.is_empty())?;
        let parts = &self.tree().parts;
        let part = parts.get(place.part)?;
        let after = parts.get(place.part + 1);
        if self.format() == Format::Json {
            let node = self.tree().node(part.root);
            return Some(match after {
                Some(after) => node.start..self.tree().node(after.root).start,
                None => text_end(&self.text()[..node.start])..self.text().len(),
            });
        }
        match (place.part, after) {
            // The divider behind it goes with the first, and its line break.
            (0, Some(after)) => {
                let rest = &self.text()[after.start..];
                let line_break = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
                Some(0..after.start + line_break)
            }
            (0, None) => Some(0..self.text().len()),
            (_, _) => Some(divider(self.text(), part.start)..part.end),
        }
    }
}

/// Where the line of the `---` begins that a document follows.
fn divider(text: &str, start: usize) -> usize {
    let before = text[..start].trim_end_matches(['\n', '\r']);
    before.rfind('\n').map_or(0, |line_break| line_break + 1)
}

/// Where what is written ends.
fn text_end(text: &str) -> usize {
    text.trim_end().len()
}
