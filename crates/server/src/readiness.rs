//! Whether the database can be written, asked at most once in a while however many ask.

use std::time::Duration;

use store::Store;
use tokio::{sync::Mutex, time::Instant};

use crate::error_chain::Chain;

/// How long an answer holds. Everybody may ask, and nobody shall make the database work with it.
const FRESH: Duration = Duration::from_secs(1);

/// What was found last.
#[derive(Debug, Default)]
pub struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    /// Whether the database takes a write. Whoever asks while somebody else finds out waits for that answer.
    pub(crate) async fn can_write(&self, store: &Store) -> bool {
        let mut last = self.0.lock().await;
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
