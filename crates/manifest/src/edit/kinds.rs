//! An edit as a value: what was found to be done, and is done on a document later.

use serde_json::Value;

use super::EditError;
use crate::FieldPath;
use crate::document::Document;

/// One change to a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Give the field this value.
    Set {
        /// The field.
        path: FieldPath,
        /// Its new value.
        value: Value,
    },
    /// Put an item into a list.
    Insert {
        /// The list.
        list: FieldPath,
        /// The position that the item gets.
        index: usize,
        /// The item.
        value: Value,
    },
    /// Take a field or an item away.
    Remove {
        /// The field or item.
        path: FieldPath,
    },
    /// Give an item of a list another position.
    MoveItem {
        /// The list.
        list: FieldPath,
        /// Where the item is.
        from: usize,
        /// Where it goes.
        to: usize,
    },
    /// Give a field another key.
    Rename {
        /// The field under its old key.
        path: FieldPath,
        /// Its new key.
        key: String,
    },
    /// Give a field of a mapping another position among its fields.
    MoveKey {
        /// The field.
        path: FieldPath,
        /// Its new position.
        to: usize,
    },
}

impl Edit {
    /// Does it.
    ///
    /// # Errors
    /// See [`EditError`]; the document is then unchanged.
    pub fn make(&self, document: &mut Document) -> Result<(), EditError> {
        match self {
            Self::Set { path, value } => document.set(path, value.clone()),
            Self::Insert { list, index, value } => document.insert(list, *index, value.clone()),
            Self::Remove { path } => document.remove(path),
            Self::MoveItem { list, from, to } => document.move_item(list, *from, *to),
            Self::Rename { path, key } => document.rename_key(path, key),
            Self::MoveKey { path, to } => document.move_key(path, *to),
        }
    }
}
