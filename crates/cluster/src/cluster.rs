//! [`Cluster`]: the handle through which everybody else sees a cluster.

use std::{sync::Arc, time::Duration};

use contract::{ClusterKind, ClusterSummary, Freshness};
use http::Method;
use kube::Client;
use preflight::facts::{LimitRangeFacts, PriorityClassFacts, QuotaFacts, RuntimeClassFacts};
use serde_json::Value;
use tokio::{task::JoinSet, time::Instant};
use tracing::{Instrument as _, Span};

use crate::{
    AtLeast,
    access::Access,
    api_server::ApiServer,
    caller::{AsUser, Credential},
    discovery::Discovery,
    documentation::Documented,
    objects::{
        Kind, Watchable,
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
    resource::DAEMON_SET,
    rest::Call,
    shared::{Shared, publish},
    transport::Transport,
    watch::{self, Extent, Part, Trouble},
};

/// A cluster as the console sees it. Cheap to clone; its background tasks end with the last clone.
#[derive(Clone)]
pub struct Cluster {
    inner: Arc<Inner>,
}

struct Inner {
    name: String,
    kind: ClusterKind,
    server: Option<ApiServer>,
    ways: Ways,
    access: Arc<Access>,
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
        Self::start((name, kind), None, ways, &Extent::default())
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
        Self::start((name, kind), None, ways, &Extent::default())
    }

    /// Starts the watches of so much.
    pub(crate) fn start(
        (name, kind): (&str, ClusterKind),
        server: Option<ApiServer>,
        ways: Ways,
        extent: &Extent,
    ) -> Self {
        let transport = ways.own.clone();
        let shared = Arc::new(Shared::new(extent));
        let mut tasks = Tasks::of(name);
        watch_all(&mut tasks, &transport, &shared, extent);
        tasks.spawn(probe::run(transport, Arc::clone(&shared)));
        tasks.spawn(publish(Arc::clone(&shared)));
        Self {
            inner: Arc::new(Inner {
                name: name.to_owned(),
                kind,
                server,
                ways,
                access: Arc::default(),
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
        self.inner.server.as_ref().map(|it| it.address.as_str())
    }

    /// Which API server it is, whatever the cluster is called: its address, and what it proves itself by. Empty of one that has
    /// no address.
    #[must_use]
    pub fn server(&self) -> &str {
        let server = self.inner.server.as_ref();
        server.map_or("", |it| it.identity.as_str())
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

    /// The sequence number of the latest change set.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.inner.shared.shown().1
    }

    /// Whether this has been read; then everybody finds it.
    #[must_use]
    pub fn has_read(&self, wanted: &AtLeast) -> bool {
        self.inner.shared.has_read(wanted)
    }

    /// Waits until this has been read, but no longer than so. Whether it has been.
    pub async fn wait_for(&self, wanted: &AtLeast, patience: Duration) -> bool {
        const STEP: Duration = Duration::from_millis(5);
        let end = Instant::now() + patience;
        while !self.has_read(wanted) {
            if Instant::now() >= end {
                return false;
            }
            tokio::time::sleep(STEP).await;
        }
        true
    }

    /// The version of the DaemonSets of a namespace as they are now; none where it cannot be asked for in a moment.
    pub async fn version_now(&self, namespace: &str) -> Option<String> {
        const PATIENCE: Duration = Duration::from_secs(1);
        let list = Call::new(
            "look up the version of the DaemonSets",
            Method::GET,
            DAEMON_SET.collection(namespace),
        );
        // One is enough: the version is that of the list.
        let list = list.query("limit", "1").timeout(PATIENCE);
        let list: Value = list.read(self.transport()).await.ok()?;
        let version = list["metadata"]["resourceVersion"].as_str();
        version.map(str::to_owned)
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
    pub(crate) fn access(&self) -> &Arc<Access> {
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

/// Starts a watch for each part of each kind. What is in no namespace is not asked for where a few are read alone: who
/// is set up for these has no right to more.
fn watch_all(tasks: &mut Tasks, transport: &Transport, shared: &Arc<Shared>, extent: &Extent) {
    macro_rules! watch {
        ($($kept:ty),*) => {$(
            let kind = <$kept as Watchable>::KIND;
            let parts = extent.parts(kind);
            if parts.is_empty() && !extent.only.is_empty() {
                let outside = Trouble::outside(kind, &extent.only);
                shared.health.failed(kind, &Part::default(), &outside);
            }
            for part in parts {
                tasks.spawn(watch::run::<$kept>(transport.clone(), Arc::clone(shared), part));
            }
        )*};
    }
    watch!(DaemonSet, Pod, Node, Namespace, Refusal, Stumble);
    // What only preflight reads.
    watch!(
        Shelved<QuotaFacts>,
        Shelved<LimitRangeFacts>,
        Shelved<PriorityClassFacts>,
        Shelved<RuntimeClassFacts>,
        Shelved<Claim>,
        Shelved<Volume>,
        Shelved<StorageClass>,
        Shelved<ServiceAccount>,
        Shelved<ConfigMap>,
        Shelved<Secret>,
        Shelved<DeviceClass>,
        Shelved<ResourceClaim>,
        Shelved<ResourceClaimTemplate>
    );
}
