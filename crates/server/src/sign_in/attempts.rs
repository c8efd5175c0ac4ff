//! Wrong tokens are limited by the address that they come from, so that nobody finds one by trying.

use std::{
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

use super::TokenRefusal;
use crate::{limits::source_of, pace::Pace};

/// How many wrong tokens may come at once.
const BURST: u32 = 30;

/// After what time one more may come.
const EACH: Duration = Duration::from_secs(10);

/// How many sign-ins may be begun at once: an office behind one address comes at the same minute.
const BURST_BEGUN: u32 = 300;

/// After what time one more may be.
const EACH_BEGUN: Duration = Duration::from_secs(1);

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is wrong.
    Wrong,
    /// Too many wrong ones came from the same address; none is looked at for this long.
    TooMany(Duration),
}

impl From<Refused> for TokenRefusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Wrong => Self::Wrong,
            Refused::TooMany(wait) => Self::TooMany(wait),
        }
    }
}

/// What came of late, by address.
#[derive(Debug)]
pub(super) struct Attempts(Pace<IpAddr>);

impl Attempts {
    /// Wrong tokens.
    pub(super) fn of_wrong_tokens() -> Self {
        Self::new(BURST, EACH)
    }

    /// Sign-ins that are begun, each of which is a row of the database until it ends.
    pub(super) fn of_begun() -> Self {
        Self::new(BURST_BEGUN, EACH_BEGUN)
    }

    fn new(burst: u32, each: Duration) -> Self {
        Self(Pace::new(burst, each, Ipv6Addr::UNSPECIFIED.into()))
    }

    /// Refuses to look at a token where too many wrong ones came from an address. Where no address is known, as in a test
    /// without a port, nothing is limited.
    ///
    /// # Errors
    ///
    /// It is not to be looked at.
    pub(super) fn wait(&self, peer: Option<IpAddr>, now: Instant) -> Result<(), Refused> {
        let wait = peer.and_then(|peer| self.0.wait(&source_of(peer), now));
        wait.map_or(Ok(()), |wait| Err(Refused::TooMany(wait)))
    }

    /// Notes a token that came from an address, and says whether it counts. A right one does not, either, while
    /// there were too many wrong ones: else it could be told from them by its answer.
    ///
    /// # Errors
    ///
    /// It is wrong, or was not looked at.
    pub(super) fn note(
        &self,
        peer: Option<IpAddr>,
        is_right: bool,
        now: Instant,
    ) -> Result<(), Refused> {
        if is_right {
            return self.wait(peer, now);
        }
        let taken = peer.map_or(Ok(()), |peer| self.0.take(&source_of(peer), now));
        Err(taken.map_or_else(Refused::TooMany, |()| Refused::Wrong))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Attempts, BURST, EACH, Refused};

    fn is_looked_at(attempts: &Attempts, peer: &str, now: Instant) -> bool {
        let answer = attempts.note(Some(peer.parse().unwrap()), false, now);
        answer == Err(Refused::Wrong)
    }

    #[test]
    fn of_3600_wrong_tokens_in_an_hour_few_are_looked_at() {
        let attempts = Attempts::of_wrong_tokens();
        let start = Instant::now();
        let looked_at = (0..3600)
            .filter(|second| {
                is_looked_at(&attempts, "192.0.2.1", start + Duration::from_secs(*second))
            })
            .count();
        let most = usize::try_from(3600 / EACH.as_secs()).unwrap() + BURST as usize;
        assert!(
            looked_at <= most && looked_at > BURST as usize,
            "{looked_at}"
        );
    }

    #[test]
    fn who_tries_too_often_waits_and_others_do_not() {
        let attempts = Attempts::of_wrong_tokens();
        let now = Instant::now();
        for _ in 0..BURST {
            assert!(is_looked_at(&attempts, "192.0.2.1", now));
        }
        // Not even the right one tells itself apart now.
        let peer = Some("::ffff:192.0.2.1".parse().unwrap());
        let refused = attempts.note(peer, true, now);
        assert_eq!(refused, Err(Refused::TooMany(EACH)));
        assert!(is_looked_at(&attempts, "192.0.2.2", now));
        assert_eq!(attempts.note(peer, true, now + EACH), Ok(()));
        assert!(is_looked_at(&attempts, "192.0.2.1", now + EACH));
        assert!(!is_looked_at(&attempts, "192.0.2.1", now + EACH));
    }

    #[test]
    fn a_network_counts_as_one() {
        let attempts = Attempts::of_wrong_tokens();
        let now = Instant::now();
        for last in 0..BURST {
            assert!(is_looked_at(&attempts, &format!("2001:db8::{last:x}"), now));
        }
        assert!(!is_looked_at(&attempts, "2001:db8::ffff", now));
        assert!(is_looked_at(&attempts, "2001:db8:0:1::1", now));
    }
}
