//! The one word for what a DaemonSet is doing.

use std::{collections::BTreeMap, sync::Arc};

use contract::{Counts, Status, StatusWord};

use super::pod::PodRecord;
use crate::objects::{daemonset::DaemonSet, pod::Health};

/// What the pods of one DaemonSet say, counted.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pods: u32,
    terminating: u32,
    failing: u32,
    waiting: u32,
    unschedulable: u32,
    failures: BTreeMap<Arc<str>, u32>,
}

impl Tally {
    pub(crate) fn of<'a>(pods: impl Iterator<Item = &'a PodRecord>) -> Self {
        let mut tally = Self::default();
        for pod in pods {
            tally.pods += 1;
            if pod.terminating {
                // It is on its way out; what it was before no longer matters.
                tally.terminating += 1;
                continue;
            }
            match pod.health {
                Health::Ready => {}
                Health::Starting => tally.waiting += 1,
                Health::Unschedulable => {
                    tally.waiting += 1;
                    tally.unschedulable += 1;
                }
                Health::Failing => {
                    tally.failing += 1;
                    *tally.failures.entry(Arc::clone(&pod.status)).or_default() += 1;
                }
            }
        }
        tally
    }

    /// The numbers of a row: the controller's, and what the pods say.
    pub(crate) fn counts(&self, daemon_set: &DaemonSet) -> Counts {
        let status = &daemon_set.status;
        Counts {
            desired: status.desired_number_scheduled,
            current: status.current_number_scheduled,
            ready: status.number_ready,
            up_to_date: status.updated_number_scheduled,
            available: status.number_available,
            misscheduled: status.number_misscheduled,
            failing: self.failing,
            waiting: self.waiting,
        }
    }

    /// The word, the number of nodes it speaks of, and the reason.
    pub(crate) fn status(&self, daemon_set: &DaemonSet) -> Status {
        let numbers = &daemon_set.status;
        let desired = numbers.desired_number_scheduled;
        let up_to_date = numbers.updated_number_scheduled;
        let available = numbers.number_available;
        let done = up_to_date.min(available);
        let say = |word, nodes, reason: &str| Status {
            word,
            nodes,
            reason: reason.to_owned(),
        };
        if daemon_set.terminating {
            return say(StatusWord::Terminating, self.pods, "");
        }
        if self.failing > 0 {
            return say(StatusWord::Degraded, self.failing, self.commonest_failure());
        }
        if daemon_set.unobserved {
            // The numbers are those of the spec before: of a new DaemonSet all zero.
            return say(StatusWord::RollingOut, done, "");
        }
        if desired == 0 {
            return say(StatusWord::NoNodes, 0, "");
        }
        if up_to_date >= desired && available >= desired {
            return say(StatusWord::Running, available.min(desired), "");
        }
        if self.unschedulable > 0 && self.unschedulable == self.waiting && self.terminating == 0 {
            return say(StatusWord::Pending, self.unschedulable, "Unschedulable");
        }
        let nothing_moves = self.waiting == 0 && self.terminating == 0;
        if daemon_set.strategy == "OnDelete" && available >= desired && nothing_moves {
            // The controller waits for somebody to delete the old pods.
            return say(StatusWord::Pending, desired - up_to_date, "OnDelete");
        }
        say(StatusWord::RollingOut, done, "")
    }

    /// The failure that most pods have; of two that are as common, the first by name.
    fn commonest_failure(&self) -> &str {
        self.failures
            .iter()
            .rev()
            .max_by_key(|(_, count)| **count)
            .map_or("", |(reason, _)| reason)
    }
}
