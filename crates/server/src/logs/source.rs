//! One container whose log is read: what there was, then what is written, over breaks and restarts.

use std::{sync::Arc, time::Duration};

use cluster::{ClusterError, ContainerRun, LogLine, LogLines, LogQuery};
use contract::{ContainerEnd, LogKind, LogMessage, LogPlace};
use manifest::{Message, message::logs as said};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};

use super::{Reading, Told, gate, pods::Stir};
use crate::problem::Problem;

/// How long is waited before the same is tried again, at first and at last.
pub(super) const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// After how long a silent log is opened anew: something on the way may have forgotten it.
const SILENCE: Duration = Duration::from_secs(90);
/// How often a log that is not followed is gone on with where it broke off.
const TRIES: usize = 5;
/// How many batches may wait to be taken.
const BATCHES: usize = 2;
/// How large a batch grows, in lines and in bytes; one line may be longer.
const BATCH: (usize, usize) = (512, 64 << 10);
/// How long a source that follows waits for its reader before it leaves lines out.
const PATIENCE: Duration = Duration::from_secs(2);

/// Messages of one source, in its order.
pub(crate) struct Batch {
    pub(super) source: u64,
    pub(super) messages: Vec<LogMessage>,
    /// Given back once they are taken.
    pub(super) permit: OwnedSemaphorePermit,
}

/// One container.
pub(super) struct Source {
    reading: Arc<Reading>,
    id: u64,
    pod: String,
    node: String,
    container: String,
    /// Whether its pod came after the reading began, so that all of its log is new.
    is_new: bool,
    /// The run that is read.
    run: ContainerRun,
    place: LogPlace,
    /// Whether that run was read to its end.
    is_whole: bool,
    /// The run of which was told how it ended.
    told_end_of: String,
    credit: Arc<Semaphore>,
    left_out: u64,
    stir: Stir,
}

/// How reading came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drained {
    /// The log says that it is over.
    Ended,
    /// It broke off, or was silent for too long.
    Broke,
}

impl Source {
    pub(super) fn new(
        reading: &Arc<Reading>,
        pod: &str,
        node: &str,
        run: ContainerRun,
        is_new: bool,
    ) -> Self {
        Self {
            reading: Arc::clone(reading),
            id: reading.next_id(),
            pod: pod.to_owned(),
            node: node.to_owned(),
            container: run.name.clone(),
            is_new,
            run,
            place: LogPlace::default(),
            is_whole: false,
            told_end_of: String::new(),
            credit: Arc::new(Semaphore::new(BATCHES)),
            left_out: 0,
            stir: Stir::of(&reading.stirs),
        }
    }

    /// The message that says what it is.
    pub(super) fn introduction(&self) -> LogMessage {
        LogMessage {
            pod: self.pod.clone(),
            node: self.node.clone(),
            container: self.container.clone(),
            ..LogMessage::about(self.id, LogKind::Source)
        }
    }

    /// Reads it until there is nothing more to come. `first` is its log as it is first asked for, where that is open.
    pub(super) async fn run(mut self, first: Option<LogLines>) {
        if let Some(_place) = self.reading.gate.take() {
            self.read_what_there_is(first).await;
            self.reading.tell(Told::Live(self.id));
            let wish = &self.reading.wish;
            if wish.follow && !wish.previous {
                self.follow().await;
            }
        } else {
            self.note(LogKind::Refused, gate::full()).await;
            self.reading.tell(Told::Live(self.id));
        }
    }

    async fn read_what_there_is(&mut self, first: Option<LogLines>) {
        // A kubelet that gives its containers no id may have a log of one that runs.
        if self.run.id.is_empty() && !self.run.is_running && first.is_none() {
            // It never ran; who does not follow is told.
            if !self.reading.wish.follow {
                let words = self.run.waiting.as_str().into();
                self.note(LogKind::Waiting, words).await;
            }
            return;
        }
        let mut first = first;
        for _ in 0..TRIES {
            let opened = match first.take() {
                Some(lines) => Ok(lines),
                None => self.open(false).await,
            };
            match opened {
                Ok(lines) => {
                    if self.drain(lines, false).await == Drained::Ended {
                        self.is_whole = !self.run.is_running;
                        return;
                    }
                    sleep(SHORTEST_PAUSE).await;
                }
                Err(error) => {
                    // While it follows it tries again, and says so then.
                    if !self.reading.wish.follow || is_final(&error) {
                        self.note(LogKind::Refused, words(error)).await;
                    }
                    return;
                }
            }
        }
        self.note(LogKind::Interrupted, said::broke_again()).await;
    }

    /// Goes on with what is written, until the pod is gone.
    async fn follow(&mut self) {
        let mut pause = SHORTEST_PAUSE;
        // What was said last, so that it is said once.
        let mut said = None;
        loop {
            let now = match self.reading.look(&self.pod).await {
                Ok(runs) => runs
                    .containers
                    .into_iter()
                    .find(|run| run.name == self.container),
                Err(error) if is_gone(&error) => {
                    return self.note(LogKind::Gone, Message::default()).await;
                }
                Err(error) if is_final(&error) => {
                    return self.note(LogKind::Refused, words(error)).await;
                }
                Err(error) => {
                    self.say_once(&mut said, LogKind::Interrupted, words(error))
                        .await;
                    self.stir.rest(&self.pod, pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    continue;
                }
            };
            let Some(now) = now else { return };
            if now.id != self.run.id && !now.id.is_empty() {
                self.begin_anew(now.clone()).await;
                said = None;
                pause = SHORTEST_PAUSE;
            }
            if !now.is_running {
                if !self.is_whole
                    && !self.run.id.is_empty()
                    && let Ok(lines) = self.open(false).await
                {
                    self.is_whole = self.drain(lines, true).await == Drained::Ended;
                }
                match now.end {
                    Some(end) if !self.run.id.is_empty() => {
                        self.tell_end_once(end).await;
                    }
                    _ => {
                        self.say_once(&mut said, LogKind::Waiting, now.waiting.into())
                            .await;
                    }
                }
                self.stir.rest(&self.pod, pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
                continue;
            }
            let before = self.place.clone();
            match self.open(true).await {
                Ok(lines) => {
                    said = None;
                    self.is_whole = self.drain(lines, true).await == Drained::Ended;
                }
                Err(error) if is_final(&error) => {
                    return self.note(LogKind::Refused, words(error)).await;
                }
                Err(error) => {
                    self.say_once(&mut said, LogKind::Interrupted, words(error))
                        .await;
                }
            }
            pause = if self.place == before {
                (pause * 2).min(LONGEST_PAUSE)
            } else {
                SHORTEST_PAUSE
            };
            self.stir.rest(&self.pod, pause).await;
        }
    }

    /// The container was started again.
    async fn begin_anew(&mut self, now: ContainerRun) {
        let between = now.restarts.saturating_sub(self.run.restarts + 1);
        let had_run = !self.run.id.is_empty();
        if had_run && between == 0 && now.is_running {
            if !self.is_whole {
                // Its end is still there, as that of the run before.
                let query = LogQuery {
                    previous: true,
                    ..self.query(false)
                };
                if let Ok(lines) = self.reading.open(&self.pod, &query).await {
                    self.drain(lines, true).await;
                }
            }
            if let Some(end) = now.end.clone() {
                self.tell_end_once(end).await;
            }
        }
        self.place = LogPlace::default();
        self.is_whole = false;
        self.run = now;
        if had_run {
            let message = LogMessage {
                count: u64::from(between),
                ..LogMessage::about(self.id, LogKind::Started)
            };
            self.push(vec![message], true).await;
        }
    }

    fn query(&self, follow: bool) -> LogQuery {
        let mut query = LogQuery {
            follow,
            ..self.reading.first_query(&self.container)
        };
        match self.place.since() {
            Some(since) => {
                query.since_time = Some(since);
                query.tail_lines = None;
            }
            // Of a pod or a run that began meanwhile all is wanted.
            None if self.is_new || follow => {
                query.tail_lines = None;
            }
            None => {}
        }
        query
    }

    async fn open(&self, follow: bool) -> Result<LogLines, ClusterError> {
        self.reading.open(&self.pod, &self.query(follow)).await
    }

    /// Reads lines to their end, passing over those that have been read before.
    async fn drain(&mut self, mut lines: LogLines, may_leave_out: bool) -> Drained {
        let mut resume = self.place.resume();
        loop {
            let mut next = match timeout(SILENCE, lines.next()).await {
                Ok(Ok(Some(line))) => Some(line),
                Ok(Ok(None)) => return Drained::Ended,
                Ok(Err(_)) | Err(_) => return Drained::Broke,
            };
            let (mut batch, mut bytes) = (Vec::new(), 0);
            while let Some(mut line) = next.take() {
                if line.time.is_empty() {
                    self.place.last().clone_into(&mut line.time);
                }
                if resume.is_new(&line.time) {
                    self.place.pass(&line.time);
                    bytes += line.text.len();
                    batch.push(self.message(line));
                }
                if batch.len() < BATCH.0 && bytes < BATCH.1 {
                    next = lines.next_at_hand();
                }
            }
            if !batch.is_empty() {
                self.push(batch, may_leave_out).await;
            }
        }
    }

    fn message(&self, line: LogLine) -> LogMessage {
        LogMessage {
            time: line.time,
            text: line.text,
            count: line.left_out,
            ..LogMessage::about(self.id, LogKind::Line)
        }
    }

    async fn note(&mut self, kind: LogKind, what: Message) {
        self.push(vec![saying(self.id, kind, &what)], false).await;
    }

    /// Says something unless it was said last.
    async fn say_once(&mut self, said: &mut Option<LogMessage>, kind: LogKind, what: Message) {
        let message = saying(self.id, kind, &what);
        if said.as_ref() != Some(&message) {
            self.push(vec![message.clone()], false).await;
            *said = Some(message);
        }
    }

    /// Tells how the run ended, unless that was told.
    async fn tell_end_once(&mut self, end: ContainerEnd) {
        if self.told_end_of == self.run.id {
            return;
        }
        self.told_end_of.clone_from(&self.run.id);
        let message = LogMessage {
            text: end.finished,
            reason: end.reason,
            exit_code: Some(end.exit_code),
            ..LogMessage::about(self.id, LogKind::Ended)
        };
        self.push(vec![message], false).await;
    }

    /// Gives messages to the reader. Where that takes too long, lines may be left out and counted.
    async fn push(&mut self, mut messages: Vec<LogMessage>, may_leave_out: bool) {
        let credit = Arc::clone(&self.credit);
        let permit = if !may_leave_out {
            credit.acquire_owned().await.ok()
        } else if self.left_out > 0 {
            credit.try_acquire_owned().ok()
        } else {
            let waited = timeout(PATIENCE, credit.acquire_owned()).await;
            waited.ok().and_then(Result::ok)
        };
        let Some(permit) = permit else {
            self.left_out += u64::try_from(messages.len()).unwrap_or_default();
            return;
        };
        if self.left_out > 0 {
            let gap = LogMessage {
                count: std::mem::take(&mut self.left_out),
                time: messages[0].time.clone(),
                ..LogMessage::about(self.id, LogKind::LeftOut)
            };
            messages.insert(0, gap);
        }
        self.reading.tell(Told::Batch(Batch {
            source: self.id,
            messages,
            permit,
        }));
    }
}

/// Whether there is no such pod any more.
pub(super) fn is_gone(error: &ClusterError) -> bool {
    error.code() == Some(404) || matches!(error, ClusterError::NotItsPod { .. })
}

/// Whether it will be refused the next time as well.
pub(super) fn is_final(error: &ClusterError) -> bool {
    matches!(error.code(), Some(401 | 403))
}

/// What the API server says, or why it says nothing.
pub(super) fn words(error: ClusterError) -> Message {
    match error {
        ClusterError::Refused { message, .. } if !message.is_empty() => message.into(),
        error => Problem::from(error).said(),
    }
}

/// A message that says something of a source.
pub(super) fn saying(source: u64, kind: LogKind, what: &Message) -> LogMessage {
    let (code, arguments) = what.english_parts();
    LogMessage {
        text: what.to_string(),
        code,
        arguments,
        ..LogMessage::about(source, kind)
    }
}
