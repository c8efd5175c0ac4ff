//! How many logs of a cluster are read at a time.

use std::sync::Arc;

use manifest::{Message, message::logs as said};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Each takes a connection or a stream of one, here and at the API server and its kubelets.
const MOST: usize = 500;

/// What is said to who finds no place.
pub(crate) fn full() -> Message {
    said::full(MOST)
}

/// The places of a cluster; its clones share them.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Semaphore>);

impl Default for Gate {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST)))
    }
}

impl Gate {
    /// A place, if there is one; it is free again when this is dropped.
    pub(super) fn take(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().ok()
    }

    /// How many places are free; for tests.
    #[must_use]
    pub fn free(&self) -> usize {
        self.0.available_permits()
    }

    /// How many there are in all.
    #[must_use]
    pub const fn most() -> usize {
        MOST
    }
}
