//! The latest change sets, for those who were shown the cluster before, here or by another console, and come back.

use std::{collections::VecDeque, sync::Arc};

use crate::{ChangeSet, Seen};

/// How many are kept: of a cluster in which something happens all the time, those of ten seconds.
const MOST: usize = 1024;
/// How many pods and nodes they name together at most. What names as many is sooner told as a whole.
const MOST_NAMES: usize = 20_000;

/// The latest change sets, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct ChangeLog {
    /// What those were shown who know none of them; none where nothing is known that one could go on from.
    base: Option<Seen>,
    sets: VecDeque<Arc<ChangeSet>>,
    names: usize,
}

impl ChangeLog {
    /// Keeps one.
    pub(crate) fn note(&mut self, set: &Arc<ChangeSet>) {
        let last = self.sets.back().and_then(|last| last.seen.as_ref());
        let last = last.or(self.base.as_ref());
        let goes_on = match (&set.seen, last) {
            (Some(seen), Some(last)) => seen.covers(last),
            _ => false,
        };
        if goes_on {
            self.names += names(set);
            self.sets.push_back(Arc::clone(set));
            while self.sets.len() > MOST || self.names > MOST_NAMES {
                let Some(oldest) = self.sets.pop_front() else {
                    break;
                };
                self.names -= names(&oldest);
                self.base.clone_from(&oldest.seen);
            }
        } else {
            // In the midst of a list, where nothing was known, or where the versions go back: they are of another history.
            self.begin_from(set.seen.clone());
        }
    }

    /// All is read by now, and nothing is other than before: that can be gone on from.
    pub(crate) fn begin_where_nothing_is_known(&mut self, seen: Seen) {
        self.base.get_or_insert(seen);
    }

    fn begin_from(&mut self, base: Option<Seen>) {
        *self = Self {
            base,
            ..Self::default()
        };
    }

    /// Those that hold what somebody may not have been shown who was shown this; none where some of them are gone.
    pub(crate) fn since(&self, seen: &Seen) -> Option<Vec<Arc<ChangeSet>>> {
        let is_known = |set: &Arc<ChangeSet>| set.seen.as_ref().is_some_and(|it| seen.covers(it));
        let known = self.sets.iter().rposition(is_known);
        let first = match known {
            Some(known) => known + 1,
            None if self.base.as_ref().is_some_and(|base| seen.covers(base)) => 0,
            None => return None,
        };
        Some(self.sets.range(first..).cloned().collect())
    }
}

fn names(set: &ChangeSet) -> usize {
    let of_sets = set.daemon_sets.iter();
    let of_sets = of_sets.map(|it| 1 + it.nodes.len() + it.pods.len() + it.removed_pods.len());
    of_sets.sum::<usize>() + set.nodes.len() + set.removed_nodes.len() + set.used_nodes.len()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{ChangeLog, MOST};
    use crate::ChangeSet;

    fn set(sequence: u64, seen: &str) -> Arc<ChangeSet> {
        Arc::new(ChangeSet {
            sequence,
            seen: Some(seen.parse().unwrap()),
            ..ChangeSet::default()
        })
    }

    fn since(log: &ChangeLog, seen: &str) -> Option<Vec<u64>> {
        let sets = log.since(&seen.parse().unwrap())?;
        Some(sets.iter().map(|set| set.sequence).collect())
    }

    #[test]
    fn who_was_shown_it_elsewhere_is_told_the_rest() {
        let mut log = ChangeLog::default();
        assert_eq!(since(&log, "a.1.1"), None);
        for (sequence, seen) in [(1, "a.5.5"), (2, "a.6.5"), (3, "a.6.8"), (4, "a.6.8")] {
            log.note(&set(sequence, seen));
        }
        for (seen, expected) in [
            // Before what is known, of another history, and less in one kind.
            ("a.4.9", None),
            ("b.9.9", None),
            ("a.9.4", None),
            ("a.5.5", Some(vec![2, 3, 4])),
            // Elsewhere changes come together otherwise.
            ("a.5.7", Some(vec![2, 3, 4])),
            ("a.6.7", Some(vec![3, 4])),
            ("a.6.8", Some(vec![])),
            ("a.9.9", Some(vec![])),
        ] {
            assert_eq!(since(&log, seen), expected, "{seen}");
        }
        // Put back to what it was before.
        log.note(&set(5, "a.2.2"));
        assert_eq!(since(&log, "a.2.2"), Some(vec![]));
        assert_eq!(since(&log, "a.1.9"), None);
    }

    #[test]
    fn nothing_is_gone_on_from_that_was_half_read() {
        let mut log = ChangeLog::default();
        log.note(&set(1, "a.5"));
        let half = ChangeSet {
            seen: None,
            ..ChangeSet::clone(&set(2, "a.5"))
        };
        log.note(&Arc::new(half));
        assert_eq!(since(&log, "a.5"), None);
        log.note(&set(3, "a.7"));
        assert_eq!(since(&log, "a.6"), None);
        assert_eq!(since(&log, "a.7"), Some(vec![]));
        log.begin_where_nothing_is_known("a.8".parse().unwrap());
        assert_eq!(since(&log, "a.7"), Some(vec![]));
        log.begin_from(None);
        log.begin_where_nothing_is_known("a.8".parse().unwrap());
        assert_eq!(since(&log, "a.7"), None);
        assert_eq!(since(&log, "a.8"), Some(vec![]));
    }

    #[test]
    fn what_is_too_long_ago_is_forgotten() {
        let mut log = ChangeLog::default();
        let most = u64::try_from(MOST).unwrap();
        for sequence in 1..=most + 10 {
            log.note(&set(sequence, &format!("a.{sequence}")));
        }
        assert_eq!(since(&log, "a.9"), None);
        assert_eq!(since(&log, "a.10").map(|sets| sets.len()), Some(MOST));
    }
}
