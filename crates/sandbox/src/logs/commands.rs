//! What logs do on command: more lines, other lines, cuts, refusals, turned files.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is wrong with logs, or special about them, from the moment on at which it is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct LogFaults {
    /// So many numbered lines a second from every container that runs, beside its story.
    pub lines_per_second: u32,
    /// Each container that runs writes these, once.
    pub says: Vec<String>,
    /// Every answer breaks off so many milliseconds after it began.
    pub cut_after_milliseconds: Option<u64>,
    /// Every answer that follows ends so many milliseconds after it began, as if the log were over.
    pub end_after_milliseconds: Option<u64>,
    /// Nothing comes for so many milliseconds after an answer began.
    pub silent_milliseconds: u64,
    /// The kubelets cannot be reached.
    pub refused: bool,
    /// What was written before is not there any more: the file was turned.
    pub turned: bool,
    /// Lines of bytes that are no UTF-8, with times that go backwards or are none.
    pub lies: bool,
}

/// All that was commanded, each with when it began.
#[derive(Debug, Default)]
pub(crate) struct LogCommands(Mutex<Vec<(Timestamp, LogFaults)>>);

impl LogCommands {
    /// From `now` on it is so.
    pub(crate) fn begin(&self, now: Timestamp, faults: LogFaults) {
        self.lock().push((now, faults));
    }

    /// What holds now.
    pub(crate) fn now(&self) -> LogFaults {
        let commands = self.lock();
        commands
            .last()
            .map(|(_, faults)| faults.clone())
            .unwrap_or_default()
    }

    /// What has held, each with when it began and when it ended: what was written then stays.
    pub(super) fn spans(&self) -> Vec<(Timestamp, Timestamp, LogFaults)> {
        let commands = self.lock();
        let ends = commands.iter().skip(1).map(|(begin, _)| *begin);
        let ends = ends.chain([Timestamp::MAX]);
        let spans = commands.iter().zip(ends);
        spans
            .map(|((begin, faults), end)| (*begin, end, faults.clone()))
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Timestamp, LogFaults)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
