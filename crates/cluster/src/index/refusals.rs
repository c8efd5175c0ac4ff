//! Which DaemonSets have had pods refused, and when last: as the controller's Events tell.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;

use super::{DaemonSetEntry, ObjectKey, Pods, pod::timestamp};
use crate::objects::refusal::Refusal;

/// The Events, by their own names and by the uid of the DaemonSet.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    owners: HashMap<ObjectKey, Arc<str>>,
    by_owner: HashMap<Arc<str>, HashMap<ObjectKey, Refused>>,
}

#[derive(Debug)]
struct Refused {
    last: Option<Timestamp>,
    first: Option<Timestamp>,
    words: Arc<str>,
}

/// What the API server says of the pods of a DaemonSet that it refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LastingRefusal {
    /// Its words.
    pub(super) words: Arc<str>,
    /// Since when it says so, RFC 3339; empty where that is not known.
    pub(super) since: Box<str>,
}

impl Refusals {
    /// Takes in an Event; the uids of the DaemonSets of which another thing is known now.
    pub(super) fn put(&mut self, key: ObjectKey, refusal: Refusal) -> Vec<Arc<str>> {
        let mut changed: Vec<_> = self.remove(&key).into_iter().collect();
        if refusal.daemon_set.is_empty() {
            return changed;
        }
        let owner: Arc<str> = refusal.daemon_set.into();
        let refused = Refused {
            last: refusal.last,
            first: refusal.first,
            words: refusal.words.into(),
        };
        self.owners.insert(key.clone(), Arc::clone(&owner));
        let of_owner = self.by_owner.entry(Arc::clone(&owner)).or_default();
        of_owner.insert(key, refused);
        changed.retain(|former| *former != owner);
        changed.push(owner);
        changed
    }

    /// Forgets an Event; the uid of its DaemonSet.
    pub(super) fn remove(&mut self, key: &ObjectKey) -> Option<Arc<str>> {
        let owner = self.owners.remove(key)?;
        if let Some(of_owner) = self.by_owner.get_mut(&owner) {
            of_owner.remove(key);
            if of_owner.is_empty() {
                self.by_owner.remove(&owner);
            }
        }
        Some(owner)
    }

    /// The names of the Events.
    pub(super) fn keys(&self) -> impl Iterator<Item = &ObjectKey> {
        self.owners.keys()
    }

    /// What the API server says of the pods of this DaemonSet, if it refuses them still: some are missing,
    /// and none has been made since it last did. The controller tries again at least every 17 minutes
    /// (`DefaultTypedControllerRateLimiter` in `client-go/util/workqueue`), an Event is kept for an hour.
    pub(super) fn lasting(
        &self,
        entry: &DaemonSetEntry,
        pods: Option<&Pods>,
    ) -> Option<LastingRefusal> {
        let of_owner = self.by_owner.get(&entry.uid)?;
        let numbers = entry.object.status.deciding();
        // Where a new pod comes beside the old one, none is missing while it is refused.
        let surges = entry
            .object
            .bounds
            .is_some_and(|bounds| bounds.max_surge > 0);
        let is_missing =
            numbers.current < numbers.desired || (surges && numbers.up_to_date < numbers.desired);
        if !is_missing || entry.object.unobserved {
            return None;
        }
        let (_, latest) = of_owner
            .iter()
            .max_by_key(|(key, refused)| (refused.last, *key))?;
        let youngest = pods.into_iter().flat_map(Pods::values);
        let youngest = youngest.filter_map(|pod| pod.created).max();
        let is_since = youngest.is_none_or(|youngest| latest.last >= Some(youngest));
        let alike = of_owner
            .values()
            .filter(|refused| refused.words == latest.words);
        is_since.then(|| LastingRefusal {
            words: Arc::clone(&latest.words),
            since: timestamp(alike.filter_map(|refused| refused.first).min()).into(),
        })
    }
}
