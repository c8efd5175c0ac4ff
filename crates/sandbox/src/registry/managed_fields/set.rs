//! A set of fields, as `fieldsV1` writes it (structured-merge-diff's `fieldpath/serialize.go`).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A tree of the steps to the fields: `f:spec`, `k:{"name":"agent"}`, `v:"a"`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FieldSet {
    /// Whether what the steps lead to is itself in the set.
    pub(super) is_member: bool,
    below: BTreeMap<String, FieldSet>,
}

impl FieldSet {
    pub(super) fn is_empty(&self) -> bool {
        !self.is_member && self.below.is_empty()
    }

    /// Hangs a set in, if there is anything in it.
    pub(super) fn put(&mut self, step: String, set: Self) {
        if !set.is_empty() {
            self.below.insert(step, set);
        }
    }

    /// Everything that is in one of both.
    pub(super) fn add(&mut self, other: &Self) {
        self.is_member |= other.is_member;
        for (step, set) in &other.below {
            self.below.entry(step.clone()).or_default().add(set);
        }
    }

    /// What is in the other is not in this one any more.
    pub(super) fn take_out(&mut self, other: &Self) {
        self.is_member &= !other.is_member;
        self.below.retain(|step, set| {
            if let Some(other) = other.below.get(step) {
                set.take_out(other);
            }
            !set.is_empty()
        });
    }

    /// Reads `fieldsV1`.
    pub(super) fn read(tree: &Value) -> Self {
        let mut set = Self::default();
        let steps = tree.as_object().into_iter().flatten();
        for (step, below) in steps {
            if step == "." {
                set.is_member = true;
            } else {
                let mut below = Self::read(below);
                below.is_member |= below.below.is_empty();
                set.below.insert(step.clone(), below);
            }
        }
        set
    }

    /// Writes it: the end of a way needs no dot to say that it is meant.
    pub(super) fn write(&self) -> Value {
        let mut tree = Map::new();
        if self.is_member && !self.below.is_empty() {
            tree.insert(".".to_owned(), Map::new().into());
        }
        for (step, set) in &self.below {
            tree.insert(step.clone(), set.write());
        }
        tree.into()
    }
}
