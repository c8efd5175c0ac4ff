//! A three-way merge: what somebody else changed meanwhile, taken over into one's own object unless
//! both changed the same field.

use serde_json::Value;

use crate::items::{self, Key};
use crate::object::Object;
use crate::schema::{Kind, Struct};
use crate::{Document, Edit, EditError, FieldPath, order};

/// The outcome of a merge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// What to change in one's own object, to be done in this order.
    pub edits: Vec<Edit>,
    /// Where both sides changed the same; one's own stays until somebody decides.
    pub conflicts: Vec<Conflict>,
}

/// A place that both sides changed, and not to the same; `None` is a side on which it is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The place in one's own object; for an item that one removed, the list.
    pub path: FieldPath,
    /// What both started from.
    pub base: Option<Value>,
    /// What it is in one's own object.
    pub ours: Option<Value>,
    /// What it is on the other side.
    pub theirs: Option<Value>,
}

/// Merges what changed from `base` to `theirs` into `ours`, all of one kind such as
/// [`crate::schema::DAEMON_SET`]. The order of items is one's own.
#[must_use]
pub fn merge(base: &Value, ours: &Value, theirs: &Value, declared: &'static Struct) -> Merged {
    let mut merged = Merged::default();
    let sides = Sides {
        base: Some(base),
        ours: Some(ours),
        theirs: Some(theirs),
    };
    merged.values(sides, Kind::Struct(declared), &FieldPath::root());
    merged
}

/// A list and what tells its items apart.
type Items<'a> = (&'a [Value], Vec<Key<'a>>);

/// The same place on the three sides.
#[derive(Clone, Copy)]
struct Sides<'a> {
    base: Option<&'a Value>,
    ours: Option<&'a Value>,
    theirs: Option<&'a Value>,
}

impl<'a> Sides<'a> {
    fn entry(self, name: &str) -> Self {
        let entry = |side: Option<&'a Value>| side?.get(name);
        Self {
            base: entry(self.base),
            ours: entry(self.ours),
            theirs: entry(self.theirs),
        }
    }

    fn conflict(self, path: FieldPath) -> Conflict {
        Conflict {
            path,
            base: self.base.cloned(),
            ours: self.ours.cloned(),
            theirs: self.theirs.cloned(),
        }
    }
}

impl Merged {
    /// Does the edits on a document that holds one's own object, and touches nothing else in it.
    ///
    /// # Errors
    /// The document cannot be edited at one of the places.
    pub fn apply(&self, document: &mut Document) -> Result<(), EditError> {
        self.edits.iter().try_for_each(|edit| edit.make(document))
    }

    fn values(&mut self, sides: Sides<'_>, kind: Kind, path: &FieldPath) {
        if sides.theirs == sides.base || sides.theirs == sides.ours {
            return;
        }
        match (kind, sides.ours, sides.theirs) {
            (_, Some(Value::Object(ours)), Some(Value::Object(theirs))) => {
                self.fields(sides, ours, theirs, kind, path);
            }
            (Kind::List(list), Some(Value::Array(ours)), Some(Value::Array(theirs))) => {
                let none = Vec::new();
                let base = sides.base.and_then(Value::as_array).unwrap_or(&none);
                let keyed = |items| Some((items, items::keys(items, list.merge)?));
                match (keyed(base), keyed(ours), keyed(theirs)) {
                    (Some(base), Some(ours), Some(theirs)) => {
                        self.items([&base, &ours, &theirs], list.item, path);
                    }
                    _ => self.whole(sides, path),
                }
            }
            _ => self.whole(sides, path),
        }
    }

    /// A place that is one value.
    fn whole(&mut self, sides: Sides<'_>, path: &FieldPath) {
        if sides.ours != sides.base {
            self.conflicts.push(sides.conflict(path.clone()));
            return;
        }
        let path = path.clone();
        self.edits.push(match sides.theirs {
            Some(value) => Edit::Set {
                path,
                value: value.clone(),
            },
            None => Edit::Remove { path },
        });
    }

    fn fields(
        &mut self,
        sides: Sides<'_>,
        ours: &Object,
        theirs: &Object,
        kind: Kind,
        path: &FieldPath,
    ) {
        let added = theirs.keys().filter(|name| !ours.contains_key(*name));
        for name in ours.keys().chain(added) {
            self.values(sides.entry(name), kind.of_entry(name), &path.key(name));
        }
    }

    /// Lists whose items have keys, as base, ours and theirs. Edits inside the items come first,
    /// because they name positions; then items come and go from the last position to the first.
    fn items(&mut self, lists: [&Items<'_>; 3], kind: Kind, path: &FieldPath) {
        let [base, ours, theirs] = lists;
        let find = |list: &Items<'_>, key: &Key<'_>| items::position(&list.1, key);
        let mut structure: Vec<(usize, Edit)> = Vec::new();
        for (index, key) in ours.1.iter().enumerate() {
            let sides = Sides {
                base: find(base, key).map(|at| &base.0[at]),
                ours: Some(&ours.0[index]),
                theirs: find(theirs, key).map(|at| &theirs.0[at]),
            };
            let path = path.index(index);
            match (sides.base, sides.theirs) {
                (_, Some(_)) => self.values(sides, kind, &path),
                (Some(base), None) if sides.ours == Some(base) => {
                    structure.push((index, Edit::Remove { path }));
                }
                (Some(_), None) => self.conflicts.push(sides.conflict(path)),
                (None, None) => {}
            }
        }
        // An item of theirs goes behind the one that it follows there.
        let mut index = 0;
        for (at, key) in theirs.1.iter().enumerate() {
            if let Some(position) = find(ours, key) {
                index = position + 1;
                continue;
            }
            let sides = Sides {
                base: find(base, key).map(|at| &base.0[at]),
                ours: None,
                theirs: Some(&theirs.0[at]),
            };
            if sides.base.is_none() {
                let (list, value) = (path.clone(), theirs.0[at].clone());
                structure.push((index, Edit::Insert { list, index, value }));
            } else if sides.base != sides.theirs {
                self.conflicts.push(sides.conflict(path.clone()));
            }
        }
        // At one position an item goes before others come, and those that come last go in first.
        order::sort_by(&mut structure, |(one, _), (two, _)| one.cmp(two));
        let (gone, come): (Vec<_>, Vec<_>) = structure
            .into_iter()
            .rev()
            .partition(|(_, edit)| matches!(edit, Edit::Remove { .. }));
        let mut come = come.into_iter().peekable();
        for (index, edit) in gone {
            while let Some((_, insert)) = come.next_if(|(at, _)| *at > index) {
                self.edits.push(insert);
            }
            self.edits.push(edit);
        }
        self.edits.extend(come.map(|(_, insert)| insert));
    }
}

#[cfg(test)]
mod tests;
