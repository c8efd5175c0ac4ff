//! The event streams of a cluster.
//!
//! All viewers who may see the same and ask for the same share one channel: a task that follows the cluster's changes, keeps
//! the picture that the viewers have, and writes each message once, as bytes. A viewer costs a buffer and a
//! place in a queue, however much happens.
//!
//! ```text
//! Cluster::changes() ──► task of a channel: picture ──diff──► bytes ──► ring ──► viewer, viewer, viewer …
//!                                                                         └──► who comes back (Last-Event-ID)
//! ```

mod channel;
pub(crate) mod frame;
mod picture;
mod viewer;

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use cluster::{About, Cluster, Reader, Watched};
use futures::Stream;
use tokio_util::sync::CancellationToken;

use crate::{rights_end::RightsEnd, sign_in::SessionEnd};
use channel::Channel;

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
    channels: Mutex<Channels>,
}

impl Live {
    /// The streams of a cluster; nothing is done before somebody looks.
    #[must_use]
    pub fn new(cluster: Cluster) -> Self {
        Self(Arc::new(Hub {
            cluster,
            channels: Mutex::default(),
        }))
    }

    /// A stream of server-sent events, ready to be written to the wire, until something ends it. With the id of the last
    /// event that was received it begins after that one, if that is still known; else with a snapshot.
    ///
    /// Must be called on a tokio runtime.
    pub fn follow(
        &self,
        seen: Watched,
        subject: Subject,
        last_id: Option<u64>,
        end: Ending,
    ) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
        // Taken under the lock, so that a channel that nobody follows cannot end at this very moment.
        let mut channels = self.0.lock();
        let channel = channels
            .entry((seen.reader().clone(), subject))
            .or_insert_with_key(|(_, subject)| channel::start(&self.0, seen, subject.clone()));
        let subscription = channel.subscribe(last_id);
        let channel = Arc::clone(channel);
        drop(channels);
        viewer::stream(channel, subscription, self.0.cluster.name(), end)
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
