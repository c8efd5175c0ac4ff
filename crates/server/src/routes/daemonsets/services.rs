//! `GET …/daemonsets/{name}/services`

use axum::{Json, extract::State};
use contract::ServiceList;

use super::OnePath;
use crate::{
    app::App,
    extract::{Input, SignedIn},
    problem::Problem,
};

/// The Services that select the pods of a DaemonSet, by name.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/services",
    tag = "daemonsets",
    operation_id = "list_daemonset_services",
    params(OnePath),
    responses((status = 200, body = ServiceList))
)]
pub(crate) async fn list_daemonset_services(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, .. }: Input<OnePath>,
) -> Result<Json<ServiceList>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let items = entry
        .as_user(&identity)
        .services(&path.namespace, &path.name)
        .await?;
    Ok(Json(ServiceList { items }))
}
