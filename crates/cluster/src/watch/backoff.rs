//! How long to wait before trying again.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

/// The wait after the first failure.
const FIRST: Duration = Duration::from_millis(500);
/// No wait is longer.
const LONGEST: Duration = Duration::from_secs(10);

/// Waits that double from half a second to ten, each up to a quarter shorter at random, so that many
/// consoles do not come back to an API server in the same moment.
#[derive(Debug)]
pub(crate) struct Backoff {
    next: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { next: FIRST }
    }
}

impl Backoff {
    /// How long to wait now.
    pub(crate) fn wait(&mut self) -> Duration {
        let wait = self.next;
        self.next = LONGEST.min(wait * 2);
        // Every `RandomState` is seeded anew: randomness enough for this, without a library.
        let random = u32::from(RandomState::new().hash_one(()).to_le_bytes()[0]);
        wait.saturating_sub(wait / 1024 * random)
    }

    /// It has worked: the next failure is a first one again.
    pub(crate) fn reset(&mut self) {
        self.next = FIRST;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Backoff, LONGEST};

    #[test]
    fn waits_grow_to_the_longest_and_begin_anew() {
        let mut backoff = Backoff::default();
        for expected in [500, 1000, 2000, 4000, 8000, 10_000, 10_000] {
            let expected = Duration::from_millis(expected);
            let wait = backoff.wait();
            assert!(wait <= expected && wait >= expected * 3 / 4, "{wait:?}");
            assert!(wait <= LONGEST);
        }
        backoff.reset();
        assert!(backoff.wait() <= Duration::from_millis(500));
    }
}
