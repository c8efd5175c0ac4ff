//! `GET /clusters`

use axum::{Json, extract::State};
use contract::ClusterList;

use crate::app::App;

/// The clusters; the first is the one to show when none was chosen.
#[utoipa::path(
    get,
    path = "/api/v1/clusters",
    tag = "clusters",
    operation_id = "list_clusters",
    responses((status = 200, body = ClusterList))
)]
pub(crate) async fn list_clusters(State(app): State<App>) -> Json<ClusterList> {
    Json(ClusterList {
        items: app.clusters.summaries(),
    })
}
