//! The other consoles over the same database: which of them is dead, so that what it had begun is looked after.

use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;
use manifest::message::trail as said;
use store::{Store, StoreError};
use tokio::time::Instant;

use crate::told::told;

/// How often this one says that it is alive, and looks at the others.
pub(crate) const BEAT: Duration = Duration::from_secs(5);

/// After how long without a beat a replica is dead: long enough for a database that is slow or away for a moment, and for an
/// API server to end what a connection that is gone had begun.
const DEAD: Duration = Duration::from_secs(30);

/// What has been seen of the others.
#[derive(Debug, Default)]
pub(crate) struct Others(HashMap<String, (i64, Instant)>);

impl Others {
    /// Says that this one is alive, and looks after what dead ones have left. Says how many of their writes there were.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database is away. Then nobody is taken for dead: it may be away for all.
    pub(crate) async fn look(&mut self, store: &Store) -> Result<u64, StoreError> {
        let replicas = store.replicas();
        if let Err(error) = replicas.beat(Timestamp::now()).await {
            // Who could not beat looks at the others as if for the first time afterwards.
            self.0.clear();
            return Err(error);
        }
        let mut left = 0;
        let died = told(&said::died());
        for id in self.dead(&replicas.others().await?, Instant::now()) {
            let writes = replicas.bury(&id, &died).await?;
            tracing::warn!(
                replica = id,
                writes,
                "another console has died; its writes are looked after"
            );
            left += writes;
        }
        Ok(left)
    }

    /// Which of them have not beaten for too long.
    fn dead(&mut self, others: &[(String, i64)], now: Instant) -> Vec<String> {
        self.0
            .retain(|id, _| others.iter().any(|(other, _)| other == id));
        let mut dead = Vec::new();
        for (id, beats) in others {
            let (last, since) = self.0.entry(id.clone()).or_insert((*beats, now));
            if last != beats {
                (*last, *since) = (*beats, now);
            } else if now.duration_since(*since) >= DEAD {
                dead.push(id.clone());
            }
        }
        for id in &dead {
            self.0.remove(id);
        }
        dead
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::{BEAT, DEAD, Others};

    #[test]
    fn only_whose_beats_stand_still_is_dead() {
        let mut others = Others::default();
        let start = Instant::now();
        let seen = |one: i64, other: i64| [("a".to_owned(), one), ("b".to_owned(), other)];
        assert!(others.dead(&seen(1, 7), start).is_empty());
        let rounds = u32::try_from(DEAD.as_secs() / BEAT.as_secs()).unwrap();
        for round in 1..rounds {
            let beats = 7 + i64::from(round);
            assert!(
                others
                    .dead(&seen(1, beats), start + BEAT * round)
                    .is_empty()
            );
        }
        // However the clocks stand: only what is counted here counts.
        assert_eq!(others.dead(&seen(1, 99), start + DEAD), ["a"]);
        // Seen anew it is new: another may have buried it, or it was only asleep.
        assert!(others.dead(&seen(1, 100), start + DEAD + BEAT).is_empty());
    }
}
