//! [`Cluster`]: the handle through which everybody else sees a cluster.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockWriteGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use contract::{
    ClusterKind, ClusterSummary, DaemonSetList, DaemonSetRow, FactsMessage, Freshness, NodeRow,
    PodRow,
};
use jiff::Timestamp;
use kube::Client;
use preflight::{
    Facts,
    facts::{LimitRangeFacts, Nodes, PriorityClassFacts, QuotaFacts, RuntimeClassFacts},
};
use tokio::{
    sync::{Notify, broadcast},
    task::JoinSet,
    time::Instant,
};

use crate::{
    changes::ChangeSet,
    freshness::Health,
    index::{Index, facts::NodeLog},
    list::{ListError, ListQuery, View},
    objects::{
        Kind,
        daemonset::DaemonSet,
        namespace::Namespace,
        node::Node,
        pod::Pod,
        shelved::{Claim, ConfigMap, Secret, ServiceAccount, Shelved, StorageClass, Volume},
    },
    probe, watch,
};

/// Changes are gathered for at most this long.
const GATHER: Duration = Duration::from_millis(10);
/// How many change sets a slow follower may be behind before it must read everything anew.
const BACKLOG: usize = 1024;
/// Of how many namespaces and DaemonSets facts are kept.
const MOST_FACTS: usize = 64;

/// A cluster as the console sees it. Cheap to clone; its background tasks end with the last clone.
#[derive(Clone)]
pub struct Cluster {
    inner: Arc<Inner>,
}

struct Inner {
    name: String,
    kind: ClusterKind,
    endpoint: Option<String>,
    client: Client,
    shared: Arc<Shared>,
    /// Aborted when dropped.
    _tasks: JoinSet<()>,
}

/// What the background tasks write and the handle reads.
pub(crate) struct Shared {
    index: RwLock<Index>,
    published: RwLock<Published>,
    pub(crate) health: Health,
    /// Told when there may be something to publish.
    pub(crate) wake: Notify,
    /// Whether the freshness has changed since it was last published.
    freshness_changed: AtomicBool,
    changes: broadcast::Sender<Arc<ChangeSet>>,
    node_log: Mutex<NodeLog>,
    /// Tells the sequence numbers of this run from those of another.
    epoch: String,
}

/// What readers see.
#[derive(Clone, Default)]
struct Published {
    sequence: u64,
    /// The latest change set by which the facts are others.
    facts_sequence: u64,
    view: Arc<View>,
    /// By namespace and DaemonSet; made when first asked for, until the next change.
    facts: HashMap<(String, String), Arc<Facts>>,
    /// The nodes of these facts, which all of them share.
    nodes: Option<Nodes>,
}

/// Facts, and the change set up to which they hold at least.
struct Known {
    facts: Arc<Facts>,
    sequence: u64,
}

impl Cluster {
    /// A cluster behind a client that there is already: the sandbox, or a test's.
    ///
    /// # Panics
    /// Not on a tokio runtime.
    #[must_use]
    pub fn with_client(name: &str, kind: ClusterKind, client: Client) -> Self {
        Self::start(name, kind, None, client)
    }

    /// Starts the watches.
    pub(crate) fn start(
        name: &str,
        kind: ClusterKind,
        endpoint: Option<String>,
        client: Client,
    ) -> Self {
        let shared = Arc::new(Shared {
            index: RwLock::default(),
            published: RwLock::default(),
            health: Health::new(),
            wake: Notify::new(),
            freshness_changed: AtomicBool::new(false),
            changes: broadcast::channel(BACKLOG).0,
            node_log: Mutex::default(),
            epoch: Timestamp::now().as_microsecond().to_string(),
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(watch::run::<DaemonSet>(client.clone(), Arc::clone(&shared)));
        tasks.spawn(watch::run::<Pod>(client.clone(), Arc::clone(&shared)));
        tasks.spawn(watch::run::<Node>(client.clone(), Arc::clone(&shared)));
        tasks.spawn(watch::run::<Namespace>(client.clone(), Arc::clone(&shared)));
        watch_for_preflight(&mut tasks, &client, &shared);
        tasks.spawn(probe::run(client.clone(), Arc::clone(&shared)));
        tasks.spawn(publish(Arc::clone(&shared)));
        Self {
            inner: Arc::new(Inner {
                name: name.to_owned(),
                kind,
                endpoint,
                client,
                shared,
                _tasks: tasks,
            }),
        }
    }

    /// Its name in paths.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The address of its API server, where it has one.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.inner.endpoint.as_deref()
    }

    /// Name, kind, version, and whether its API server answers.
    #[must_use]
    pub fn summary(&self) -> ClusterSummary {
        self.inner
            .shared
            .health
            .summary(&self.inner.name, self.inner.kind)
    }

    /// Whether what is read here follows the cluster, and if not since when and why.
    #[must_use]
    pub fn freshness(&self) -> Freshness {
        self.inner.shared.health.freshness()
    }

    /// Whether every kind that rows are made of has been read once, or may not be read at all. Before
    /// that, what is missing here may well be there.
    #[must_use]
    pub fn is_synced(&self) -> bool {
        self.inner.shared.health.are_settled(&Kind::ESSENTIAL)
    }

    /// Waits until [`Self::is_synced`], but neither longer than this nor for an API server that does not
    /// answer.
    pub async fn wait_until_synced(&self, patience: Duration) -> bool {
        const STEP: Duration = Duration::from_millis(10);
        let end = Instant::now() + patience;
        loop {
            if self.is_synced() {
                return true;
            }
            if Instant::now() >= end || self.inner.shared.health.is_silent() {
                return false;
            }
            tokio::time::sleep(STEP).await;
        }
    }

    /// One page of the DaemonSets that match.
    ///
    /// # Errors
    /// The query cannot be understood. See [`ListError`].
    pub fn list(&self, query: &ListQuery) -> Result<DaemonSetList, ListError> {
        self.inner.shared.published().view.list(query)
    }

    /// The row of one DaemonSet, if there is one of that name.
    #[must_use]
    pub fn row(&self, namespace: &str, name: &str) -> Option<DaemonSetRow> {
        self.inner
            .shared
            .published()
            .view
            .row(namespace, name)
            .cloned()
    }

    /// All nodes as one DaemonSet sees them, by name, if there is one of that name.
    #[must_use]
    pub fn nodes(&self, namespace: &str, name: &str) -> Option<Vec<NodeRow>> {
        self.inner.shared.index().nodes(namespace, name)
    }

    /// The pods of one DaemonSet, by node and name, if there is one of that name.
    #[must_use]
    pub fn pods(&self, namespace: &str, name: &str) -> Option<Vec<PodRow>> {
        self.inner.shared.index().pods(namespace, name)
    }

    /// The names of all namespaces.
    #[must_use]
    pub fn namespaces(&self) -> Vec<String> {
        self.inner.shared.index().namespaces()
    }

    /// What preflight reads of the cluster, of a namespace and of a DaemonSet in it; both may be empty.
    /// Made once for all who ask between two changes.
    #[must_use]
    pub fn facts(&self, namespace: &str, daemon_set: &str) -> Arc<Facts> {
        self.inner.shared.facts(namespace, daemon_set).facts
    }

    /// As [`Self::facts`], for who has the facts of the version `since` already: where that is still
    /// known, of the nodes only those that are other since.
    #[must_use]
    pub fn facts_since(
        &self,
        namespace: &str,
        daemon_set: &str,
        since: Option<&str>,
    ) -> FactsMessage {
        self.inner.shared.facts_since(namespace, daemon_set, since)
    }

    /// Whether all that preflight reads has been read once, or may not be read at all.
    #[must_use]
    pub fn knows_facts(&self) -> bool {
        self.inner.shared.health.are_settled(&Kind::ALL)
    }

    /// What changes from now on. A follower that is too slow is told how much it has missed, and
    /// reads everything anew.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Arc<ChangeSet>> {
        self.inner.shared.changes.subscribe()
    }

    /// The sequence number of the latest change set.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.inner.shared.published().sequence
    }

    pub(crate) fn client(&self) -> &Client {
        &self.inner.client
    }
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Cluster")
            .field("name", &self.inner.name)
            .field("kind", &self.inner.kind)
            .finish_non_exhaustive()
    }
}

impl Shared {
    /// The index, to write. Held for one event at a time.
    pub(crate) fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes whether the freshness has changed, and has it published.
    pub(crate) fn told(&self, freshness_changed: bool) {
        if freshness_changed {
            self.freshness_changed.store(true, Ordering::Release);
            self.wake.notify_one();
        }
    }

    fn index(&self) -> std::sync::RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn published(&self) -> Published {
        self.published
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn published_mut(&self) -> RwLockWriteGuard<'_, Published> {
        self.published
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn facts(&self, namespace: &str, daemon_set: &str) -> Known {
        let published = self.published();
        let about = (namespace.to_owned(), daemon_set.to_owned());
        if let Some(facts) = published.facts.get(&about) {
            return Known {
                facts: Arc::clone(facts),
                sequence: published.facts_sequence,
            };
        }
        let index = self.index();
        let nodes = published.nodes.or_else(|| index.node_facts());
        let why = |kind| self.health.why_unknown(kind);
        let facts = index.facts(nodes.clone(), (namespace, daemon_set), why);
        drop(index);
        let facts = Arc::new(facts);
        let mut latest = self.published_mut();
        if latest.sequence == published.sequence {
            latest.nodes = nodes;
            if latest.facts.len() >= MOST_FACTS {
                latest.facts = HashMap::new();
            }
            latest.facts.insert(about, Arc::clone(&facts));
        }
        Known {
            facts,
            sequence: published.facts_sequence,
        }
    }

    fn facts_since(&self, namespace: &str, daemon_set: &str, since: Option<&str>) -> FactsMessage {
        let Known { facts, sequence } = self.facts(namespace, daemon_set);
        let version = format!("{}-{sequence}", self.epoch);
        let seen = since.and_then(|since| {
            let (epoch, seen) = since.split_once('-')?;
            let seen: u64 = seen.parse().ok()?;
            (epoch == self.epoch && seen <= sequence).then_some(seen)
        });
        let mut facts = (*facts).clone();
        let Some(seen) = seen.filter(|_| facts.nodes.is_some()) else {
            return FactsMessage {
                version,
                since: None,
                removed_nodes: Vec::new(),
                facts,
            };
        };
        let index = self.index();
        let (changed, removed) = self.node_log().since(seen);
        facts.nodes = Some(index.some_node_facts(changed.iter()));
        FactsMessage {
            version,
            since: since.map(str::to_owned),
            removed_nodes: removed.iter().map(ToString::to_string).collect(),
            facts,
        }
    }

    fn node_log(&self) -> MutexGuard<'_, NodeLog> {
        self.node_log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes what has changed visible, and tells it.
    pub(crate) fn publish(&self) {
        // Held to the end, so that what is published and told keeps the order of what happened.
        let mut index = self.index_mut();
        let mut changes = index.take_changes();
        changes.freshness = self.freshness_changed.swap(false, Ordering::AcqRel);
        if changes.is_empty() {
            return;
        }
        let mut published = self.published_mut();
        published.sequence += 1;
        changes.sequence = published.sequence;
        published.view = Arc::new(index.view());
        if changes.facts {
            published.facts_sequence = published.sequence;
            published.facts = HashMap::new();
            published.nodes = None;
            let nodes = [changes.nodes.as_slice(), changes.used_nodes.as_slice()].concat();
            self.node_log()
                .note(changes.sequence, &nodes, &changes.removed_nodes);
        }
        drop(published);
        // That nobody follows is no error.
        let _ = self.changes.send(Arc::new(changes));
    }
}

/// Starts the watches of the kinds that only preflight reads.
fn watch_for_preflight(tasks: &mut JoinSet<()>, client: &Client, shared: &Arc<Shared>) {
    macro_rules! watch {
        ($($kept:ty),*) => {
            $(tasks.spawn(watch::run::<Shelved<$kept>>(client.clone(), Arc::clone(shared)));)*
        };
    }
    watch!(
        QuotaFacts,
        LimitRangeFacts,
        PriorityClassFacts,
        RuntimeClassFacts
    );
    watch!(
        Claim,
        Volume,
        StorageClass,
        ServiceAccount,
        ConfigMap,
        Secret
    );
}

/// Publishes what has changed: at once after a quiet while, and otherwise every [`GATHER`].
async fn publish(shared: Arc<Shared>) {
    let mut next = Instant::now();
    loop {
        shared.wake.notified().await;
        tokio::time::sleep_until(next).await;
        shared.publish();
        next = Instant::now() + GATHER;
    }
}
