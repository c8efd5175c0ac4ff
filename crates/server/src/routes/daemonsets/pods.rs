//! `GET …/daemonsets/{name}/pods`

use axum::{Json, extract::State};
use contract::PodList;

use super::{OnePath, no_such_daemonset};
use crate::{
    app::App,
    extract::{ApiPath, SignedIn},
    problem::Problem,
};

/// The pods of a DaemonSet, by node.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/pods",
    tag = "daemonsets",
    operation_id = "list_daemonset_pods",
    params(OnePath),
    responses((status = 200, body = PodList))
)]
pub(crate) async fn list_daemonset_pods(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    ApiPath(path): ApiPath<OnePath>,
) -> Result<Json<PodList>, Problem> {
    let entry = app.clusters.get(&path.cluster)?;
    let items = entry
        .once_read(&identity)
        .await?
        .pods(&path.namespace, &path.name)
        .ok_or_else(|| no_such_daemonset(&path))?;
    Ok(Json(PodList { items }))
}
