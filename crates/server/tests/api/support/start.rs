//! The ways in which a test's console starts: over which cluster, with which database and people.

use std::sync::atomic::{AtomicUsize, Ordering};

use cluster::{About, Cluster, ConnectOptions, Credential};
use contract::ClusterKind;
use sandbox::{Sandbox, SandboxOptions, Seed};
use serde_json::Value;
use server::{
    app::{App, Hosts, Parts},
    assets::Assets,
    clusters::Clusters,
    config::{AuditRetention, LocalToken, PerMinute, SessionTimes, usual_fetch_hosts},
    judgements::Judgements,
    limits::Limits,
    outside::Outside,
    readiness::Readiness,
    router::router,
    sign_in::{ClusterAccess, SealKeys, SignIn, TokenSignIn},
    writes::Writes,
};
use store::Store;
use tokio_util::sync::CancellationToken;

use super::{TOKEN, TestApp, console_of, request};

/// A cluster, as the one whose tokens sign people in.
pub(crate) fn home(cluster: &Cluster) -> (Clusters, String) {
    let clusters = Clusters::new([cluster.clone()]);
    (clusters, cluster.name().to_owned())
}

impl TestApp {
    /// The console over the cluster that the surroundings name, with a namespace of its own.
    pub(crate) async fn start() -> Self {
        match std::env::var("EVERYNODE_TEST_KUBECONFIG") {
            Ok(kubeconfig) => Self::on_kubernetes(&kubeconfig).await,
            Err(_) => Self::on_sandbox().await,
        }
    }

    /// The console over a sandbox with three nodes, for tests that need its faults.
    pub(crate) async fn on_sandbox() -> Self {
        Self::on_sandbox_of(&small()).await
    }

    /// The console over a sandbox, where people call it by this address.
    pub(crate) async fn on_sandbox_at(public_url: &str) -> Self {
        let app = Self::on_sandbox().await;
        let sign_in = SignIn::with_token(&TOKEN.parse().unwrap(), SessionTimes::default());
        let parts = Parts {
            clusters: app.app.clusters.clone(),
            hosts: Hosts {
                public_url: Some(public_url.parse().unwrap()),
                ..Hosts::default()
            },
            stopping: app.stopping.clone(),
            ..parts(app.app.store.clone(), sign_in)
        };
        let parts = App::new(parts);
        Self {
            router: router(parts.clone(), 8080),
            app: parts,
            ..app
        }
    }

    /// The console over a sandbox that is made so.
    pub(crate) async fn on_sandbox_of(options: &SandboxOptions) -> Self {
        let sandbox = Sandbox::start(options);
        let client = kube::Client::new(sandbox.service(), "default");
        let cluster = Cluster::with_client("sandbox", ClusterKind::Sandbox, client.clone());
        Self::over(cluster, client, Some(sandbox)).await
    }

    /// The console over the cluster that the surroundings name, to which people come with their own tokens: see
    /// [`Self::token_of`] and [`Self::person`].
    pub(crate) async fn with_people(access: ClusterAccess) -> Self {
        let store = Store::open("sqlite::memory:").await.unwrap();
        Self::with_people_by(store, |cluster| {
            let keys = SealKeys::random().unwrap();
            let tokens = TokenSignIn::new(home(&cluster), access, Vec::new(), keys);
            SignIn::with_cluster(tokens, SessionTimes::default())
        })
        .await
    }

    /// The same with a database of its own, where people sign in to the cluster so.
    pub(crate) async fn with_people_by(
        store: Store,
        sign_in: impl FnOnce(Cluster) -> SignIn,
    ) -> Self {
        let (cluster, client, sandbox) = Self::cluster_with_people().await;
        let sign_in = sign_in(cluster.clone());
        Self::with_sign_in(store, cluster, client, sandbox, sign_in).await
    }

    /// The cluster that the surroundings name, where the console reads and people come with tokens; and a client of its
    /// administrator.
    async fn cluster_with_people() -> (Cluster, kube::Client, Option<Sandbox>) {
        if let Ok(kubeconfig) = std::env::var("EVERYNODE_TEST_KUBECONFIG") {
            // The console's own rights may be less than those of whoever prepares a test.
            let of_console = std::env::var("EVERYNODE_TEST_CONSOLE_KUBECONFIG");
            let of_console = of_console.unwrap_or_else(|_| kubeconfig.clone());
            let options = ConnectOptions::Kubeconfig {
                path: Some(of_console.into()),
                context: None,
            };
            let cluster = Cluster::connect(options).await.unwrap();
            return (cluster, client(&kubeconfig, None).await, None);
        }
        let sandbox = Sandbox::start(&SandboxOptions {
            people: true,
            ..small()
        });
        let client = |service| kube::Client::new(service, "default");
        let cluster = Cluster::with_clients(
            "sandbox",
            ClusterKind::Sandbox,
            client(sandbox.service_of_console()),
            client(sandbox.service_for_anybody()),
        );
        (cluster, client(sandbox.service()), Some(sandbox))
    }

    /// The console over the cluster that the surroundings name, with keys that seal what is secret.
    pub(crate) async fn with_seal() -> Self {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let keys = SealKeys::random().unwrap();
        let store = store.sealed_by(std::sync::Arc::new(keys));
        let (client, sandbox) = Self::cluster_at_hand().await;
        let cluster = Cluster::with_client("sealed", ClusterKind::Kubernetes, client.clone());
        Self::with_store(store, cluster, client, sandbox).await
    }

    /// The console over the cluster that the surroundings name, and a database of its own.
    pub(crate) async fn with_database(url: &str) -> Self {
        let store = Store::open(url).await.unwrap();
        let (client, sandbox) = Self::cluster_at_hand().await;
        let kind = ClusterKind::Kubernetes;
        let cluster = Cluster::with_client("kept", kind, client.clone());
        Self::with_store(store, cluster, client, sandbox).await
    }

    /// A client of the cluster that the surroundings name.
    pub(super) async fn cluster_at_hand() -> (kube::Client, Option<Sandbox>) {
        if let Ok(kubeconfig) = std::env::var("EVERYNODE_TEST_KUBECONFIG") {
            return (client(&kubeconfig, None).await, None);
        }
        let sandbox = Sandbox::start(&small());
        let client = kube::Client::new(sandbox.service(), "default");
        (client, Some(sandbox))
    }

    /// The console over a real cluster, as a user with the rights of a role; none where the surroundings name no
    /// real cluster, because the sandbox knows no rights.
    pub(crate) async fn as_user(user: &str, rules: Value) -> Option<Self> {
        let kubeconfig = std::env::var("EVERYNODE_TEST_KUBECONFIG").ok()?;
        let admin = client(&kubeconfig, None).await;
        let metadata = serde_json::json!({"name": user});
        for (resource, body) in [
            (
                "clusterroles",
                serde_json::json!({"metadata": metadata, "rules": rules}),
            ),
            (
                "clusterrolebindings",
                serde_json::json!({
                    "metadata": metadata,
                    "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}],
                    "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": user},
                }),
            ),
        ] {
            let path = format!("/apis/rbac.authorization.k8s.io/v1/{resource}");
            request(&admin, "POST", &path, &body).await.unwrap();
        }
        let as_user = client(&kubeconfig, Some(user)).await;
        let cluster = Cluster::with_client("control-plane", ClusterKind::Kubernetes, as_user);
        Some(Self::over(cluster, admin, None).await)
    }

    async fn on_kubernetes(kubeconfig: &str) -> Self {
        let options = ConnectOptions::Kubeconfig {
            path: Some(kubeconfig.into()),
            context: None,
        };
        let cluster = Cluster::connect(options).await.unwrap();
        Self::over(cluster, client(kubeconfig, None).await, None).await
    }

    async fn over(cluster: Cluster, client: kube::Client, sandbox: Option<Sandbox>) -> Self {
        let store = Store::open("sqlite::memory:").await.unwrap();
        Self::with_store(store, cluster, client, sandbox).await
    }

    /// The console over a cluster and a database.
    pub(super) async fn with_store(
        store: Store,
        cluster: Cluster,
        client: kube::Client,
        sandbox: Option<Sandbox>,
    ) -> Self {
        let token: LocalToken = TOKEN.parse().unwrap();
        let sign_in = SignIn::with_token(&token, SessionTimes::default());
        Self::with_sign_in(store, cluster, client, sandbox, sign_in).await
    }

    /// The same, where one signs in so.
    pub(super) async fn with_sign_in(
        store: Store,
        cluster: Cluster,
        client: kube::Client,
        sandbox: Option<Sandbox>,
        sign_in: SignIn,
    ) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let namespace = format!(
            "everynode-test-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let stopping = CancellationToken::new();
        let own = Credential::of_kubeconfig();
        let watched = cluster
            .as_user(&own)
            .watched(&About::Everything)
            .await
            .unwrap();
        let parts = Parts {
            clusters: Clusters::new([cluster.clone()]),
            admin_groups: vec![format!("system:serviceaccounts:{}", console_of(&namespace))],
            stopping: stopping.clone(),
            ..parts(store, sign_in)
        };
        let parts = App::new(parts);
        let app = Self {
            router: router(parts.clone(), 8080),
            name: cluster.name().to_owned(),
            cluster: watched,
            namespace,
            stopping,
            sandbox,
            client,
            app: parts,
        };
        app.cluster_request(
            "POST",
            "/api/v1/namespaces",
            &serde_json::json!({"metadata": {"name": app.namespace}}),
        )
        .await;
        app.eventually("the namespace is known", || {
            app.cluster.is_synced() && app.cluster.namespaces().contains(&app.namespace)
        })
        .await;
        app
    }
}

/// What the consoles of tests have in common, over no cluster.
pub(super) fn parts(store: Store, sign_in: SignIn) -> Parts {
    Parts {
        store,
        clusters: Clusters::new([]),
        sign_in,
        admin_groups: Vec::new(),
        audit_retention: AuditRetention::default(),
        limits: Limits::new(PerMinute::USUAL_ASKS, PerMinute::USUAL_WRITES),
        trusted_proxies: Vec::new(),
        hosts: Hosts::default(),
        policy: preflight::Policy::kubernetes(),
        assets: Assets::load(),
        writes: Writes::default(),
        judgements: Judgements::default(),
        outside: Outside::new(usual_fetch_hosts(), Vec::new()),
        readiness: Readiness::default(),
        stopping: CancellationToken::new(),
    }
}

/// A sandbox with three nodes.
fn small() -> SandboxOptions {
    SandboxOptions {
        nodes: 3,
        seed: Seed::Nodes,
        ..SandboxOptions::default()
    }
}

/// A client of the cluster that a kubeconfig names, as its user or as another one.
async fn client(kubeconfig: &str, user: Option<&str>) -> kube::Client {
    let file = kube::config::Kubeconfig::read_from(kubeconfig).unwrap();
    let options = kube::config::KubeConfigOptions::default();
    let mut config = kube::Config::from_custom_kubeconfig(file, &options)
        .await
        .unwrap();
    config.auth_info.impersonate = user.map(str::to_owned);
    kube::Client::try_from(config).unwrap()
}
