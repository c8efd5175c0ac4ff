//! The objects, their versions and the history of changes: what etcd and the watch cache are to Kubernetes.
//!
//! One revision counter serves all kinds. An object is kept as compact JSON, not as a tree, so that a
//! cluster of 100,000 pods stays affordable and a list is little more than copying bytes.

mod history;
mod object;

use std::{
    collections::BTreeMap,
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;
use tokio::sync::watch;

use self::history::History;
pub(crate) use self::{
    history::{Change, WatchEventType},
    object::{Object, key_of},
};
use crate::kind::Kind;

/// Why the store did not do as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum StoreError {
    /// There is an object of this name already.
    #[error("the object exists already")]
    Exists,
    /// There is no object of this name.
    #[error("there is no such object")]
    NotFound,
    /// The object has changed since it was read.
    #[error("the object has been changed in the meantime")]
    Conflict,
    /// The history does not reach back to the revision asked for.
    #[error("the revision {asked} is too old: the history begins after {floor}")]
    Expired {
        /// The revision asked for.
        asked: u64,
        /// The newest revision that the history no longer holds.
        floor: u64,
    },
}

/// A page of a list.
#[derive(Debug)]
pub(crate) struct Page {
    /// The objects in the order of their keys.
    pub(crate) objects: Vec<Arc<Object>>,
    /// The revision at which they were read.
    pub(crate) revision: u64,
}

/// All objects of a sandbox.
#[derive(Debug)]
pub(crate) struct Store {
    state: Mutex<State>,
    latest: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    revision: u64,
    objects: Vec<BTreeMap<Box<str>, Arc<Object>>>,
    /// The revision of the latest change of each kind.
    revisions: Vec<u64>,
    history: History,
}

impl State {
    /// The objects of a kind; none where there never was one.
    fn shelf(&self, kind: Kind) -> Option<&BTreeMap<Box<str>, Arc<Object>>> {
        self.objects.get(kind.shelf())
    }
}

impl Store {
    /// An empty store whose history keeps about `history_bytes` of former states.
    pub(crate) fn new(history_bytes: usize) -> Store {
        Store {
            state: Mutex::new(State {
                // A watch from revision 0 means "any", so the first object must not have it.
                revision: 1,
                objects: Vec::new(),
                revisions: Vec::new(),
                history: History::new(history_bytes),
            }),
            latest: watch::Sender::new(1),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere cannot leave the maps half-changed: every change is a single insert or remove.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The revision of the latest change.
    pub(crate) fn revision(&self) -> u64 {
        self.state().revision
    }

    /// The revision of the latest change of an object of this kind.
    pub(crate) fn revision_of(&self, kind: Kind) -> u64 {
        self.state()
            .revisions
            .get(kind.shelf())
            .copied()
            .unwrap_or_default()
    }

    /// Wakes whoever waits for changes: the value is the latest revision.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.latest.subscribe()
    }

    /// The object of this kind and key.
    pub(crate) fn get(&self, kind: Kind, key: &str) -> Option<Arc<Object>> {
        self.state().shelf(kind)?.get(key).cloned()
    }

    /// The objects of this kind, of one namespace or all, whose key comes after `after`.
    pub(crate) fn list(&self, kind: Kind, namespace: Option<&str>, after: Option<&str>) -> Page {
        let state = self.state();
        let revision = state.revision;
        let Some(objects) = state.shelf(kind) else {
            return Page {
                objects: Vec::new(),
                revision,
            };
        };
        let prefix = namespace.map(|namespace| format!("{namespace}/"));
        let start = match (&prefix, after) {
            (_, Some(after)) => Bound::Excluded(after),
            (Some(prefix), None) => Bound::Included(prefix.as_str()),
            (None, None) => Bound::Unbounded,
        };
        let objects = objects
            .range::<str, _>((start, Bound::Unbounded))
            .take_while(|(key, _)| {
                prefix
                    .as_ref()
                    .is_none_or(|prefix| key.starts_with(prefix.as_str()))
            })
            .map(|(_, object)| Arc::clone(object))
            .collect();
        Page { objects, revision }
    }

    /// Stores a new object. In `value` its `metadata.resourceVersion` is set and its type is dropped.
    ///
    /// # Errors
    /// [`StoreError::Exists`].
    pub(crate) fn create(&self, kind: Kind, value: &mut Value) -> Result<Arc<Object>, StoreError> {
        let key = key_of(value);
        let mut state = self.state();
        if state
            .shelf(kind)
            .is_some_and(|shelf| shelf.contains_key(key.as_str()))
        {
            return Err(StoreError::Exists);
        }
        let revision = state.revision + 1;
        let object = Arc::new(Object::new(kind, revision, value));
        self.commit(&mut state, WatchEventType::Added, Arc::clone(&object), None);
        Ok(object)
    }

    /// Replaces the object that has `expected` as its revision. Writing what is already there changes nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and [`StoreError::Conflict`].
    pub(crate) fn replace(
        &self,
        kind: Kind,
        key: &str,
        expected: u64,
        mut value: Value,
    ) -> Result<Arc<Object>, StoreError> {
        let mut state = self.state();
        let old = state
            .shelf(kind)
            .and_then(|shelf| shelf.get(key).cloned())
            .ok_or(StoreError::NotFound)?;
        if old.revision() != expected {
            return Err(StoreError::Conflict);
        }
        if Object::new(kind, old.revision(), &mut value).same_as(&old) {
            return Ok(old);
        }
        let object = Arc::new(Object::new(kind, state.revision + 1, &mut value));
        self.commit(
            &mut state,
            WatchEventType::Modified,
            Arc::clone(&object),
            Some(old),
        );
        Ok(object)
    }

    /// Changes an object as a part of the cluster itself does it: no rules, no defaults. Says whether
    /// there was one. `change` may be called again if somebody else was faster.
    pub(crate) fn modify(&self, kind: Kind, key: &str, mut change: impl FnMut(&mut Value)) -> bool {
        loop {
            let Some(object) = self.get(kind, key) else {
                return false;
            };
            let mut value = object.value();
            change(&mut value);
            if !matches!(
                self.replace(kind, key, object.revision(), value),
                Err(StoreError::Conflict)
            ) {
                return true;
            }
        }
    }

    /// Removes the object that has `expected` as its revision, and returns its last state.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and [`StoreError::Conflict`].
    pub(crate) fn remove(
        &self,
        kind: Kind,
        key: &str,
        expected: u64,
    ) -> Result<Arc<Object>, StoreError> {
        let mut state = self.state();
        let old = state
            .shelf(kind)
            .and_then(|shelf| shelf.get(key).cloned())
            .ok_or(StoreError::NotFound)?;
        if old.revision() != expected {
            return Err(StoreError::Conflict);
        }
        // The last state carries the revision of its removal, so that a watch can resume after it.
        let object = Arc::new(Object::new(kind, state.revision + 1, &mut old.value()));
        self.commit(
            &mut state,
            WatchEventType::Deleted,
            Arc::clone(&object),
            Some(old),
        );
        Ok(object)
    }

    fn commit(
        &self,
        state: &mut State,
        what: WatchEventType,
        object: Arc<Object>,
        previous: Option<Arc<Object>>,
    ) {
        state.revision = object.revision();
        let place = object.kind().shelf();
        // Kinds that somebody defines come later.
        let length = state.objects.len().max(place + 1);
        state.objects.resize_with(length, BTreeMap::new);
        state.revisions.resize(length, 0);
        state.revisions[place] = object.revision();
        let objects = &mut state.objects[place];
        if what == WatchEventType::Deleted {
            objects.remove(object.key());
        } else {
            objects.insert(object.key().into(), Arc::clone(&object));
        }
        state.history.push(Change {
            what,
            object,
            previous,
        });
        self.latest.send_replace(state.revision);
    }

    /// The changes after `revision`, oldest first, and the revision up to which they reach.
    ///
    /// # Errors
    /// [`StoreError::Expired`] where the history no longer reaches back so far.
    pub(crate) fn changes_after(
        &self,
        revision: u64,
        wanted: impl Fn(&Change) -> bool,
    ) -> Result<(Vec<Change>, u64), StoreError> {
        let state = self.state();
        Ok((state.history.after(revision, wanted)?, state.revision))
    }

    /// Forgets the history, so that every watch begun before must start anew.
    pub(crate) fn forget_history(&self) {
        let mut state = self.state();
        // A revision that no object has: also a watch that has seen everything is now too old.
        state.revision += 1;
        let revision = state.revision;
        state.history.forget(revision);
        self.latest.send_replace(revision);
    }
}

#[cfg(test)]
mod tests;
