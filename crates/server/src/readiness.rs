//! Whether the console is ready: it is not about to stop, and the database can be written, which is asked at most once in a
//! while however many ask.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use store::Store;
use tokio::{sync::Mutex, time::Instant};

use crate::error_chain::Chain;

/// How long an answer holds. Everybody may ask, and nobody shall make the database work with it.
const FRESH: Duration = Duration::from_secs(1);

/// What was found last, and whether the console is about to stop.
#[derive(Debug, Default)]
pub struct Readiness {
    last: Mutex<Option<(Instant, bool)>>,
    leaves: AtomicBool,
}

impl Readiness {
    /// Says from now on that the console is not ready, since it will stop in a moment.
    pub(crate) fn leave(&self) {
        self.leaves.store(true, Ordering::Relaxed);
    }

    /// Whether it is about to stop.
    pub(crate) fn leaves(&self) -> bool {
        self.leaves.load(Ordering::Relaxed)
    }

    /// Whether the database takes a write. Whoever asks while somebody else finds out waits for that answer.
    pub(crate) async fn can_write(&self, store: &Store) -> bool {
        let mut last = self.last.lock().await;
        if let Some((at, answer)) = *last
            && at.elapsed() < FRESH
        {
            return answer;
        }
        let written = store.try_write().await;
        if let Err(error) = &written {
            tracing::warn!(cause = %Chain(error), "not ready");
        }
        *last = Some((Instant::now(), written.is_ok()));
        written.is_ok()
    }
}
