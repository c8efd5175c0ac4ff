//! Paths into the other objects of a text: one that begins with a number, `[1].spec.ports[0].port`, leads into the
//! object of that number.

use super::{Document, objects};
use crate::tree::{NodeId, NodeKind};
use crate::{FieldPath, Segment};

impl Document {
    /// Where a path begins, and its way from there.
    pub(crate) fn reach<'p>(&self, path: &'p FieldPath) -> Option<(NodeId, &'p [Segment])> {
        match self.number_in(path) {
            Some((number, way)) => {
                let object = self.objects.get(number)?;
                Some((objects::find(&self.tree, &object.place)?, way))
            }
            None => Some((self.root()?, path.segments())),
        }
    }

    /// The other object that a path leads into, and the path within it; none where it stays in this one.
    pub(crate) fn elsewhere(&self, path: &FieldPath) -> Option<(usize, FieldPath)> {
        let (number, way) = self.number_in(path)?;
        Some((number, way.iter().cloned().collect()))
    }

    /// The number that a path begins with. In an object that is itself a list it counts its items.
    fn number_in<'p>(&self, path: &'p FieldPath) -> Option<(usize, &'p [Segment])> {
        let [Segment::Index(number), way @ ..] = path.segments() else {
            return None;
        };
        let root = self.root().map(|root| &self.tree.node(root).kind);
        (!matches!(root, Some(NodeKind::Sequence { .. }))).then_some((*number, way))
    }
}
