//! How large the crowd is and how long the troubles last: a short form for every day, and the long one that
//! `EVERYNODE_TEST_CROWD=long` asks for.

use std::time::Duration;

use super::SETTLED;

/// A form of the story.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// How many look at the list.
    pub(super) viewers: usize,
    /// How many follow logs.
    pub(super) readers: usize,
    /// How many create, change and delete.
    pub(super) writers: usize,
    /// How long each of these rests between two writes: all viewers are told of each.
    pub(super) rest: Duration,
    /// For how long they insist on a write. The key of one that died with its console is taken for as long as the longest
    /// write may take; who does not wait for that has seen nothing come of it so far.
    pub(super) patience: Duration,
    /// For how long a console sleeps. Others take one for dead after half a minute.
    pub(super) sleep: Duration,
    /// For how long the database is away.
    pub(super) away: Duration,
    /// How long all have to themselves between two troubles.
    pub(super) calm: Duration,
}

impl Form {
    /// The form that is asked for.
    pub(super) fn wanted() -> Self {
        match std::env::var("EVERYNODE_TEST_CROWD").as_deref() {
            Ok("long") => Self {
                viewers: 1_000,
                // Each takes a connection for each pod, and the simulated cluster has 64.
                readers: 4,
                writers: 3,
                rest: Duration::from_millis(700),
                patience: SETTLED,
                sleep: Duration::from_mins(1),
                away: Duration::from_mins(1),
                calm: Duration::from_secs(10),
            },
            Err(std::env::VarError::NotPresent) => Self {
                viewers: 40,
                readers: 4,
                writers: 3,
                rest: Duration::from_millis(100),
                patience: Duration::from_secs(12),
                sleep: Duration::from_secs(8),
                away: Duration::from_secs(3),
                calm: Duration::from_secs(3),
            },
            other => panic!("EVERYNODE_TEST_CROWD is `long` or not there, and not {other:?}"),
        }
    }
}
