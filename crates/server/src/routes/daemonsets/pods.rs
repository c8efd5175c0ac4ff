//! `GET …/daemonsets/{name}/pods`

use axum::{Json, extract::State};
use contract::PodList;

use super::{OnePath, ReadQuery, no_such_daemonset};
use crate::{
    app::App,
    clusters::refuse_unknown,
    extract::{Input, SignedIn},
    problem::Problem,
};

/// The pods of a DaemonSet, by node.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/pods",
    tag = "daemonsets",
    operation_id = "list_daemonset_pods",
    params(OnePath, ReadQuery),
    responses((status = 200, body = PodList))
)]
pub(crate) async fn list_daemonset_pods(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<OnePath, ReadQuery>,
) -> Result<Json<PodList>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let about = path.about();
    let seen = entry
        .once_known_of(&identity, &about, "daemonsets", query.version())
        .await?;
    refuse_unknown(&seen, &about, "pods")?;
    let freshness = seen.freshness();
    let items = seen
        .pods(&path.namespace, &path.name)
        .ok_or_else(|| no_such_daemonset(&path, &seen))?;
    Ok(Json(PodList { items, freshness }))
}
