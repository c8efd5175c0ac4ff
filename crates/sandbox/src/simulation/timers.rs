//! What is to be done, and when. Things due at the same moment are done in the order of their planning.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use jiff::Timestamp;

use super::kubelet::Step;
use crate::kind::Kind;

/// A pod that may be gone, or another of the same name, when its time comes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PodRef {
    /// `namespace/name`.
    pub(super) key: Box<str>,
    pub(super) uid: Box<str>,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Task {
    /// The DaemonSet controller looks at one DaemonSet.
    SyncDaemonSet(Box<str>),
    /// The scheduler looks for a place.
    Schedule(PodRef),
    /// A kubelet takes the next step with a pod.
    Kubelet(PodRef, Step),
    /// The garbage collector looks at what an owner that is gone, by its `uid`, has left.
    Collect(Box<str>),
    /// The garbage collector looks whether an owner that waits for its dependents may go.
    FinishOwner(Kind, Box<str>),
    /// The namespace controller clears out a namespace.
    EmptyNamespace(Box<str>),
    /// The controllers of definitions accept the names of one, and serve it.
    Establish(Box<str>),
    /// The controller of quotas counts the pods of a namespace.
    SyncQuotas(Box<str>),
    /// The node controller looks at one node.
    SyncNode(Box<str>),
}

/// Planned tasks by the moment at which they are due.
#[derive(Debug, Default)]
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<(Timestamp, u64, Task)>>,
    planned: u64,
    /// Tasks that need doing once, however often they were asked for.
    pending: BTreeMap<Task, Timestamp>,
}

impl Timers {
    pub(super) fn push(&mut self, due: Timestamp, task: Task) {
        if is_idempotent(&task) {
            if self
                .pending
                .get(&task)
                .is_some_and(|planned| *planned <= due)
            {
                return;
            }
            self.pending.insert(task.clone(), due);
        }
        self.planned += 1;
        self.heap.push(Reverse((due, self.planned, task)));
    }

    /// Takes the first task that is due at `moment`.
    pub(super) fn pop_due(&mut self, moment: Timestamp) -> Option<(Timestamp, Task)> {
        loop {
            let Reverse((due, ..)) = self.heap.peek()?;
            if *due > moment {
                return None;
            }
            let Reverse((due, _, task)) = self.heap.pop()?;
            if is_idempotent(&task) {
                // An earlier one may have been planned after it, and has been done.
                match self.pending.get(&task) {
                    Some(planned) if *planned == due => self.pending.remove(&task),
                    _ => continue,
                };
            }
            return Some((due, task));
        }
    }

    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.heap.peek().map(|Reverse((due, ..))| *due)
    }
}

/// Whether doing the task twice at once is the same as doing it once.
fn is_idempotent(task: &Task) -> bool {
    !matches!(task, Task::Kubelet(..) | Task::Schedule(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn tasks_come_in_order_and_once() {
        let mut timers = Timers::default();
        let task = |name: &str| Task::SyncDaemonSet(name.into());
        timers.push(at(5), task("late"));
        timers.push(at(2), task("a"));
        timers.push(at(2), task("b"));
        timers.push(at(3), task("a"));
        timers.push(at(1), task("late"));
        let mut order = Vec::new();
        while let Some((due, task)) = timers.pop_due(at(9)) {
            order.push((due.as_second(), task));
        }
        assert_eq!(order, [(1, task("late")), (2, task("a")), (2, task("b"))]);
    }

    #[test]
    fn nothing_comes_before_its_time() {
        let mut timers = Timers::default();
        timers.push(at(5), Task::SyncNode("n".into()));
        assert_eq!(timers.pop_due(at(4)), None);
        assert_eq!(timers.next_due(), Some(at(5)));
    }
}
