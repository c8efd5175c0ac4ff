//! `Pace`: how often something may come from each of many: so many at once, and one more after each while.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Of how many it is remembered. Beyond that all new ones are one.
const REMEMBERED: usize = 10_000;

/// What came of late, by whom: when all that may come at once may come again (the generic cell rate algorithm).
#[derive(Debug)]
pub(crate) struct Pace<K> {
    whole_again: Mutex<HashMap<K, Instant>>,
    burst: u32,
    each: Duration,
    /// Who stands for all that are beyond what is remembered.
    beyond: K,
}

impl<K: Eq + Hash + Clone> Pace<K> {
    /// So many at once, and one more after each such while.
    pub(crate) fn new(burst: u32, each: Duration, beyond: K) -> Self {
        Self {
            whole_again: Mutex::default(),
            burst,
            each,
            beyond,
        }
    }

    /// How long one has to wait before one more counts; none where it does now.
    pub(crate) fn wait(&self, who: &K, now: Instant) -> Option<Duration> {
        let mut whole_again = self.lock();
        let who = self.place(&mut whole_again, who, now);
        self.wait_of(&whole_again, who, now)
    }

    /// Counts one more.
    ///
    /// # Errors
    ///
    /// It does not count; how long to wait.
    pub(crate) fn take(&self, who: &K, now: Instant) -> Result<(), Duration> {
        let mut whole_again = self.lock();
        let who = self.place(&mut whole_again, who, now);
        if let Some(wait) = self.wait_of(&whole_again, who, now) {
            return Err(wait);
        }
        match whole_again.get_mut(who) {
            Some(whole) => *whole = (*whole).max(now) + self.each,
            None => drop(whole_again.insert(who.clone(), now + self.each)),
        }
        Ok(())
    }

    fn wait_of(
        &self,
        whole_again: &HashMap<K, Instant>,
        who: &K,
        now: Instant,
    ) -> Option<Duration> {
        let whole = whole_again.get(who).copied().unwrap_or(now).max(now);
        let wait = (whole + self.each).saturating_duration_since(now + self.each * self.burst);
        (!wait.is_zero()).then_some(wait)
    }

    /// As whom somebody counts, so that memory is bounded.
    fn place<'a>(
        &'a self,
        whole_again: &mut HashMap<K, Instant>,
        who: &'a K,
        now: Instant,
    ) -> &'a K {
        if whole_again.contains_key(who) || whole_again.len() < REMEMBERED {
            return who;
        }
        whole_again.retain(|_, whole| *whole > now);
        if whole_again.len() < REMEMBERED {
            who
        } else {
            &self.beyond
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Instant>> {
        // A map of times, whole at every moment.
        self.whole_again
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Pace, REMEMBERED};

    const EACH: Duration = Duration::from_secs(2);

    #[test]
    fn so_many_come_at_once_and_one_more_after_each_while() {
        let pace = Pace::new(3, EACH, "");
        let now = Instant::now();
        for _ in 0..3 {
            assert_eq!(pace.take(&"a", now), Ok(()));
        }
        assert_eq!(pace.take(&"a", now), Err(EACH));
        assert_eq!(pace.wait(&"a", now), Some(EACH));
        // Others are not held up.
        assert_eq!(pace.take(&"b", now), Ok(()));
        assert_eq!(pace.take(&"a", now + EACH), Ok(()));
        assert_eq!(pace.take(&"a", now + EACH), Err(EACH));
        // After a rest all may come again, and no more than that.
        let later = now + EACH * 100;
        assert_eq!(pace.wait(&"a", later), None);
        let taken = (0..10).filter(|_| pace.take(&"a", later).is_ok()).count();
        assert_eq!(taken, 3);
    }

    #[test]
    fn memory_is_bounded_and_who_is_beyond_it_is_not_let_through() {
        let pace = Pace::new(2, EACH, u32::MAX);
        let now = Instant::now();
        for who in 0..50_000 {
            let _ = pace.take(&who, now);
        }
        assert!(pace.lock().len() <= REMEMBERED + 1);
        assert!(pace.take(&60_000, now).is_err());
        assert_eq!(pace.take(&60_000, now + EACH * 3), Ok(()));
    }
}
