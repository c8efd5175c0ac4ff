//! Bringing the value of a document to another one: what an edit of its JSON view means for its text.

use serde_json::Value;

use super::steps::steps;
use super::{Edit, EditError};
use crate::FieldPath;
use crate::document::Document;
use crate::tree::NodeKind;

/// An edit may have to put something elsewhere than at the end, so the order is looked at once more.
const ROUNDS: usize = 2;

impl Document {
    /// Changes the text where it has to so that its value becomes this one, its keys in the same order:
    /// values, keys and items that changed, came, went or moved, each as an edit of its own. Comments,
    /// quotes and spelling of everything else stay.
    ///
    /// Fields that a merge key brings keep the order in which it brings them.
    ///
    /// # Errors
    /// The text cannot be edited at one of the places, see [`EditError`]; the document is then unchanged.
    pub fn revise(&mut self, value: &Value) -> Result<(), EditError> {
        let mut edited = self.clone();
        for _ in 0..ROUNDS {
            let (before, path) = (edited.value(), FieldPath::root());
            let mut edits = Vec::new();
            match (is_empty(&before), is_empty(value)) {
                (true, true) => {}
                (false, true) => edits.push(Edit::Remove { path }),
                (_, false) => steps(&before, value, &path, &mut edits),
            }
            if edits.is_empty() {
                break;
            }
            for edit in edits {
                match (edit.make(&mut edited), &edit) {
                    (Err(_), Edit::MoveKey { path, .. }) if edited.is_merging(path) => {}
                    (made, _) => made?,
                }
            }
        }
        let is_met = || edited.value() == *value || (is_empty(&edited.value()) && is_empty(value));
        if !is_met() {
            return Err(self.unplaceable(&FieldPath::root()));
        }
        *self = edited;
        Ok(())
    }

    /// Whether a merge key stands in the mapping that holds a field.
    fn is_merging(&self, path: &FieldPath) -> bool {
        let mapping = path.parent().and_then(|mapping| self.find(&mapping));
        let tree = self.tree();
        mapping.is_some_and(
            |mapping| match &tree.node(tree.resolved(mapping.node)).kind {
                NodeKind::Mapping { entries, .. } => {
                    entries.iter().any(|entry| tree.is_merge(entry))
                }
                _ => false,
            },
        )
    }
}

/// Nothing, or an object with nothing in it: what the text of an empty document reads as.
fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty)
}
