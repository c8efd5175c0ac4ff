//! `Cursor`: a value of the manifest together with the way that led to it.
//!
//! Rules walk the object with cursors on the stack. The names along the way are joined into paths
//! only when there is something to report, so a manifest without a problem costs no allocation.

use std::fmt;

use manifest::{FieldPath, Segment};
use serde_json::{Map, Value};

/// One step from a parent to a child.
#[derive(Clone, Copy, Debug)]
enum Step<'p> {
    /// The whole object.
    Root,
    /// A field: `.name`.
    Field(&'p str),
    /// A list item: `[0]`.
    Index(usize),
    /// A map entry: `[key]`.
    Key(&'p str),
    /// A field of the document that Kubernetes leaves out when it names the place.
    SilentField(&'p str),
    /// A list item of the document that Kubernetes leaves out when it names the place.
    SilentIndex(usize),
    /// A name that Kubernetes prints and that is no place of the document.
    Word(&'p str),
    /// A position that Kubernetes prints and that is no place of the document.
    WordIndex(usize),
    /// A key that Kubernetes prints and that is no place of the document.
    WordKey(&'p str),
}

/// A place of the manifest and the value there, if any. `null` counts as nothing, as it does in Go.
///
/// A cursor knows two names of its place: the one that Kubernetes prints ([`fmt::Display`]) and the
/// one that the document has ([`Cursor::path`]). They differ where the API server's code names a
/// place oddly, for example `spec.template.labels` for `spec.template.metadata.labels`.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'v, 'p> {
    value: Option<&'v Value>,
    parent: Option<&'p Cursor<'v, 'p>>,
    step: Step<'p>,
}

impl<'v> Cursor<'v, '_> {
    /// The whole object.
    pub(crate) fn root(value: &'v Value) -> Self {
        Self {
            value: Some(value),
            parent: None,
            step: Step::Root,
        }
    }

    #[inline(never)]
    fn child<'c>(&'c self, value: Option<&'v Value>, step: Step<'c>) -> Cursor<'v, 'c> {
        Cursor {
            value: value.filter(|value| !value.is_null()),
            parent: Some(self),
            step,
        }
    }

    #[inline(never)]
    fn lookup(&self, name: &str) -> Option<&'v Value> {
        let map = self.value?.as_object()?;
        // In so few keys looking at each is faster than hashing the name.
        if map.len() <= 16 {
            return map
                .iter()
                .find_map(|(key, value)| (key == name).then_some(value));
        }
        map.get(name)
    }

    /// The field of this name, there or not.
    pub(crate) fn field<'c>(&'c self, name: &'c str) -> Cursor<'v, 'c> {
        self.child(self.lookup(name), Step::Field(name))
    }

    /// The field of this name if it is there.
    pub(crate) fn present<'c>(&'c self, name: &'c str) -> Option<Cursor<'v, 'c>> {
        let cursor = self.field(name);
        cursor.is_set().then_some(cursor)
    }

    /// A field that Kubernetes does not name in the paths of its children.
    pub(crate) fn silent_field<'c>(&'c self, name: &'c str) -> Cursor<'v, 'c> {
        self.child(self.lookup(name), Step::SilentField(name))
    }

    /// A field that Kubernetes prints under another name.
    pub(crate) fn field_called<'c>(&'c self, word: &'c str) -> Cursor<'v, 'c> {
        self.child(self.value, Step::Word(word))
    }

    /// A map entry of this key, there or not.
    pub(crate) fn key<'c>(&'c self, key: &'c str) -> Cursor<'v, 'c> {
        self.child(self.lookup(key), Step::Key(key))
    }

    /// This place with another value, for a text that holds a document of its own.
    pub(crate) fn with_value(&self, value: &'v Value) -> Self {
        Self {
            value: Some(value).filter(|value| !value.is_null()),
            ..*self
        }
    }

    /// This entry of a map or list, printed by Kubernetes as the whole map or list.
    pub(crate) fn as_parent_prints(&self) -> Self {
        let step = match self.step {
            Step::Field(name) | Step::Key(name) => Step::SilentField(name),
            Step::Index(index) => Step::SilentIndex(index),
            step => step,
        };
        Self { step, ..*self }
    }

    /// A list item, there or not.
    pub(crate) fn index(&self, index: usize) -> Cursor<'v, '_> {
        self.child(
            self.value.and_then(|list| list.get(index)),
            Step::Index(index),
        )
    }

    /// This very place, printed by Kubernetes with a position that does not belong to it.
    pub(crate) fn index_called(&self, index: usize) -> Cursor<'v, '_> {
        self.child(self.value, Step::WordIndex(index))
    }

    /// This very place, printed by Kubernetes with a key that does not belong to it.
    pub(crate) fn key_called<'c>(&'c self, key: &'c str) -> Cursor<'v, 'c> {
        self.child(self.value, Step::WordKey(key))
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Items<'v, '_> {
        Items {
            list: self,
            next: 0,
            step: Step::Index,
        }
    }

    /// The items of a list whose positions Kubernetes does not print.
    pub(crate) fn silent_items(&self) -> Items<'v, '_> {
        Items {
            list: self,
            next: 0,
            step: Step::SilentIndex,
        }
    }

    /// The entries of a map.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'v str, Cursor<'v, '_>)> {
        let entries = self.map().into_iter().flatten();
        entries.map(|(key, value)| (key.as_str(), self.child(Some(value), Step::Key(key))))
    }

    /// The value, if any.
    pub(crate) fn value(&self) -> Option<&'v Value> {
        self.value
    }

    /// Whether there is a value.
    pub(crate) fn is_set(&self) -> bool {
        self.value.is_some()
    }

    /// The text here; empty where there is none.
    pub(crate) fn text(&self) -> &'v str {
        self.value.and_then(Value::as_str).unwrap_or_default()
    }

    /// The text of a field; empty where there is none.
    pub(crate) fn text_of(&self, name: &str) -> &'v str {
        self.lookup(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The whole number here.
    pub(crate) fn number(&self) -> Option<i64> {
        self.value.and_then(Value::as_i64)
    }

    /// The whole number of a field.
    pub(crate) fn number_of(&self, name: &str) -> Option<i64> {
        self.lookup(name).and_then(Value::as_i64)
    }

    /// The truth value of a field; false where there is none.
    pub(crate) fn truth_of(&self, name: &str) -> bool {
        self.lookup(name)
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    /// The truth value of a field, if it is given.
    pub(crate) fn truth_given(&self, name: &str) -> Option<bool> {
        self.lookup(name).and_then(Value::as_bool)
    }

    /// Whether a field has a value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.lookup(name).is_some_and(|value| !value.is_null())
    }

    /// The list here; empty where there is none.
    pub(crate) fn list(&self) -> &'v [Value] {
        self.value
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// The map here.
    pub(crate) fn map(&self) -> Option<&'v Map<String, Value>> {
        self.value.and_then(Value::as_object)
    }

    /// Whether Kubernetes prints anything for this place.
    fn is_printed(&self) -> bool {
        match self.step {
            Step::Root => false,
            Step::SilentField(_) | Step::SilentIndex(_) => {
                self.parent.is_some_and(Cursor::is_printed)
            }
            _ => true,
        }
    }

    /// Whether this place of the document is among those.
    pub(crate) fn is_one_of(&self, places: &[FieldPath]) -> bool {
        !places.is_empty() && places.contains(&self.path())
    }

    /// The place in the document.
    pub(crate) fn path(&self) -> FieldPath {
        let mut segments = Vec::new();
        let mut here = Some(self);
        while let Some(cursor) = here {
            match cursor.step {
                Step::Field(name) | Step::Key(name) | Step::SilentField(name) => {
                    segments.push(Segment::Key(name.to_owned()));
                }
                Step::Index(index) | Step::SilentIndex(index) => {
                    segments.push(Segment::Index(index));
                }
                Step::Root | Step::Word(_) | Step::WordIndex(_) | Step::WordKey(_) => {}
            }
            here = cursor.parent;
        }
        segments.into_iter().rev().collect()
    }
}

/// The items of a list, see [`Cursor::items`].
pub(crate) struct Items<'v, 'p> {
    list: &'p Cursor<'v, 'p>,
    next: usize,
    step: fn(usize) -> Step<'p>,
}

impl<'v, 'p> Iterator for Items<'v, 'p> {
    type Item = Cursor<'v, 'p>;

    // Each of a hundred loops would have a copy of it.
    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        let index = self.next;
        let value = self.list.list().get(index)?;
        self.next += 1;
        Some(self.list.child(Some(value), (self.step)(index)))
    }
}

/// The place in Kubernetes' own words.
impl fmt::Display for Cursor<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parent) = self.parent else {
            return Ok(());
        };
        parent.fmt(formatter)?;
        match self.step {
            Step::Root | Step::SilentField(_) | Step::SilentIndex(_) => Ok(()),
            Step::Field(name) | Step::Word(name) => {
                if parent.is_printed() {
                    formatter.write_str(".")?;
                }
                formatter.write_str(name)
            }
            Step::Key(key) | Step::WordKey(key) => write!(formatter, "[{key}]"),
            Step::Index(index) | Step::WordIndex(index) => write!(formatter, "[{index}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Cursor;

    #[test]
    fn names_a_place_as_kubernetes_and_as_the_document_do() {
        let object = json!({
            "template": {"metadata": {"labels": {"a.b/c": "d"}}},
            "list": [{"x": 1}],
        });
        let root = Cursor::root(&object);
        let template = root.field("template");
        let metadata = template.silent_field("metadata");
        let labels = metadata.field("labels");
        let label = labels.key("a.b/c");
        assert_eq!(label.to_string(), "template.labels[a.b/c]");
        assert_eq!(label.path().to_string(), "template.metadata.labels[a.b/c]");
        assert_eq!(label.text(), "d");
        let list = root.field("list");
        let item = list.silent_items().next().unwrap();
        let x = item.field("x");
        assert_eq!(x.to_string(), "list.x");
        assert_eq!(x.path().to_string(), "list[0].x");
        assert_eq!(x.number(), Some(1));
        let silent = root.silent_field("template");
        let metadata = silent.field("metadata");
        assert_eq!(metadata.to_string(), "metadata");
        assert_eq!(metadata.path().to_string(), "template.metadata");
    }

    #[test]
    fn null_is_nothing() {
        let object = json!({"a": null});
        let root = Cursor::root(&object);
        assert!(!root.has("a"));
        assert!(root.present("a").is_none());
        assert_eq!(root.text_of("a"), "");
    }
}
