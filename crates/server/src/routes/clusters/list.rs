//! `GET /clusters`

use axum::{Json, extract::State};
use contract::ClusterList;

use crate::{app::App, extract::SignedIn};

/// The clusters, and how people reach each; the first is the one to show when none was chosen.
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
    let (clusters, sign_in) = (&app.clusters, &app.sign_in);
    sign_in.tell_access(clusters, &identity, &mut items);
    sign_in
        .ask_kept_tokens(clusters, &identity, &mut items)
        .await;
    Json(ClusterList {
        may_add: super::refuse_others(&app, &identity).is_ok(),
        items,
    })
}
