//! Where one is: the cluster and the namespace, which the address holds.

use contract::{ClusterList, ClusterSummary};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use super::session::Session;
use super::storage;
use crate::api::{self, ApiError};
use crate::reactive::{effect, memo};
use crate::routes;

const KEY: &str = "everynode.cluster";

/// A page's own way with the namespace: what it is there, and what choosing another one does.
#[derive(Clone, Copy, Debug)]
pub struct NamespaceClaim {
    /// The namespace that the page speaks of.
    pub value: Signal<String>,
    /// Runs with the one that is chosen; none where the page cannot have another.
    pub choose: Option<Callback<String>>,
}

/// Cluster and namespace, as a context.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    clusters: RwSignal<Option<Result<ClusterList, ApiError>>>,
    /// The names of the namespaces of the cluster, from whatever stream the page follows.
    pub namespaces: RwSignal<Vec<String>>,
    claim: RwSignal<Option<NamespaceClaim>>,
    cluster_claim: RwSignal<Option<Callback<String>>>,
    cluster: Memo<String>,
    namespace: Memo<String>,
    session: Session,
}

impl Place {
    /// Reads the address from now on and asks for the clusters. Below the router.
    pub fn provide() -> Self {
        let clusters = RwSignal::new(None::<Result<ClusterList, ApiError>>);
        let location = use_location();
        let (pathname, query) = (location.pathname, location.query);
        let cluster = memo(move || {
            routes::cluster_of(&pathname.get())
                .or_else(|| usual_cluster(clusters.get().as_ref()?.as_ref().ok()?))
                .unwrap_or_default()
        });
        let namespace = memo(move || {
            routes::namespace_of(&pathname.get())
                .or_else(|| query.with(|query| query.get("namespace")))
                .unwrap_or_default()
        });
        effect(move || {
            let cluster = cluster.get();
            if !cluster.is_empty() {
                storage::keep(KEY, &cluster);
            }
        });
        let place = Self {
            clusters,
            namespaces: RwSignal::new(Vec::new()),
            claim: RwSignal::new(None),
            cluster_claim: RwSignal::new(None),
            cluster,
            namespace,
            session: Session::expect(),
        };
        provide_context(place);
        place.load();
        place
    }

    /// The place of this page.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// Asks for the clusters, again if need be.
    pub fn load(self) {
        spawn_local(async move {
            let answer = api::clusters::list().await;
            if let Err(error) = &answer {
                self.session.notice(error);
            }
            self.clusters.set(Some(answer));
        });
    }

    /// The name of the cluster in the address, else the one shown last, else the first; empty until
    /// it is known. Tracked.
    #[must_use]
    pub fn cluster(self) -> Signal<String> {
        self.cluster.into()
    }

    /// The namespace in the address; empty for all. Tracked.
    #[must_use]
    pub fn namespace(self) -> Signal<String> {
        self.namespace.into()
    }

    /// Takes over what the namespace in the bar is and does, for as long as the caller lives.
    pub fn claim_namespace(self, claim: NamespaceClaim) {
        self.claim.set(Some(claim));
        on_cleanup(move || {
            // The frame may be gone as well.
            let _ = self.claim.try_set(None);
        });
    }

    /// The page's own way with the namespace; none where choosing one leads to its list. Tracked.
    #[must_use]
    pub fn namespace_claim(self) -> Option<NamespaceClaim> {
        self.claim.get()
    }

    /// Takes over what choosing another cluster in the bar does, for as long as the caller lives.
    pub fn claim_cluster(self, choose: Callback<String>) {
        self.cluster_claim.set(Some(choose));
        on_cleanup(move || {
            // The frame may be gone as well.
            let _ = self.cluster_claim.try_set(None);
        });
    }

    /// What choosing another cluster does on this page; none where it leads to its list. Tracked.
    #[must_use]
    pub fn cluster_claim(self) -> Option<Callback<String>> {
        self.cluster_claim.get()
    }

    /// All clusters, or why they cannot be told; none while asking. Tracked.
    #[must_use]
    pub fn clusters(self) -> Option<Result<ClusterList, ApiError>> {
        self.clusters.get()
    }

    /// What is known of the current cluster. Tracked.
    #[must_use]
    pub fn summary(self) -> Option<ClusterSummary> {
        let name = self.cluster.get();
        let clusters = self.clusters.get()?.ok()?;
        clusters.items.into_iter().find(|item| item.name == name)
    }
}

/// The cluster to show when the address names none.
fn usual_cluster(clusters: &ClusterList) -> Option<String> {
    let kept = storage::read(KEY);
    let names = || clusters.items.iter().map(|cluster| &cluster.name);
    names()
        .find(|name| Some(*name) == kept.as_ref())
        .or_else(|| names().next())
        .cloned()
}
