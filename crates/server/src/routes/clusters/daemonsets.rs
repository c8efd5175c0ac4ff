//! `GET /daemonsets`

use std::time::Duration;

use axum::{Json, extract::State};
use cluster::{About, ListQuery};
use contract::{ClusterShare, DaemonSetRow, DaemonSetsOfClusters, Freshness};
use futures::future::join_all;

use super::names::{ClusterNames, ClustersQuery};
use crate::{
    app::App,
    extract::{Input, Nothing, SignedIn},
    problem::Problem,
    sign_in::Identity,
};

/// How long one cluster is waited for. The others do not wait for it longer than this.
const PATIENCE: Duration = Duration::from_secs(2);
/// The most rows of one cluster.
const MOST: u32 = 500;

/// The rows of several clusters, at most 500 of each, and how each cluster does. One that is away or slow adds the reason
/// and no rows, and the others do not wait for it.
#[utoipa::path(
    get,
    path = "/api/v1/daemonsets",
    tag = "daemonsets",
    operation_id = "list_daemonsets_of_clusters",
    params(ClustersQuery),
    responses((status = 200, body = DaemonSetsOfClusters))
)]
pub(crate) async fn list_daemonsets_of_clusters(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { query, .. }: Input<Nothing, ClustersQuery>,
) -> Json<DaemonSetsOfClusters> {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let about = About::namespace(&query.namespace);
    let wanted = ListQuery {
        namespace: text(&query.namespace),
        search: text(&query.search),
        limit: Some(MOST),
        ..ListQuery::default()
    };
    let names = ClusterNames::read(&query.clusters).or_awake(&app, &identity);
    let shares = names.into_iter().map(|name| {
        let share = share(&app, &identity, name.clone(), &about, &wanted);
        async {
            let slow = || {
                let seconds = PATIENCE.as_secs();
                let message = format!("It has not answered within {seconds} seconds.");
                let freshness = Freshness {
                    message,
                    ..Freshness::default()
                };
                (Vec::new(), unknown(name, freshness))
            };
            let share = tokio::time::timeout(PATIENCE, share).await;
            share.unwrap_or_else(|_| slow())
        }
    });
    let mut all = DaemonSetsOfClusters::default();
    for (rows, share) in join_all(shares).await {
        all.items.extend(rows);
        all.clusters.push(share);
    }
    Json(all)
}

async fn share(
    app: &App,
    identity: &Identity,
    name: String,
    about: &About,
    wanted: &ListQuery,
) -> (Vec<DaemonSetRow>, ClusterShare) {
    let read = async {
        let identity = identity.clone();
        let identity = app.sign_in.at(&app.clusters, identity, &name).await?;
        let entry = app.clusters.get(&identity, &name).await?;
        let seen = entry.once_known(&identity, about, "daemonsets").await?;
        Ok::<_, Problem>(seen.list(wanted)?)
    };
    match read.await {
        Ok(list) => {
            let rows = list.items.into_iter().map(|row| DaemonSetRow {
                cluster: name.clone(),
                ..row
            });
            let share = ClusterShare {
                name: name.clone(),
                total: Some(list.total),
                nodes: list.nodes,
                freshness: list.freshness,
            };
            (rows.collect(), share)
        }
        Err(problem) => (Vec::new(), unknown(name, problem.freshness())),
    }
}

fn unknown(name: String, freshness: Freshness) -> ClusterShare {
    ClusterShare {
        name,
        freshness,
        ..ClusterShare::default()
    }
}
