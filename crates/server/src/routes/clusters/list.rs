//! `GET /clusters`

use axum::{Json, extract::State};
use contract::ClusterList;

use crate::{app::App, extract::SignedIn};

/// The clusters; the first is the one to show when none was chosen.
#[utoipa::path(
    get,
    path = "/api/v1/clusters",
    tag = "clusters",
    operation_id = "list_clusters",
    responses((status = 200, body = ClusterList))
)]
pub(crate) async fn list_clusters(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
) -> Json<ClusterList> {
    let mut items = app.clusters.summaries();
    items.retain(|cluster| identity.only_of().is_none_or(|only| only == cluster.name));
    Json(ClusterList {
        may_add: super::refuse_others(&app, &identity).is_ok(),
        items,
    })
}
