//! Time, as a parameter: real, or beginning at a chosen moment and driven by Tokio's (pausable) clock.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// Where the sandbox takes the time from.
///
/// It advances with [`tokio::time`], so a test that pauses Tokio's time holds the cluster still and
/// lets it run as fast as its timers allow.
#[derive(Clone, Debug)]
pub struct Clock {
    start: Timestamp,
    origin: Instant,
}

impl Clock {
    /// A clock that shows the time of day.
    #[must_use]
    pub fn system() -> Clock {
        Clock::starting_at(Timestamp::now())
    }

    /// A clock that shows `start` now and advances from there.
    #[must_use]
    pub fn starting_at(start: Timestamp) -> Clock {
        Clock {
            start,
            origin: Instant::now(),
        }
    }

    /// What the clock shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let elapsed =
            SignedDuration::try_from(self.origin.elapsed()).unwrap_or(SignedDuration::ZERO);
        self.start.checked_add(elapsed).unwrap_or(Timestamp::MAX)
    }

    /// Returns when the clock shows `moment` or later.
    pub(crate) async fn sleep_until(&self, moment: Timestamp) {
        let wait = Duration::try_from(moment.duration_since(self.now())).unwrap_or(Duration::ZERO);
        tokio::time::sleep(wait).await;
    }
}

impl Default for Clock {
    fn default() -> Self {
        Clock::system()
    }
}

/// `moment` as Kubernetes writes times: RFC 3339 in whole seconds.
pub(crate) fn seconds(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
