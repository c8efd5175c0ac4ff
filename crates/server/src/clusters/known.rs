//! A cluster that the console knows of, whether or not it speaks to it yet.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use cluster::{Cluster, ConnectOptions, Fingerprint};
use contract::{ClusterAccess, ClusterKind, ClusterOrigin, ClusterState, ClusterSummary};
use manifest::{Message, message::console as said};
use tokio::{runtime::Handle, sync::OnceCell, task::spawn_blocking};
use tokio_util::sync::CancellationToken;

use super::Entry;
use crate::{
    error_chain::Chain,
    problem::{Problem, ProblemType},
};

/// How long a connection may take to come about: a kubeconfig may have a command run that asks somebody for a token.
const CONNECTING: Duration = Duration::from_secs(20);
/// When to ask again, in seconds.
const RETRY: u32 = 10;

/// How the console comes to a cluster.
#[derive(Clone, Debug)]
pub enum Way {
    /// It is there already.
    Ready(Cluster),
    /// By these options, once somebody looks at it.
    Connect(ConnectOptions),
    /// Not at all, for this reason.
    Broken(Message),
}

/// What is known of a cluster before anybody speaks to it.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its name in paths.
    pub name: String,
    /// How the console comes to it.
    pub way: Way,
    /// Whether the certificate of its API server is not looked at.
    pub is_unverified: bool,
    /// What it leads to: one with another is another way to the same cluster. None where that cannot change.
    pub fingerprint: Option<Fingerprint>,
    /// How people reach it, where that was said of it.
    pub access: Option<ClusterAccess>,
}

impl Found {
    /// Whether another is the same way to it.
    pub(super) fn leads_as(&self, other: &Self) -> bool {
        if self.access != other.access {
            return false;
        }
        match (&self.way, &other.way) {
            (Way::Broken(one), Way::Broken(other)) => one == other,
            (Way::Broken(_), _) | (_, Way::Broken(_)) => false,
            _ => self.fingerprint == other.fingerprint,
        }
    }
}

/// A cluster that the console knows of. It is connected to when somebody first looks at it: a kubeconfig may have dozens of
/// contexts, and each costs its cluster watches of everything, and its owner perhaps a command that asks for a password.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) found: Found,
    pub(super) origin: ClusterOrigin,
    /// The namespaces that are read alone; all where none is named.
    namespaces: Arc<[String]>,
    entry: OnceCell<Entry>,
    /// Why it could not be connected to the last time.
    failure: Mutex<Option<Message>>,
    gone: CancellationToken,
}

impl Known {
    pub(super) fn new(found: Found, origin: ClusterOrigin, namespaces: Arc<[String]>) -> Self {
        let gone = CancellationToken::new();
        let entry = match &found.way {
            Way::Ready(cluster) => OnceCell::from(Entry::new(cluster.clone(), gone.clone())),
            Way::Connect(_) | Way::Broken(_) => OnceCell::new(),
        };
        Self {
            found,
            origin,
            namespaces,
            entry,
            failure: Mutex::default(),
            gone,
        }
    }

    /// The cluster, if the console speaks to it already.
    pub(super) fn awake(&self) -> Option<&Entry> {
        self.entry.get()
    }

    /// The cluster. Who asks at the same time waits for the same connection.
    ///
    /// # Errors
    ///
    /// A [`ProblemType::ClusterUnavailable`] with the reason that its configuration makes no connection.
    pub(super) async fn wake(&self) -> Result<&Entry, Problem> {
        let connected = self.entry.get_or_try_init(|| async {
            let cluster = self.connect().await?;
            tracing::info!(cluster = cluster.name(), "connected");
            Ok(Entry::new(cluster, self.gone.clone()))
        });
        connected.await.map_err(|reason: Message| {
            let detail = said::cluster_not_connected(self.found.name.as_str(), reason.clone());
            tracing::warn!(cluster = self.found.name, %reason, "not connected");
            self.note(Some(reason));
            Problem::new(ProblemType::ClusterUnavailable, detail).retry_after(RETRY)
        })
    }

    async fn connect(&self) -> Result<Cluster, Message> {
        let options = match &self.found.way {
            Way::Ready(cluster) => return Ok(cluster.clone()),
            Way::Broken(reason) => return Err(reason.clone()),
            Way::Connect(options) => options.clone(),
        };
        let name = self.found.name.clone();
        // A command may be waited for.
        let runtime = Handle::current();
        let namespaces = Arc::clone(&self.namespaces);
        let connecting = spawn_blocking(move || {
            runtime.block_on(Cluster::connect_as(Some(&name), options, &namespaces))
        });
        match tokio::time::timeout(CONNECTING, connecting).await {
            Ok(Ok(connected)) => connected.map_err(|error| Chain(&error).to_string().into()),
            Ok(Err(error)) => Err(Chain(&error).to_string().into()),
            Err(_) => Err(said::connecting_took_long(CONNECTING.as_secs().to_string())),
        }
    }

    /// The cluster as one line of the list of clusters.
    pub(super) fn summary(&self) -> ClusterSummary {
        let awake = self.awake().map(|entry| entry.cluster.summary());
        ClusterSummary {
            origin: self.origin,
            unverified: self.found.is_unverified,
            ..awake.unwrap_or_else(|| self.asleep())
        }
    }

    fn asleep(&self) -> ClusterSummary {
        let message = match &self.found.way {
            Way::Broken(reason) => Some(reason.clone()),
            Way::Ready(_) | Way::Connect(_) => self.failure(),
        };
        let state = match message {
            Some(_) => ClusterState::Unusable,
            None => ClusterState::Resting,
        };
        ClusterSummary {
            name: self.found.name.clone(),
            kind: ClusterKind::Kubernetes,
            state,
            origin: self.origin,
            ..ClusterSummary::default()
        }
        .because(message.as_ref())
    }

    /// Ends what still reads from it.
    pub(super) fn leave(&self) {
        self.gone.cancel();
    }

    fn failure(&self) -> Option<Message> {
        let failure = self.failure.lock();
        failure.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, reason: Option<Message>) {
        let failure = self.failure.lock();
        *failure.unwrap_or_else(PoisonError::into_inner) = reason;
    }
}
