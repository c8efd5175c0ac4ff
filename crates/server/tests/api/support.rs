//! `TestApp`: the whole console without a port.

mod call;
mod provider;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use axum::Router;
use cluster::{About, Cluster, ConnectOptions, Credential, Watched};
use contract::ClusterKind;
use fault_proxy::{FaultProxy, ProxyBody};
use http::{Method, Request, header};
use http_body_util::BodyExt as _;
use sandbox::{Sandbox, SandboxOptions, Seed};
use serde_json::Value;
use server::{
    app::{App, Hosts, Parts},
    assets::Assets,
    clusters::Clusters,
    config::{FetchHost, LocalToken, SessionTimes},
    judgements::Judgements,
    outside::Outside,
    readiness::Readiness,
    router::router,
    sign_in::{ClusterAccess, SealKeys, SignIn, TokenSignIn},
    writes::Writes,
};
use store::Store;
use tokio_util::sync::CancellationToken;
use tower::service_fn;

pub(crate) use call::{Answer, Call};
pub(crate) use provider::Provider;

/// The token of every test's console.
pub(crate) const TOKEN: &str = "test-token-0123456789abcdef";

/// How long the cluster may take for what a test waits for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The console, its cluster and a namespace that belongs to one test.
pub(crate) struct TestApp {
    pub(crate) router: Router,
    /// What the console has watched.
    pub(crate) cluster: Watched,
    /// The cluster's name in paths.
    pub(crate) name: String,
    /// The test's own namespace.
    pub(crate) namespace: String,
    pub(crate) stopping: CancellationToken,
    /// None where the cluster is a real one.
    pub(crate) sandbox: Option<Sandbox>,
    /// For what the console has no routes for: namespaces.
    client: kube::Client,
    /// What its handlers reach.
    pub(crate) app: App,
}

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
            let options = ConnectOptions::Kubeconfig {
                path: Some(kubeconfig.clone().into()),
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

    /// A token of a new service account with these bindings: a namespace (empty: all) and the name of a cluster role.
    pub(crate) async fn token_of(&self, name: &str, bindings: &[(&str, &str)]) -> String {
        let accounts = format!("/api/v1/namespaces/{}/serviceaccounts", self.namespace);
        let account = serde_json::json!({"metadata": {"name": name}});
        self.cluster_request("POST", &accounts, &account).await;
        for (number, (namespace, role)) in bindings.iter().enumerate() {
            let binding = serde_json::json!({
                "metadata": {"name": format!("{}-{name}-{number}", self.namespace)},
                "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": self.namespace}],
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
            });
            let place = match *namespace {
                "" => "clusterrolebindings".to_owned(),
                namespace => format!("namespaces/{namespace}/rolebindings"),
            };
            let path = format!("/apis/rbac.authorization.k8s.io/v1/{place}");
            self.cluster_request("POST", &path, &binding).await;
        }
        let path = format!("{accounts}/{name}/token");
        let wanted = serde_json::json!({"spec": {"expirationSeconds": 3600}});
        let made = self.cluster_request("POST", &path, &wanted).await;
        made["status"]["token"].as_str().unwrap().to_owned()
    }

    /// A request of somebody, by his token.
    pub(crate) fn person(&self, token: &str, method: Method, path: &str) -> Call<'_> {
        self.call(method, path)
            .header("authorization", &format!("Bearer {token}"))
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

    /// The console over the cluster that the surroundings name, with a proxy before it that does on command what
    /// goes wrong on the way. The test's own requests to the cluster go past the proxy.
    pub(crate) async fn behind_faults() -> (Self, FaultProxy) {
        Self::behind_faults_from_the_beginning(|_| {}).await
    }

    /// The same, where something is wrong before the console first asks for anything.
    pub(crate) async fn behind_faults_from_the_beginning(
        inject: impl FnOnce(&FaultProxy),
    ) -> (Self, FaultProxy) {
        let store = Store::open("sqlite::memory:").await.unwrap();
        Self::behind_faults_with_store(store, inject).await
    }

    /// The same with a database of its own.
    pub(crate) async fn behind_faults_with_database(url: &str) -> (Self, FaultProxy) {
        let store = Store::open(url).await.unwrap();
        Self::behind_faults_with_store(store, |_| {}).await
    }

    async fn behind_faults_with_store(
        store: Store,
        inject: impl FnOnce(&FaultProxy),
    ) -> (Self, FaultProxy) {
        let (client, sandbox) = Self::cluster_at_hand().await;
        let upstream = client.clone();
        let proxy = FaultProxy::before(service_fn(move |request: Request<ProxyBody>| {
            let upstream = upstream.clone();
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await?.to_bytes().to_vec();
                let request = Request::from_parts(head, kube::client::Body::from(body));
                Ok::<_, tower::BoxError>(upstream.send(request).await?)
            }
        }));
        inject(&proxy);
        let through = kube::Client::new(proxy.clone(), "default");
        let cluster = Cluster::with_client("faulty", ClusterKind::Kubernetes, through);
        let app = Self::with_store(store, cluster, client, sandbox).await;
        (app, proxy)
    }

    /// A client of the cluster that the surroundings name.
    async fn cluster_at_hand() -> (kube::Client, Option<Sandbox>) {
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
    async fn with_store(
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
    async fn with_sign_in(
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
        let parts = App::new(Parts {
            store,
            clusters: Clusters::new([cluster.clone()]),
            sign_in,
            admin_groups: Vec::new(),
            hosts: Hosts::default(),
            policy: preflight::Policy::kubernetes(),
            assets: Assets::load(),
            writes: Writes::default(),
            judgements: Judgements::default(),
            outside: Outside::new(FetchHost::usual()),
            readiness: Readiness::default(),
            stopping: stopping.clone(),
        });
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

    /// The names of the DaemonSets that the test's namespace holds, as the cluster itself says.
    pub(crate) async fn daemonsets(&self) -> Vec<String> {
        self.names("/apis/apps/v1", "daemonsets").await
    }

    /// The names of its Services.
    pub(crate) async fn services(&self) -> Vec<String> {
        self.names("/api/v1", "services").await
    }

    /// The rows of the audit trail, the first first, at most a hundred.
    pub(crate) async fn audit_rows(&self) -> Vec<Value> {
        let audit = self.get("/api/v1/audit?limit=100").await.expect(200).json();
        let mut rows = audit["items"].as_array().unwrap().clone();
        rows.reverse();
        rows
    }

    async fn names(&self, group: &str, plural: &str) -> Vec<String> {
        let path = format!("{group}/namespaces/{}/{plural}", self.namespace);
        let list = self.cluster_request("GET", &path, &Value::Null).await;
        let items = list["items"].as_array().unwrap().iter();
        items
            .map(|item| item["metadata"]["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// A request to the cluster itself, past the console.
    pub(crate) async fn cluster_request(&self, method: &str, path: &str, body: &Value) -> Value {
        self.try_cluster_request(method, path, body).await.unwrap()
    }

    /// The same, where the cluster may refuse.
    pub(crate) async fn try_cluster_request(
        &self,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value, kube::Error> {
        request(&self.client, method, path, body).await
    }

    /// Waits until something is so.
    pub(crate) async fn eventually(&self, what: &str, is_so: impl Fn() -> bool) {
        let start = std::time::Instant::now();
        while !is_so() {
            assert!(start.elapsed() < PATIENCE, "in vain: {what}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// A request of this test; add headers, then [`Call::send`].
    pub(crate) fn call(&self, method: Method, path: &str) -> Call<'_> {
        Call::new(self, method, path)
    }

    /// Signed in by the token, as programs are.
    pub(crate) fn signed_in(&self, method: Method, path: &str) -> Call<'_> {
        self.call(method, path)
            .header("authorization", &format!("Bearer {TOKEN}"))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.signed_in(Method::GET, path).send("").await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.signed_in(Method::DELETE, path).send("").await
    }

    /// Creates a manifest in the test's namespace.
    pub(crate) async fn create(&self, manifest: &str) -> Answer {
        self.signed_in(Method::POST, &self.collection())
            .header("content-type", "application/yaml")
            .send(manifest.to_owned())
            .await
    }

    /// Where DaemonSets of the test's namespace are created.
    pub(crate) fn collection(&self) -> String {
        contract::path::namespaced_daemonsets(&self.name, &self.namespace)
    }

    /// One DaemonSet of the test's namespace.
    pub(crate) fn object(&self, name: &str) -> String {
        contract::path::daemonset(&self.name, &self.namespace, name)
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

async fn request(
    client: &kube::Client,
    method: &str,
    path: &str,
    body: &Value,
) -> Result<Value, kube::Error> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(body.to_string().into_bytes())
        .unwrap();
    client.request(request).await
}

/// What a row of the audit trail says in these fields, with blanks between them.
pub(crate) fn words(row: &Value, fields: &[&str]) -> String {
    let words: Vec<&str> = fields
        .iter()
        .map(|field| row[field].as_str().unwrap())
        .collect();
    words.join(" ")
}

/// A DaemonSet that any cluster takes.
pub(crate) fn manifest(name: &str) -> String {
    format!(
        "apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: {name} # a comment
spec:
  selector:
    matchLabels: {{app: {name}}}
  template:
    metadata:
      labels: {{app: {name}}}
    spec:
      containers:
        - name: agent
          image: registry.example/agent:1.0
"
    )
}
