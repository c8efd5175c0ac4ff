//! The history: the latest changes, as far as the memory set aside for them reaches.

use std::{collections::VecDeque, sync::Arc};

use super::{Object, StoreError};

/// What happened to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WatchEventType {
    /// It was created.
    Added,
    /// It was changed.
    Modified,
    /// It was removed.
    Deleted,
}

/// One change.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// What happened.
    pub(crate) what: WatchEventType,
    /// The object after the change; where it was removed, its last state with the revision of the removal.
    pub(crate) object: Arc<Object>,
    /// The object before the change: a watch with a selector must know whether it was of interest before.
    pub(crate) previous: Option<Arc<Object>>,
}

impl Change {
    /// Whether this is the very next change of the same object, which was there before and after.
    pub(crate) fn supersedes(&self, earlier: &Change) -> bool {
        let follows = |previous: &Arc<Object>| Arc::ptr_eq(previous, &earlier.object);
        self.what == WatchEventType::Modified && self.previous.as_ref().is_some_and(follows)
    }
}

/// The latest changes in the order of their revisions.
#[derive(Debug)]
pub(super) struct History {
    changes: VecDeque<Change>,
    /// Everything up to this revision has been dropped.
    floor: u64,
    bytes: usize,
    limit: usize,
}

impl History {
    pub(super) fn new(limit: usize) -> History {
        History {
            changes: VecDeque::new(),
            floor: 0,
            bytes: 0,
            limit,
        }
    }

    pub(super) fn push(&mut self, change: Change) {
        self.bytes += cost(&change);
        self.changes.push_back(change);
        while self.bytes > self.limit {
            let Some(oldest) = self.changes.pop_front() else {
                break;
            };
            self.bytes -= cost(&oldest);
            self.floor = oldest.object.revision();
        }
    }

    pub(super) fn after(
        &self,
        revision: u64,
        wanted: impl Fn(&Change) -> bool,
    ) -> Result<Vec<Change>, StoreError> {
        if revision < self.floor {
            return Err(StoreError::Expired {
                asked: revision,
                floor: self.floor,
            });
        }
        let first = self
            .changes
            .partition_point(|change| change.object.revision() <= revision);
        Ok(self
            .changes
            .range(first..)
            .filter(|change| wanted(change))
            .cloned()
            .collect())
    }

    pub(super) fn forget(&mut self, floor: u64) {
        self.changes.clear();
        self.bytes = 0;
        self.floor = floor;
    }
}

/// The new state is shared with the store until it changes again, so counting it once is enough.
fn cost(change: &Change) -> usize {
    change.object.size()
}
