//! [`Cluster`]: the handle through which everybody else sees a cluster.

use std::{sync::Arc, time::Duration};

use contract::{ClusterKind, ClusterSummary, Freshness};
use kube::Client;
use preflight::facts::{LimitRangeFacts, PriorityClassFacts, QuotaFacts, RuntimeClassFacts};
use tokio::{task::JoinSet, time::Instant};
use tracing::{Instrument as _, Span};

use crate::{
    access::Access,
    caller::{AsUser, Credential},
    discovery::Discovery,
    documentation::Documented,
    objects::{
        Kind,
        daemonset::DaemonSet,
        namespace::Namespace,
        node::Node,
        pod::Pod,
        refusal::Refusal,
        shelved::{
            Claim, ConfigMap, DeviceClass, ResourceClaim, ResourceClaimTemplate, Secret,
            ServiceAccount, Shelved, StorageClass, Volume,
        },
        stumble::Stumble,
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
    ways: Ways,
    access: Access,
    shared: Arc<Shared>,
    documented: Documented,
    discovery: Discovery,
    /// Aborted when dropped.
    _tasks: JoinSet<()>,
}

/// The ways to the API server.
pub(crate) struct Ways {
    /// With the console's own credentials.
    pub(crate) own: Transport,
    /// With none, for those who bring a token: the API server must not take them for the console.
    pub(crate) without_credentials: Transport,
    /// The console's own, for those whom it names; closed where its own credentials already act as somebody else, whom
    /// the API server would go on seeing.
    pub(crate) impersonating: Transport,
}

impl Cluster {
    /// A cluster behind a client that there is already: the sandbox, or a test's. Who comes with a token of his own is
    /// not let in.
    ///
    /// # Panics
    /// Not on a tokio runtime.
    #[must_use]
    pub fn with_client(name: &str, kind: ClusterKind, client: Client) -> Self {
        let own = Transport::from(client);
        let ways = Ways {
            impersonating: own.clone(),
            without_credentials: Transport::closed(),
            own,
        };
        Self::start(name, kind, None, ways)
    }

    /// The same, with a client that brings no credentials of its own, for those who come with a token.
    ///
    /// # Panics
    /// Not on a tokio runtime.
    #[must_use]
    pub fn with_clients(
        name: &str,
        kind: ClusterKind,
        client: Client,
        without_credentials: Client,
    ) -> Self {
        let own = Transport::from(client);
        let ways = Ways {
            impersonating: own.clone(),
            without_credentials: without_credentials.into(),
            own,
        };
        Self::start(name, kind, None, ways)
    }

    /// Starts the watches.
    pub(crate) fn start(
        name: &str,
        kind: ClusterKind,
        endpoint: Option<String>,
        ways: Ways,
    ) -> Self {
        let transport = ways.own.clone();
        let shared = Arc::new(Shared::new());
        let mut tasks = Tasks::of(name);
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
        tasks.spawn(watch::run::<Refusal>(
            transport.clone(),
            Arc::clone(&shared),
        ));
        tasks.spawn(watch::run::<Stumble>(
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
                ways,
                access: Access::default(),
                shared,
                documented: Documented::default(),
                discovery: Discovery::default(),
                _tasks: tasks.set,
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

    /// The API server, with a user's rights.
    #[must_use]
    pub const fn as_user<'a>(&'a self, credential: &'a Credential) -> AsUser<'a> {
        AsUser::new(self, credential)
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.inner.shared
    }

    pub(crate) fn documented(&self) -> &Documented {
        &self.inner.documented
    }

    pub(crate) fn discovery(&self) -> &Discovery {
        &self.inner.discovery
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.inner.ways.own
    }

    pub(crate) fn ways(&self) -> &Ways {
        &self.inner.ways
    }

    /// What the API server has answered to those who asked what they may.
    pub(crate) fn access(&self) -> &Access {
        &self.inner.access
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

/// Tasks that say in the log which cluster they are about.
struct Tasks {
    set: JoinSet<()>,
    span: Span,
}

impl Tasks {
    fn of(cluster: &str) -> Self {
        Self {
            set: JoinSet::new(),
            span: tracing::info_span!("cluster", name = cluster),
        }
    }

    fn spawn(&mut self, task: impl Future<Output = ()> + Send + 'static) {
        self.set.spawn(task.instrument(self.span.clone()));
    }
}

/// Starts the watches of the kinds that only preflight reads.
fn watch_for_preflight(tasks: &mut Tasks, transport: &Transport, shared: &Arc<Shared>) {
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
    watch!(DeviceClass, ResourceClaim, ResourceClaimTemplate);
}
