//! The lines of all sources by time: exactly where it is about what there was, and within a moment where it is about
//! what is written now.

use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    convert::Infallible,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use cluster::LogLines;
use contract::{LogKind, LogMessage};
use futures::{Stream, StreamExt as _};
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc},
    task::JoinSet,
    time::{Instant, Interval},
};

use super::{Form, Reading, Told, pods, read_pod};
use crate::live::Ending;

/// How long lines that are written now wait for earlier ones of other sources.
const HOLD: Duration = Duration::from_millis(150);
/// How long all wait for a source that does not tell what there was.
const PATIENCE: Duration = Duration::from_secs(3);
/// How much is written at once, in bytes of lines.
const PIECE: usize = 128 << 10;
/// How often a quiet stream gives a sign of life; proxies cut after 30 or 60 seconds.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

/// Merges what the sources of one reading tell.
pub(crate) struct Merge {
    reading: Arc<Reading>,
    told: mpsc::UnboundedReceiver<Told>,
    /// The sources; they end with this.
    tasks: JoinSet<()>,
    form: Form,
    end: Ending,
    lanes: BTreeMap<u64, Lane>,
    /// What is said at once, in no order.
    first: Vec<LogMessage>,
    /// How many pods have not said which containers they have.
    opening: usize,
    /// How many pods have more to tell.
    pods: usize,
    /// Whether pods that come are read as well.
    watches: bool,
    /// Whether it is still about what there was.
    is_history: bool,
    /// Since when nothing new came.
    waits_since: Instant,
    /// Since when lines are held.
    held_since: Option<Instant>,
    keep_alive: Interval,
}

/// What has come of a source and is not written yet.
#[derive(Default)]
struct Lane {
    queue: VecDeque<LogMessage>,
    permits: Vec<OwnedSemaphorePermit>,
    /// Whether it has told what there was.
    is_live: bool,
}

impl Merge {
    /// Begins to read. `first` is the log of the only container, where it is open already.
    ///
    /// Must be called on a tokio runtime.
    pub(crate) fn start(
        reading: Arc<Reading>,
        told: mpsc::UnboundedReceiver<Told>,
        form: Form,
        end: Ending,
        first: Option<LogLines>,
    ) -> Self {
        let known = reading.pods();
        let wish = &reading.wish;
        let follows = wish.follow && !wish.previous;
        let watches = follows && wish.pod.is_none();
        let mut tasks = JoinSet::new();
        let names: HashSet<String> = known.iter().map(|(name, _)| name.clone()).collect();
        let count = known.len();
        let mut first = first;
        for (name, node) in known {
            let reading = Arc::clone(&reading);
            tasks.spawn(read_pod(reading, name, node, false, first.take()));
        }
        if follows {
            tasks.spawn(pods::watch(Arc::clone(&reading), names));
        }
        Self {
            reading,
            told,
            tasks,
            form,
            end,
            lanes: BTreeMap::new(),
            first: Vec::new(),
            opening: count,
            pods: count,
            watches,
            is_history: true,
            waits_since: Instant::now(),
            held_since: None,
            keep_alive: tokio::time::interval(KEEP_ALIVE),
        }
    }

    /// The bytes of the answer, piece by piece.
    pub(crate) fn into_stream(self) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
        let pieces = futures::stream::unfold(self, |mut merge| async move {
            let bytes = merge.next().await?;
            Some((Ok(bytes), merge))
        });
        // What compresses it asks once more after the end.
        pieces.fuse()
    }

    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if self.end.has_come() {
                return None;
            }
            while let Ok(told) = self.told.try_recv() {
                self.take(told);
            }
            let messages = self.due();
            if !messages.is_empty() {
                self.keep_alive.reset();
                return Some(self.form.write(&messages));
            }
            let is_empty = || self.lanes.values().all(|lane| lane.queue.is_empty());
            if self.pods == 0 && !self.watches && !self.is_history && is_empty() {
                return None;
            }
            let wake = if self.is_history {
                self.waits_since + PATIENCE
            } else {
                self.held_since
                    .unwrap_or_else(|| Instant::now() + KEEP_ALIVE)
                    + HOLD
            };
            tokio::select! {
                biased;
                () = self.end.come() => return None,
                told = self.told.recv() => {
                    if let Some(told) = told {
                        self.take(told);
                    }
                }
                () = tokio::time::sleep_until(wake) => self.wait_no_longer(),
                _ = self.keep_alive.tick() => {
                    let sign = [LogMessage::about(0, LogKind::Alive)];
                    let sign = self.form.write(&sign);
                    if !sign.is_empty() {
                        return Some(sign);
                    }
                }
            }
        }
    }

    fn take(&mut self, told: Told) {
        self.waits_since = Instant::now();
        // Those that have ended are nobody's concern.
        while self.tasks.try_join_next().is_some() {}
        match told {
            Told::Pod { name, node } => {
                self.pods += 1;
                let reading = Arc::clone(&self.reading);
                self.tasks.spawn(read_pod(reading, name, node, true, None));
            }
            Told::Opened { sources, refusal } => {
                self.opening = self.opening.saturating_sub(1);
                for source in &sources {
                    let lane = self.lanes.entry(source.source).or_default();
                    // Who comes later has no past that others would have to wait for.
                    lane.is_live = !self.is_history;
                }
                self.first.extend(sources);
                self.first.extend(refusal);
            }
            Told::Batch(batch) => {
                let lane = self.lanes.entry(batch.source).or_default();
                lane.queue.extend(batch.messages);
                lane.permits.push(batch.permit);
                self.held_since.get_or_insert_with(Instant::now);
            }
            Told::Live(source) => {
                if let Some(lane) = self.lanes.get_mut(&source) {
                    lane.is_live = true;
                }
            }
            Told::Over => self.pods = self.pods.saturating_sub(1),
        }
    }

    /// A source keeps all others waiting: from now on it is taken as it comes.
    fn wait_no_longer(&mut self) {
        if self.is_history && self.waits_since.elapsed() >= PATIENCE {
            self.opening = 0;
            for lane in self.lanes.values_mut() {
                if lane.queue.is_empty() {
                    lane.is_live = true;
                }
            }
        }
    }

    /// What is to be written now.
    fn due(&mut self) -> Vec<LogMessage> {
        let mut due = std::mem::take(&mut self.first);
        if self.is_history {
            if self.opening > 0 {
                return due;
            }
            self.take_by_time(&mut due);
            let is_over = self
                .lanes
                .values()
                .all(|lane| lane.is_live && lane.queue.is_empty());
            if is_over && due.is_empty() {
                self.is_history = false;
                self.held_since = None;
                if self.reading.wish.follow {
                    due.push(LogMessage::about(0, LogKind::Live));
                }
            }
            return due;
        }
        let is_due = self.held_since.is_some_and(|since| since.elapsed() >= HOLD);
        if is_due {
            self.held_since = None;
            let from = due.len();
            for lane in self.lanes.values_mut() {
                due.extend(lane.queue.drain(..));
                lane.permits.clear();
            }
            // What has no time stays before what follows it.
            let mut time = String::new();
            let mut timed: Vec<(String, LogMessage)> = Vec::with_capacity(due.len() - from);
            let mut source = 0;
            for message in due.drain(from..) {
                if message.source != source {
                    time.clear();
                    source = message.source;
                }
                if !message.time.is_empty() {
                    time.clone_from(&message.time);
                }
                timed.push((time.clone(), message));
            }
            timed.sort_by(|(left, _), (right, _)| left.cmp(right));
            due.extend(timed.into_iter().map(|(_, message)| message));
        }
        due
    }

    /// The earliest messages, as long as every source that has not told all has told its next.
    fn take_by_time(&mut self, due: &mut Vec<LogMessage>) {
        let mut bytes = 0;
        while bytes < PIECE {
            let waits = |lane: &Lane| !lane.is_live && lane.queue.is_empty();
            if self.lanes.values().any(waits) {
                break;
            }
            let heads = self.lanes.iter().filter_map(|(id, lane)| {
                let head = lane.queue.front()?;
                Some((head.time.as_str(), *id))
            });
            let Some((_, id)) = heads.min() else { break };
            let Some(lane) = self.lanes.get_mut(&id) else {
                break;
            };
            if let Some(message) = lane.queue.pop_front() {
                bytes += message.text.len();
                due.push(message);
            }
            if lane.queue.is_empty() {
                lane.permits.clear();
            }
        }
    }
}
