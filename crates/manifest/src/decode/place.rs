//! Where the walk stands: a chain of steps on the stack, turned into a path only when there is something to say.

use super::{DecodeProblem, DecodeProblemKind};
use crate::{FieldPath, Message, Segment};

/// A step of the walk and the place that it starts from.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// The document.
    Root,
    /// A field or a key of a map.
    Key(&'a Place<'a>, &'a str),
    /// An item of a list.
    Index(&'a Place<'a>, usize),
}

impl<'a> Place<'a> {
    pub(super) const fn key(&'a self, key: &'a str) -> Self {
        Self::Key(self, key)
    }

    pub(super) const fn index(&'a self, index: usize) -> Self {
        Self::Index(self, index)
    }

    pub(super) fn path(&self) -> FieldPath {
        match self {
            Self::Root => FieldPath::root(),
            Self::Key(parent, key) => parent.path().with(Segment::Key((*key).to_owned())),
            Self::Index(parent, index) => parent.path().with(Segment::Index(*index)),
        }
    }

    /// The path of what holds it.
    pub(super) fn parent_path(&self) -> FieldPath {
        match self {
            Self::Root => FieldPath::root(),
            Self::Key(parent, _) | Self::Index(parent, _) => parent.path(),
        }
    }

    pub(super) fn problem(&self, kind: DecodeProblemKind, message: Message) -> DecodeProblem {
        let path = self.path();
        DecodeProblem {
            kind,
            field: path.to_string(),
            path,
            message,
        }
    }
}
