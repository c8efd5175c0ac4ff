//! Editing a document by path: the text is spliced at the place of the path, read again, and taken
//! only if nothing but the path changed.

mod agree;
mod block;
mod copy;
mod expect;
mod flow;
mod kinds;
mod misread;
mod moving;
mod others;
mod quote;
mod reformat;
mod render;
mod replace;
mod revise;
mod splice;
mod steps;

use std::fmt;

use serde_json::Value;
use thiserror::Error;

use crate::document::{Document, Format};
use crate::message::{self, edit as said};
use crate::tree::{Slot, segment_key};
use crate::yaml::scalar::{Resolved, Tag, resolve};
use crate::{FieldPath, Message};
use copy::Borrowing;
use expect::Expected;
use splice::Splice;

pub use kinds::Edit;

/// What sort of value a form control stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarKind {
    /// Whatever is typed is a string, quoted where it would be read as something else.
    String,
    /// A number, a quantity, or a number or text (`50%`): written as typed, without quotes.
    Number,
    /// `true` or `false`; anything else is written as a string.
    Boolean,
}

/// Why an edit was not made. The document is then as it was.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EditError {
    /// The text could not be read far enough to edit it.
    Unreadable {
        /// The line of the problem, counted from 1.
        line: u32,
    },
    /// There is nothing at the path.
    NotFound {
        /// The path that was asked for.
        path: FieldPath,
    },
    /// The path leads through a value that cannot hold it.
    NotACollection {
        /// The path of that value.
        path: FieldPath,
    },
    /// A list has no such position.
    OutOfRange {
        /// The list.
        path: FieldPath,
        /// The position that was asked for, counted from zero.
        index: usize,
        /// How many items the list has.
        length: usize,
    },
    /// A key of that name exists already.
    KeyTaken {
        /// The path the renamed field would have.
        path: FieldPath,
    },
    /// The place is shared by an anchor, so the edit would change other fields too.
    Shared {
        /// The path that was to be edited.
        path: FieldPath,
    },
    /// The text around the path is of a shape that the edit cannot be written into.
    Unplaceable {
        /// The path that was to be edited.
        path: FieldPath,
    },
}

impl EditError {
    /// Why, as a sentence.
    #[must_use]
    pub fn said(&self) -> Message {
        match self {
            Self::Unreadable { line } => said::unreadable(line.to_string()),
            Self::NotFound { path } => said::not_found(named(path)),
            Self::NotACollection { path } => said::not_a_collection(named(path)),
            Self::OutOfRange {
                path,
                index,
                length,
            } => said::out_of_range(named(path), length.to_string(), index.to_string()),
            Self::KeyTaken { path } => said::key_taken(named(path)),
            Self::Shared { path } => said::shared(named(path)),
            Self::Unplaceable { path } => said::unplaceable(named(path)),
        }
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&message::words_of(&self.said()))
    }
}

/// A path as a message names it; the root has no name of its own.
fn named(path: &FieldPath) -> Message {
    if path.is_root() {
        said::the_manifest()
    } else {
        path.to_string().into()
    }
}

impl Document {
    /// Sets the value at a path and creates the parents that are missing. A list can be set one past
    /// its end, which appends.
    ///
    /// A value that is already equal leaves the text alone; a replaced scalar keeps its quotes.
    ///
    /// # Errors
    /// See [`EditError`]; the document is then unchanged.
    pub fn set(&mut self, path: &FieldPath, value: impl Into<Value>) -> Result<(), EditError> {
        self.set_value(path, value.into())
    }

    /// Writes what was typed into a form control at a path. An empty number or boolean removes the
    /// field; what is no number is written as typed, for a rule to say so.
    ///
    /// # Errors
    /// See [`EditError`]; the document is then unchanged.
    pub fn set_text(
        &mut self,
        path: &FieldPath,
        typed: &str,
        kind: ScalarKind,
    ) -> Result<(), EditError> {
        let meant = resolve(typed, &Tag::None);
        let value = match (kind, meant) {
            (ScalarKind::Number | ScalarKind::Boolean, Resolved::Null) if typed.is_empty() => {
                return if self.find(path).is_some() {
                    self.remove(path)
                } else {
                    Ok(())
                };
            }
            (ScalarKind::Number, Resolved::Int(_) | Resolved::Float(_)) => meant.to_value(typed),
            (ScalarKind::Boolean, _) if matches!(typed, "true" | "false") => {
                (typed == "true").into()
            }
            _ => Value::String(typed.to_owned()),
        };
        if kind != ScalarKind::Number {
            return self.set_value(path, value);
        }
        let mut edited = self.clone();
        edited.set_value(path, value)?;
        // `0644` is set as 420 and then written as typed. JSON has no such spellings.
        if !matches!(edited.get(path), Some(Value::String(_)))
            && edited.text_at(path).is_some_and(|text| text != typed)
            && (self.format() == Format::Yaml || typed.parse::<serde_json::Number>().is_ok())
        {
            edited.respell(path, typed)?;
        }
        *self = edited;
        Ok(())
    }

    /// Inserts an item into a list and creates the list, and its parents, if they are missing.
    ///
    /// # Errors
    /// See [`EditError`]; the document is then unchanged.
    pub fn insert(
        &mut self,
        list: &FieldPath,
        index: usize,
        value: impl Into<Value>,
    ) -> Result<(), EditError> {
        if let Some((object, list)) = self.elsewhere(list) {
            let value = value.into();
            return self.within(object, &mut |other| {
                other.insert(&list, index, value.clone())
            });
        }
        let value = value.into();
        let length = match self.get(list) {
            None | Some(Value::Null) => 0,
            Some(Value::Array(items)) => items.len(),
            Some(_) => return Err(EditError::NotACollection { path: list.clone() }),
        };
        if index > length {
            return Err(EditError::OutOfRange {
                path: list.clone(),
                index,
                length,
            });
        }
        if length == 0 {
            return self.set_value(list, Value::Array(vec![value]));
        }
        let expected = Expected::insert(self, list, index, value.clone());
        let Some(found) = self.own(&list.index(0)) else {
            return self.write(&list.index(0), &expected);
        };
        let Some(Slot { parent, .. }) = found.slot else {
            return Err(self.unplaceable(list));
        };
        let choices = self.pens(|pen| self.insert_item(pen, parent, index, &value));
        self.apply(&list.index(index), choices, &expected)
    }

    /// Removes what is at a path, and the parents that it leaves empty.
    ///
    /// # Errors
    /// See [`EditError`]; the document is then unchanged.
    pub fn remove(&mut self, path: &FieldPath) -> Result<(), EditError> {
        if let Some((object, path)) = self.elsewhere(path) {
            if path.is_root() {
                return self.take_out(object);
            }
            return self.within(object, &mut |other| other.remove(&path));
        }
        self.existing(path)?;
        let mut path = path.clone();
        while let Some(parent) = path.parent().filter(|parent| self.len_of(parent) <= 1) {
            path = parent;
        }
        let expected = Expected::remove(self, &path);
        let key = path.last().map(segment_key).unwrap_or_default();
        let choices = match self.borrowing(&path) {
            Some(Borrowing {
                place,
                merged: true,
            }) if place == path => match self.existing(&path)?.slot {
                Some(slot) => self.expand_merges(slot.parent, &key, None),
                None => Vec::new(),
            },
            Some(_) => return self.write(&path, &expected),
            None => match self.existing(&path)?.slot {
                Some(slot) => {
                    let mut choices = self.remove_child(slot, &path);
                    // A merge key may bring what goes.
                    choices.extend(self.expand_merges(slot.parent, &key, None));
                    choices
                }
                None => vec![self.empty_root()],
            },
        };
        self.apply(&path, choices, &expected)
    }

    /// Gives a field of a mapping another key; its value and its place stay.
    ///
    /// # Errors
    /// See [`EditError`]; the document is then unchanged.
    pub fn rename_key(&mut self, path: &FieldPath, new_key: &str) -> Result<(), EditError> {
        if let Some((object, path)) = self.elsewhere(path) {
            return self.within(object, &mut |other| other.rename_key(&path, new_key));
        }
        let found = self.existing(path)?;
        let (Some(parent), Some(last), Some(slot)) = (path.parent(), path.last(), found.slot)
        else {
            return Err(EditError::NotFound { path: path.clone() });
        };
        let renamed = parent.key(new_key);
        let Some(entry) = self.tree().entry_at(slot.parent, slot.position) else {
            return Err(EditError::NotACollection { path: parent });
        };
        if segment_key(last) == new_key {
            return Ok(());
        }
        if self.find(&renamed).is_some() {
            return Err(EditError::KeyTaken { path: renamed });
        }
        let expected = Expected::rename(self, &parent, last, new_key);
        let key = segment_key(last);
        let choices = match self.borrowing(path) {
            Some(Borrowing { place, merged }) if !merged || place != *path => {
                return self.write(path, &expected);
            }
            Some(_) => self.expand_merges(slot.parent, &key, Some(new_key)),
            None => {
                let mut choices = vec![vec![self.rename_splice(slot.parent, entry, new_key)]];
                choices.extend(self.expand_merges(slot.parent, &key, Some(new_key)));
                choices
            }
        };
        self.apply(&renamed, choices, &expected)
    }

    fn set_value(&mut self, path: &FieldPath, value: Value) -> Result<(), EditError> {
        if let Some((object, path)) = self.elsewhere(path) {
            return self.within(object, &mut |other| other.set_value(&path, value.clone()));
        }
        if self.get(path).as_ref() == Some(&value) {
            return Ok(());
        }
        if !self.is_editable() {
            return Err(self.unreadable());
        }
        let expected = Expected::set(self, path, value)?;
        self.write(path, &expected)
    }

    /// Writes the scalar at a path in another spelling of the same value.
    fn respell(&mut self, path: &FieldPath, typed: &str) -> Result<(), EditError> {
        if let Some((object, path)) = self.elsewhere(path) {
            return self.within(object, &mut |other| other.respell(&path, typed));
        }
        let found = self.existing(path)?;
        let node = self.tree().node(found.node);
        let splices = vec![Splice::new(node.content..node.end, typed)];
        let expected = Expected::unchanged(self, path);
        self.apply(path, vec![splices], &expected)
    }

    /// Writes the value that `expected` has at a path, at that path: over what stands there, or as a
    /// new child of its deepest ancestor that exists. Where the path leads behind an alias or a merge
    /// key, a copy of what it stands for takes their place, so that the anchor keeps its value.
    fn write(&mut self, path: &FieldPath, expected: &Expected) -> Result<(), EditError> {
        let borrowing = self.borrowing(path);
        let merged = borrowing.as_ref().is_some_and(|borrowing| borrowing.merged);
        let target = borrowing.map_or_else(|| path.clone(), |borrowing| borrowing.place);
        let mut place = target.clone();
        if merged {
            // A merged key is overridden by one of the mapping's own.
            place = target.parent().unwrap_or_default();
        }
        while self.find(&place).is_none() {
            place = place.parent().ok_or_else(|| self.unreadable())?;
        }
        let found = self.existing(&place)?;
        let value = expected.at(self, &place);
        let choices = match target.segments().get(place.segments().len()) {
            Some(segment) if !self.is_empty(found.node) => {
                let child = place.with(segment.clone());
                let value = expected.at(self, &child);
                self.pens(|pen| self.add_child(pen, found.node, segment, &value))
            }
            _ => self.pens(|pen| self.replace(pen, &found, &value)),
        };
        self.apply(path, choices, expected)
    }
}

/// A value as YAML in block style, without a line break at the end.
pub(crate) fn write_yaml(value: &Value) -> String {
    let pen = render::Pen::plain(false);
    pen.inline(value, None)
        .unwrap_or_else(|| pen.lines(value, 0))
}

/// A string as it is written into YAML on one line, wherever it stands: with quotes where plain text would be read as
/// something else.
#[must_use]
pub fn written(text: &str) -> String {
    quote::string(
        text,
        quote::Place::Flow,
        None,
        crate::tree::Style::DoubleQuoted,
    )
}

/// A value as JSON over several lines, without a line break at the end.
pub(crate) fn write_json(value: &Value) -> String {
    render::Pen::plain(true).flow_lines(value, 0, None)
}
