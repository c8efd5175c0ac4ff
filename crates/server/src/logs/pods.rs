//! The pods of a reading that is followed: who comes is read as well, and who has changed is looked at at once.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use contract::PodRow;
use tokio::{
    sync::broadcast::{self, error::RecvError},
    time::{sleep, timeout},
};

use super::{Reading, Told, source::SHORTEST_PAUSE};

/// How many rounds of changes a source may be behind; who is further behind looks once too often.
const ROUNDS: usize = 16;

/// Names of pods that have changed, round by round.
pub(super) type Stirs = broadcast::Sender<Arc<HashSet<String>>>;

/// A channel that nobody listens to yet.
pub(super) fn stirs() -> Stirs {
    broadcast::Sender::new(ROUNDS)
}

/// Hears when one pod changes. Without that, a pod that ran for a moment after a long wait would be gone before the next
/// look.
pub(super) struct Stir(broadcast::Receiver<Arc<HashSet<String>>>);

impl Stir {
    pub(super) fn of(stirs: &Stirs) -> Self {
        Self(stirs.subscribe())
    }

    /// Waits so long, and less where `pod` changes.
    pub(super) async fn rest(&mut self, pod: &str, most: Duration) {
        // However often it changes.
        sleep(SHORTEST_PAUSE).await;
        let changed = async {
            loop {
                match self.0.recv().await {
                    Ok(names) if names.contains(pod) => return,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => return,
                    Err(RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        let _ = timeout(most.saturating_sub(SHORTEST_PAUSE), changed).await;
    }
}

/// Tells of pods that come, where they are read too, and of those that change.
pub(super) async fn watch(reading: Arc<Reading>, known: HashSet<String>) {
    let mut changes = reading.seen.changes();
    let mut known: HashMap<String, Option<PodRow>> =
        known.into_iter().map(|name| (name, None)).collect();
    loop {
        let rows = reading.rows();
        let mut stirred = HashSet::new();
        for row in &rows {
            match known.get(&row.name) {
                None if reading.wish.pod.is_none() => reading.tell(Told::Pod {
                    name: row.name.clone(),
                    node: row.node.clone(),
                }),
                Some(Some(before)) if before == row => {}
                _ => {
                    stirred.insert(row.name.clone());
                }
            }
        }
        known = rows
            .into_iter()
            .map(|row| (row.name.clone(), Some(row)))
            .collect();
        if !stirred.is_empty() {
            // Nobody may be waiting.
            let _ = reading.stirs.send(Arc::new(stirred));
        }
        if matches!(changes.recv().await, Err(RecvError::Closed)) {
            return;
        }
        sleep(SHORTEST_PAUSE).await;
    }
}
