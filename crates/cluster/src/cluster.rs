//! [`Cluster`]: the handle through which everybody else sees a cluster.

use std::{sync::Arc, time::Duration};

use contract::{
    ClusterKind, ClusterSummary, DaemonSetList, DaemonSetRow, FactsMessage, Freshness, NodeRow,
    PodRow,
};
use kube::Client;
use preflight::{
    Facts, Questions,
    facts::{LimitRangeFacts, PriorityClassFacts, QuotaFacts, RuntimeClassFacts},
};
use tokio::{sync::broadcast, task::JoinSet, time::Instant};

use crate::{
    changes::ChangeSet,
    list::{ListError, ListQuery},
    objects::{
        Kind,
        daemonset::DaemonSet,
        namespace::Namespace,
        node::Node,
        pod::Pod,
        shelved::{Claim, ConfigMap, Secret, ServiceAccount, Shelved, StorageClass, Volume},
    },
    probe,
    shared::{Shared, publish},
    transport::Transport,
    watch,
};

/// A cluster as the console sees it. Cheap to clone; its background tasks end with the last clone.
#[derive(Clone)]
pub struct Cluster {
    inner: Arc<Inner>,
}

struct Inner {
    name: String,
    kind: ClusterKind,
    endpoint: Option<String>,
    transport: Transport,
    shared: Arc<Shared>,
    /// Aborted when dropped.
    _tasks: JoinSet<()>,
}

impl Cluster {
    /// A cluster behind a client that there is already: the sandbox, or a test's.
    ///
    /// # Panics
    /// Not on a tokio runtime.
    #[must_use]
    pub fn with_client(name: &str, kind: ClusterKind, client: Client) -> Self {
        Self::start(name, kind, None, client.into())
    }

    /// Starts the watches.
    pub(crate) fn start(
        name: &str,
        kind: ClusterKind,
        endpoint: Option<String>,
        transport: Transport,
    ) -> Self {
        let shared = Arc::new(Shared::new());
        let mut tasks = JoinSet::new();
        tasks.spawn(watch::run::<DaemonSet>(
            transport.clone(),
            Arc::clone(&shared),
        ));
        tasks.spawn(watch::run::<Pod>(transport.clone(), Arc::clone(&shared)));
        tasks.spawn(watch::run::<Node>(transport.clone(), Arc::clone(&shared)));
        tasks.spawn(watch::run::<Namespace>(
            transport.clone(),
            Arc::clone(&shared),
        ));
        watch_for_preflight(&mut tasks, &transport, &shared);
        tasks.spawn(probe::run(transport.clone(), Arc::clone(&shared)));
        tasks.spawn(publish(Arc::clone(&shared)));
        Self {
            inner: Arc::new(Inner {
                name: name.to_owned(),
                kind,
                endpoint,
                transport,
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

    /// As [`Self::facts`], with the answers to what a manifest asks. The keys of Secrets are read from
    /// the API server.
    pub async fn facts_for(
        &self,
        namespace: &str,
        daemon_set: &str,
        questions: &Questions,
    ) -> Arc<Facts> {
        let facts = self.facts(namespace, daemon_set);
        if questions.is_empty() {
            return facts;
        }
        let mut facts = (*facts).clone();
        self.answer(&mut facts, (namespace, daemon_set), questions)
            .await;
        Arc::new(facts)
    }

    /// As [`Self::facts_for`], for who has the facts of the version `since` already: where that is still
    /// known, of the nodes only those that are other since.
    pub async fn facts_since(
        &self,
        namespace: &str,
        daemon_set: &str,
        since: Option<&str>,
        questions: &Questions,
    ) -> FactsMessage {
        let about = (namespace, daemon_set);
        let mut message = self.inner.shared.facts_since(about, since);
        self.answer(&mut message.facts, about, questions).await;
        message
    }

    async fn answer(&self, facts: &mut Facts, about: (&str, &str), questions: &Questions) {
        if !questions.neighbours.is_empty() {
            let index = self.inner.shared.index();
            facts.neighbours = index.neighbours(about, &questions.neighbours);
        }
        if let Some(known) = &mut facts.namespace {
            let names = questions.secrets.iter().map(String::as_str);
            known.looked_up = self.look_up_secrets(about.0, names).await;
        }
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
        self.inner.shared.changes()
    }

    /// The sequence number of the latest change set.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.inner.shared.published().sequence
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.inner.transport
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

/// Starts the watches of the kinds that only preflight reads.
fn watch_for_preflight(tasks: &mut JoinSet<()>, transport: &Transport, shared: &Arc<Shared>) {
    macro_rules! watch {
        ($($kept:ty),*) => {
            $(tasks.spawn(watch::run::<Shelved<$kept>>(transport.clone(), Arc::clone(shared)));)*
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
