//! `GET …/daemonsets/{name}/revisions`

use axum::{Json, extract::State};
use contract::RevisionList;

use super::OnePath;
use crate::{
    app::App,
    extract::{Input, SignedIn},
    problem::Problem,
};

/// The former and current states of the template that can be gone back to, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/revisions",
    tag = "daemonsets",
    operation_id = "list_daemonset_revisions",
    params(OnePath),
    responses((status = 200, body = RevisionList))
)]
pub(crate) async fn list_daemonset_revisions(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, .. }: Input<OnePath>,
) -> Result<Json<RevisionList>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let seen = entry.once_read(&identity, &path.about()).await?;
    let freshness = seen.freshness();
    let items = entry
        .as_user(&identity)
        .revisions(&seen, &path.namespace, &path.name)
        .await?;
    Ok(Json(RevisionList { items, freshness }))
}
