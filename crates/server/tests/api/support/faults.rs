//! Consoles with a proxy before their cluster, and a second console beside a first.

use cluster::{About, Cluster, Credential};
use contract::ClusterKind;
use fault_proxy::{FaultProxy, ProxyBody};
use http::Request;
use http_body_util::BodyExt as _;
use server::{
    app::{App, Parts},
    clusters::Clusters,
    config::SessionTimes,
    router::router,
    sign_in::SignIn,
};
use store::Store;
use tokio_util::sync::CancellationToken;
use tower::service_fn;

use super::{TOKEN, TestApp, start::parts};

impl TestApp {
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
        let proxy = before(&client);
        inject(&proxy);
        let through = kube::Client::new(proxy.clone(), "default");
        let cluster = Cluster::with_client("faulty", ClusterKind::Kubernetes, through);
        let app = Self::with_store(store, cluster, client, sandbox).await;
        (app, proxy)
    }

    /// Another console over the same cluster and database, as one replica is beside another, with such a proxy before its
    /// cluster.
    pub(crate) async fn another(&self) -> (Self, FaultProxy) {
        let sign_in = SignIn::with_token(&TOKEN.parse().unwrap(), SessionTimes::default());
        self.beside(self.app.store.clone(), |_| sign_in).await
    }

    /// The same over another way to that database, where people sign in to the cluster so.
    pub(crate) async fn beside(
        &self,
        store: Store,
        sign_in: impl FnOnce(&Cluster) -> SignIn,
    ) -> (Self, FaultProxy) {
        let proxy = before(&self.client);
        let through = kube::Client::new(proxy.clone(), "default");
        let cluster = Cluster::with_client(&self.name, ClusterKind::Kubernetes, through);
        let own = Credential::of_kubeconfig();
        let user = cluster.as_user(&own);
        let watched = user.watched(&About::Everything).await.unwrap();
        let stopping = CancellationToken::new();
        let parts = App::new(Parts {
            clusters: Clusters::new([cluster.clone()]),
            stopping: stopping.clone(),
            ..parts(store, sign_in(&cluster))
        });
        let app = Self {
            router: router(parts.clone(), 8080),
            name: self.name.clone(),
            cluster: watched,
            namespace: self.namespace.clone(),
            stopping,
            sandbox: None,
            client: self.client.clone(),
            app: parts,
        };
        app.eventually("it has read the cluster", || {
            app.cluster.is_synced() && app.cluster.namespaces().contains(&app.namespace)
        })
        .await;
        (app, proxy)
    }
}

/// A proxy before a cluster.
fn before(client: &kube::Client) -> FaultProxy {
    let upstream = client.clone();
    FaultProxy::before(service_fn(move |request: Request<ProxyBody>| {
        let upstream = upstream.clone();
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await?.to_bytes().to_vec();
            let request = Request::from_parts(head, kube::client::Body::from(body));
            Ok::<_, tower::BoxError>(upstream.send(request).await?)
        }
    }))
}
