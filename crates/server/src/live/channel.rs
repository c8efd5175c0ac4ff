//! A channel: one subject, one task, any number of viewers.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant},
};

use bytes::Bytes;
use cluster::{ChangeSet, Watched};
use contract::StreamMessage;
use jiff::Timestamp;
use tokio::sync::broadcast::{
    self,
    error::{RecvError, TryRecvError},
};

use super::{Hub, Subject, frame, picture::Picture};

/// How many messages are kept for those who come back.
const RING: usize = 256;

/// How many messages a viewer may be behind before it gets a snapshot instead.
const BACKLOG: usize = 64;

/// How long a channel goes on without viewers, so that one who reconnects misses nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// One subject and all who follow it.
#[derive(Debug)]
pub(super) struct Channel {
    state: Mutex<State>,
    sender: broadcast::Sender<Bytes>,
}

#[derive(Debug)]
struct State {
    /// The cluster, as the ids name it.
    cluster: String,
    picture: Picture,
    /// The id of the latest message.
    last_id: u64,
    /// The latest messages, the oldest first; their ids follow each other.
    ring: VecDeque<Bytes>,
    /// The picture as bytes, if somebody asked for it since it last changed.
    snapshot: Option<Bytes>,
}

/// What a new viewer gets first, and whence it gets the rest.
pub(super) struct Subscription {
    pub(super) first: VecDeque<Bytes>,
    pub(super) rest: broadcast::Receiver<Bytes>,
}

/// Starts the channel of a subject.
pub(super) fn start(hub: &Arc<Hub>, seen: Watched, subject: Subject) -> Arc<Channel> {
    // First listen, then look: what happens in between is then seen twice and not missed.
    let changes = seen.changes();
    let channel = Arc::new(Channel {
        state: Mutex::new(State {
            cluster: hub.cluster.name().to_owned(),
            picture: Picture::take(&seen, &subject),
            last_id: first_id(),
            ring: VecDeque::new(),
            snapshot: None,
        }),
        sender: broadcast::channel(BACKLOG).0,
    });
    tokio::spawn(run(
        Arc::downgrade(hub),
        seen,
        subject,
        Arc::clone(&channel),
        changes,
    ));
    channel
}

/// Ids are microseconds of the start plus a count. So they grow on from channel to channel and over restarts of
/// the server, and an id of an earlier channel is never taken for one of this one. They stay below 2^53.
fn first_id() -> u64 {
    u64::try_from(Timestamp::now().as_microsecond()).unwrap_or_default()
}

impl Channel {
    /// What a viewer gets who has received everything up to `last_id`, or nothing yet.
    pub(super) fn subscribe(&self, last_id: Option<u64>) -> Subscription {
        let mut state = self.lock();
        let missed = last_id.and_then(|last_id| state.after(last_id));
        Subscription {
            first: missed.unwrap_or_else(|| VecDeque::from([state.snapshot()])),
            // Under the lock, under which messages are also sent: none is lost, none comes twice.
            rest: self.sender.subscribe(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at what has changed and tells it.
    fn update(&self, seen: &Watched, subject: &Subject, changes: Option<&[Arc<ChangeSet>]>) {
        let mut state = self.lock();
        let update = state.picture.update(seen, subject, changes);
        let messages = [
            update.change.map(StreamMessage::Change),
            update.freshness.map(StreamMessage::Freshness),
        ];
        for message in messages.into_iter().flatten() {
            let bytes = state.push(&message);
            // That nobody follows is no error.
            let _ = self.sender.send(bytes);
        }
    }
}

impl State {
    fn push(&mut self, message: &StreamMessage) -> Bytes {
        self.last_id += 1;
        self.snapshot = None;
        let bytes = frame::encode(&self.cluster, self.last_id, message);
        if self.ring.len() == RING {
            self.ring.pop_front();
        }
        self.ring.push_back(bytes.clone());
        bytes
    }

    /// The messages after one, if all of them are still there.
    fn after(&self, id: u64) -> Option<VecDeque<Bytes>> {
        let missed = usize::try_from(self.last_id.checked_sub(id)?).ok()?;
        let known = self.ring.len().checked_sub(missed)?;
        Some(self.ring.iter().skip(known).cloned().collect())
    }

    fn snapshot(&mut self) -> Bytes {
        let Self {
            cluster,
            picture,
            last_id,
            ..
        } = self;
        self.snapshot
            .get_or_insert_with(|| {
                frame::encode(
                    cluster,
                    *last_id,
                    &StreamMessage::Snapshot(picture.snapshot()),
                )
            })
            .clone()
    }
}

/// Follows the cluster until nobody looks any more. While nobody looks the picture is kept up to date all the
/// same: who comes back must not get one of the past.
async fn run(
    hub: Weak<Hub>,
    seen: Watched,
    subject: Subject,
    channel: Arc<Channel>,
    mut changes: broadcast::Receiver<Arc<ChangeSet>>,
) {
    let mut alone_since = None;
    loop {
        match tokio::time::timeout(PATIENCE, next(&mut changes)).await {
            Ok(Next::Changes(sets)) => {
                let start = Instant::now();
                channel.update(&seen, &subject, sets.as_deref());
                // However much happens on however large a cluster, this takes a quarter of a core at most: what
                // comes meanwhile is told together.
                tokio::time::sleep(start.elapsed() * 3).await;
            }
            Ok(Next::End) => return,
            // Quiet for a while: time to see whether anybody is still there.
            Err(_) => {}
        }
        if channel.sender.receiver_count() > 0 {
            alone_since = None;
        } else if alone_since.get_or_insert_with(Instant::now).elapsed() >= PATIENCE
            && is_abandoned(&hub, &seen, &subject, &channel)
        {
            return;
        }
    }
}

/// Takes the channel out unless somebody has come at the last moment.
fn is_abandoned(hub: &Weak<Hub>, seen: &Watched, subject: &Subject, channel: &Channel) -> bool {
    let Some(hub) = hub.upgrade() else {
        return true;
    };
    let mut channels = hub.lock();
    let is_abandoned = channel.sender.receiver_count() == 0;
    if is_abandoned {
        channels.remove(&(seen.reader().clone(), subject.clone()));
    }
    is_abandoned
}

enum Next {
    /// What has changed; none where some of it was missed.
    Changes(Option<Vec<Arc<ChangeSet>>>),
    End,
}

/// All changes that are there, at least one.
async fn next(changes: &mut broadcast::Receiver<Arc<ChangeSet>>) -> Next {
    let mut sets = match changes.recv().await {
        Ok(set) => vec![set],
        Err(RecvError::Lagged(_)) => return Next::Changes(None),
        Err(RecvError::Closed) => return Next::End,
    };
    loop {
        match changes.try_recv() {
            Ok(set) => sets.push(set),
            Err(TryRecvError::Lagged(_)) => return Next::Changes(None),
            Err(TryRecvError::Empty | TryRecvError::Closed) => return Next::Changes(Some(sets)),
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::{Freshness, StreamMessage, event_id};

    use super::{Picture, RING, State};

    fn state(messages: u64) -> State {
        let mut state = State {
            cluster: "a b".to_owned(),
            picture: Picture::default(),
            last_id: 1000,
            ring: std::collections::VecDeque::new(),
            snapshot: None,
        };
        for _ in 0..messages {
            state.push(&StreamMessage::Freshness(Freshness::default()));
        }
        state
    }

    #[test]
    fn who_comes_back_gets_just_what_was_missed() {
        let state = state(3);
        let ids = |last: u64| {
            state.after(last).map(|frames| {
                frames
                    .iter()
                    .map(|frame| {
                        let text = String::from_utf8(frame.to_vec()).unwrap();
                        let id = text.lines().next().unwrap().strip_prefix("id: ").unwrap();
                        event_id::number_of(id, "a b").unwrap()
                    })
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(ids(1003), Some(vec![]));
        assert_eq!(ids(1001), Some(vec![1002, 1003]));
        assert_eq!(ids(1000), Some(vec![1001, 1002, 1003]));
        // Before the channel began, and an id that was never given.
        assert_eq!(ids(999), None);
        assert_eq!(ids(1004), None);
    }

    #[test]
    fn what_fell_out_of_the_ring_cannot_be_resumed() {
        let ring = u64::try_from(RING).unwrap();
        let state = state(ring + 5);
        assert_eq!(state.ring.len(), RING);
        assert!(state.after(1004).is_none());
        assert_eq!(state.after(1005).unwrap().len(), RING);
    }
}
