//! `GET …/daemonsets/{name}/pods/{pod}`

use axum::{Json, extract::State};
use cluster::About;
use contract::PodDetail;

use super::PodPath;
use crate::{
    app::App,
    extract::{Input, SignedIn},
    problem::Problem,
};

/// What there is to know of one pod: its containers with how they ended, conditions, and what is said of it.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/pods/{pod}",
    tag = "pods",
    operation_id = "get_daemonset_pod",
    params(PodPath),
    responses((status = 200, body = PodDetail))
)]
pub(crate) async fn get_daemonset_pod(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, .. }: Input<PodPath>,
) -> Result<Json<PodDetail>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let about = About::daemon_set(&path.namespace, &path.name);
    let seen = entry.seen_by(&identity, &about).await?;
    let user = entry.as_user(&identity);
    let pod = user.pod(&seen, &path.namespace, &path.name, &path.pod);
    Ok(Json(pod.await?))
}
