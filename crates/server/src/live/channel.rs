//! A channel: one subject, one task, any number of viewers.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant},
};

use bytes::Bytes;
use cluster::{ChangeSet, DaemonSetChange, Seen, Watched};
use contract::{Freshness, Snapshot, StreamMessage};
use tokio::sync::broadcast::{
    self,
    error::{RecvError, TryRecvError},
};

use super::{Hub, Subject, frame, picture::Picture, place::Place};

/// How many messages a viewer may be behind before it gets a snapshot instead.
const BACKLOG: usize = 64;

/// How long a channel goes on without viewers, so that one who reconnects finds it.
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
    /// Whose the places are that the ids name.
    place: Place,
    picture: Picture,
    /// What viewers have been shown.
    seen: Seen,
    /// The change set up to which they have.
    sequence: u64,
    /// The picture as bytes, if somebody asked for it since it last changed.
    snapshot: Option<Bytes>,
}

/// What a new viewer gets first, and whence it gets the rest.
pub(super) struct Subscription {
    pub(super) first: VecDeque<Bytes>,
    pub(super) rest: broadcast::Receiver<Bytes>,
}

/// Where a viewer begins.
pub(super) enum Begin<'a> {
    /// With a snapshot.
    Anew,
    /// With what has changed since it was shown this, if that is known.
    After(&'a Seen),
    /// With a snapshot that is older than what it knows of, which is said so.
    Behind(&'a Freshness),
}

/// Starts the channel of a subject.
pub(super) fn start(hub: &Arc<Hub>, seen: Watched, subject: Subject) -> Arc<Channel> {
    // First listen, then look: what happens in between is then seen twice and not missed.
    let changes = seen.changes();
    let (shown, sequence) = seen.seen();
    let channel = Arc::new(Channel {
        state: Mutex::new(State {
            cluster: hub.cluster.name().to_owned(),
            place: Place::of(seen.reader(), &subject),
            picture: Picture::take(&seen, &subject),
            seen: shown,
            sequence,
            snapshot: None,
        }),
        sender: broadcast::channel(BACKLOG).0,
    });
    let follow = run(
        Arc::downgrade(hub),
        seen,
        subject,
        Arc::clone(&channel),
        changes,
    );
    let gone = hub.gone.clone();
    tokio::spawn(async move {
        // Who keeps what was watched keeps the connections too.
        tokio::select! {
            () = gone.cancelled() => {}
            () = follow => {}
        }
    });
    channel
}

impl Channel {
    /// What a viewer gets.
    pub(super) fn subscribe(
        &self,
        (seen, subject): (&Watched, &Subject),
        begin: &Begin<'_>,
    ) -> Subscription {
        let mut state = self.lock();
        let missed = match begin {
            Begin::After(shown) => state.since(seen, subject, shown),
            _ => None,
        };
        let first = match (missed, begin) {
            (Some(missed), _) => missed,
            (None, Begin::Behind(freshness)) => VecDeque::from([state.old_snapshot(freshness)]),
            (None, _) => VecDeque::from([state.snapshot()]),
        };
        Subscription {
            first,
            // Under the lock, under which messages are also sent: none is lost, none comes twice.
            rest: self.sender.subscribe(),
        }
    }

    /// A snapshot for a viewer that is too slow for all the changes.
    pub(super) fn subscribe_anew(&self) -> Subscription {
        let mut state = self.lock();
        Subscription {
            first: VecDeque::from([state.snapshot()]),
            rest: self.sender.subscribe(),
        }
    }

    /// Whether viewers have been shown all up to this change set.
    pub(super) fn has_shown(&self, sequence: u64) -> bool {
        self.lock().sequence >= sequence
    }

    /// Whether the console hears from the cluster, as a message.
    pub(super) fn freshness(&self) -> Bytes {
        self.lock().freshness()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at what has changed and tells it.
    fn update(&self, seen: &Watched, subject: &Subject, changes: Option<&[Arc<ChangeSet>]>) {
        let mut state = self.lock();
        if let Some(last) = changes.and_then(<[_]>::last) {
            // In the midst of a list the versions say less than is shown, which is then told once more.
            if let Some(shown) = &last.seen {
                state.seen.clone_from(shown);
            }
            state.sequence = last.sequence;
        } else {
            // Looked at before all is read anew: what comes in between is then told once more.
            (state.seen, state.sequence) = seen.seen();
        }
        let update = state.picture.update(seen, subject, changes);
        state.snapshot = None;
        let messages = [
            update.change.map(StreamMessage::Change),
            update.freshness.map(StreamMessage::Freshness),
        ];
        for message in messages.into_iter().flatten() {
            let bytes = state.encode(&message);
            // That nobody follows is no error.
            let _ = self.sender.send(bytes);
        }
    }
}

impl State {
    fn encode(&self, message: &StreamMessage) -> Bytes {
        frame::encode(&self.cluster, &self.place.at(&self.seen), message)
    }

    /// What somebody has missed who was shown this, if that is still known.
    fn since(&self, seen: &Watched, subject: &Subject, shown: &Seen) -> Option<VecDeque<Bytes>> {
        let sets = seen.changes_since(shown)?;
        let is_visible = |it: &DaemonSetChange| seen.sees(&it.namespace, &it.name);
        let change = self.picture.since(&sets, is_visible, subject)?;
        // Whether the console hears from the cluster is in no version.
        Some(VecDeque::from([
            self.encode(&StreamMessage::Change(change)),
            self.freshness(),
        ]))
    }

    fn freshness(&self) -> Bytes {
        let freshness = self.picture.freshness().clone();
        self.encode(&StreamMessage::Freshness(freshness))
    }

    fn snapshot(&mut self) -> Bytes {
        if let Some(snapshot) = &self.snapshot {
            return snapshot.clone();
        }
        let snapshot = self.encode(&StreamMessage::Snapshot(self.picture.snapshot()));
        self.snapshot.insert(snapshot).clone()
    }

    /// The picture, of which it is known that it is old.
    fn old_snapshot(&self, freshness: &Freshness) -> Bytes {
        let freshness = freshness.clone();
        let snapshot = self.picture.snapshot();
        self.encode(&StreamMessage::Snapshot(Snapshot {
            freshness,
            ..snapshot
        }))
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
