//! `GET …/daemonsets/{name}/events`

use axum::{Json, extract::State};
use contract::EventList;

use super::OnePath;
use crate::{
    app::App,
    extract::{Input, SignedIn},
    problem::Problem,
};

/// What Kubernetes tells of a DaemonSet and of the pods that it has now, the latest first.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/events",
    tag = "daemonsets",
    operation_id = "list_daemonset_events",
    params(OnePath),
    responses((status = 200, body = EventList))
)]
pub(crate) async fn list_daemonset_events(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, .. }: Input<OnePath>,
) -> Result<Json<EventList>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let seen = entry.once_read(&identity, &path.about()).await?;
    let freshness = seen.freshness();
    let items = entry
        .as_user(&identity)
        .events(&seen, &path.namespace, &path.name)
        .await?;
    Ok(Json(EventList { items, freshness }))
}
