//! `GET …/daemonsets/{name}/nodes`

use axum::{Json, extract::State};
use contract::NodeList;

use super::{OnePath, ReadQuery, no_such_daemonset};
use crate::{
    app::App,
    clusters::refuse_unknown,
    extract::{Input, SignedIn},
    problem::Problem,
};

/// All nodes of the cluster as one DaemonSet sees them, by name.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/nodes",
    tag = "daemonsets",
    operation_id = "list_daemonset_nodes",
    params(OnePath, ReadQuery),
    responses((status = 200, body = NodeList))
)]
pub(crate) async fn list_daemonset_nodes(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<OnePath, ReadQuery>,
) -> Result<Json<NodeList>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let about = path.about();
    let seen = entry
        .once_known_of(&identity, &about, "daemonsets", query.version())
        .await?;
    if refuse_unknown(&seen, &about, "nodes").is_err() {
        // Then only the nodes that have a pod are told.
        refuse_unknown(&seen, &about, "pods")?;
    }
    let freshness = seen.freshness();
    let items = seen
        .nodes(&path.namespace, &path.name)
        .ok_or_else(|| no_such_daemonset(&path, &seen))?;
    Ok(Json(NodeList { items, freshness }))
}
