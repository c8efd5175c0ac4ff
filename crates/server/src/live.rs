//! The event streams of a cluster.
//!
//! All viewers who may see the same and ask for the same share one channel: a task that follows the cluster's changes, keeps
//! the picture that the viewers have, and writes each message once, as bytes. A viewer costs a buffer and a
//! place in a queue, however much happens.
//!
//! ```text
//! Cluster::changes() ──► task of a channel: picture ──diff──► bytes ──► viewer, viewer, viewer …
//!         └──► the latest change sets ──► what of the picture they name ──► who comes back (Last-Event-ID)
//! ```
//!
//! The id of a message says how far its viewer has been shown the cluster, in the cluster's own versions; so who comes back
//! may come to any console over the same cluster. One that has not read as much waits for a moment, and else says so.

mod channel;
pub(crate) mod frame;
mod picture;
mod place;
mod viewer;

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use cluster::{About, AtLeast, Cluster, Reader, Watched};
use futures::Stream;
use jiff::Timestamp;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{rights_end::RightsEnd, sign_in::SessionEnd};
use channel::{Begin, Channel};
use place::Place;
use viewer::Behind;

/// How long who comes back waits for a console that has not read yet what it was shown before.
pub(crate) const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is looked meanwhile.
const STEP: Duration = Duration::from_millis(5);

/// Where a stream is to begin.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The place that the last event names which was received; empty where none was.
    pub place: String,
    /// The version of a DaemonSet that its reader knows of.
    pub daemon_set: Option<u64>,
}

/// What a stream speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Subject {
    /// Only this namespace; all where it is empty.
    pub namespace: String,
    /// The one DaemonSet whose nodes and pods are wanted too; none where it is empty.
    pub name: String,
    /// Words that name, image or labels must contain.
    pub search: String,
}

impl Subject {
    /// What is read of the index for it.
    #[must_use]
    pub fn about(&self) -> About {
        About::daemon_set(&self.namespace, &self.name)
    }
}

/// The channels, by who reads and what of. Only who sees the same shares one.
type Channels = HashMap<(Reader, Subject), Arc<Channel>>;

/// What ends a stream.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The console stops.
    pub stopping: CancellationToken,
    /// The console no longer knows the cluster, or another way to it.
    pub gone: CancellationToken,
    /// The session that the stream was opened with ends; none where it was opened with a token.
    pub(crate) session: Option<SessionEnd>,
    /// The rights that it was opened with are others; none where they cannot be lost.
    pub(crate) rights: Option<RightsEnd>,
}

impl Ending {
    /// Waits until something ends the stream.
    pub(crate) async fn come(&self) {
        let session = async {
            match &self.session {
                Some(session) => session.come().await,
                None => std::future::pending().await,
            }
        };
        let rights = async {
            match &self.rights {
                Some(rights) => rights.come().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.stopping.cancelled() => {}
            () = self.gone.cancelled() => {}
            () = session => {}
            () = rights => {}
        }
    }

    /// Whether something has ended it: then nothing more is told, not even what waits already.
    pub(crate) fn has_come(&self) -> bool {
        let session = self.session.as_ref();
        let rights = self.rights.as_ref();
        self.gone.is_cancelled()
            || session.is_some_and(SessionEnd::has_come)
            || rights.is_some_and(RightsEnd::has_come)
    }
}

/// The event streams of one cluster. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Live(Arc<Hub>);

#[derive(Debug)]
struct Hub {
    cluster: Cluster,
    /// The console no longer knows the cluster, or another way to it.
    gone: CancellationToken,
    channels: Mutex<Channels>,
}

impl Live {
    /// The streams of a cluster, until it is `gone`; nothing is done before somebody looks.
    #[must_use]
    pub fn new(cluster: Cluster, gone: CancellationToken) -> Self {
        Self(Arc::new(Hub {
            cluster,
            gone,
            channels: Mutex::default(),
        }))
    }

    /// A stream of server-sent events, ready to be written to the wire, until something ends it. Where it is to begin after
    /// one that was received, it does so if what has happened since is still known; else it begins with a snapshot.
    ///
    /// Must be called on a tokio runtime.
    pub async fn follow(
        &self,
        seen: Watched,
        subject: Subject,
        start: Start,
        end: Ending,
    ) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
        let shown = Place::of(seen.reader(), &subject).read(&start.place);
        let wanted = AtLeast {
            seen: shown,
            daemon_set: start.daemon_set,
            namespace: subject.namespace.clone(),
        };
        let asked = Timestamp::now();
        let deadline = Instant::now() + PATIENCE;
        let (channel, subscription, is_behind) = loop {
            let has_read = seen.cluster().has_read(&wanted);
            let is_late = Instant::now() >= deadline;
            if let Some((channel, subscription)) =
                self.join(&seen, &subject, &wanted, (has_read, is_late, asked))
            {
                break (channel, subscription, !has_read);
            }
            tokio::time::sleep(STEP).await;
        };
        let behind = is_behind.then(|| Behind::new(self.0.cluster.clone(), wanted));
        viewer::stream(channel, subscription, behind, self.0.cluster.name(), end)
    }

    /// Joins the channel of a subject, once it shows what its viewer wants to find, or it is too late for that.
    fn join(
        &self,
        seen: &Watched,
        subject: &Subject,
        wanted: &AtLeast,
        (has_read, is_late, asked): (bool, bool, Timestamp),
    ) -> Option<(Arc<Channel>, channel::Subscription)> {
        if !has_read && !is_late {
            return None;
        }
        let (_, sequence) = seen.seen();
        // Taken under the lock, so that a channel that nobody follows cannot end at this very moment.
        let mut channels = self.0.lock();
        let channel = channels
            .entry((seen.reader().clone(), subject.clone()))
            .or_insert_with(|| channel::start(&self.0, seen.clone(), subject.clone()));
        let is_shown = !wanted.is_anything() || channel.has_shown(sequence);
        if !is_shown && !is_late {
            return None;
        }
        let old = seen.clone().behind(Some(asked)).freshness();
        let begin = match &wanted.seen {
            _ if !has_read => Begin::Behind(&old),
            Some(shown) => Begin::After(shown),
            None => Begin::Anew,
        };
        let subscription = channel.subscribe((seen, subject), &begin);
        Some((Arc::clone(channel), subscription))
    }

    /// How many channels there are; for tests.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.0.lock().len()
    }
}

impl Hub {
    fn lock(&self) -> MutexGuard<'_, Channels> {
        // The map is whole at every moment: a panic elsewhere has not torn it.
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
