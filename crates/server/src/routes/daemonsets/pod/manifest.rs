//! `GET …/daemonsets/{name}/pods/{pod}/manifest`

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};

use super::PodPath;
use crate::{
    app::App,
    extract::{Input, SignedIn},
    problem::Problem,
    routes::daemonsets::answer::{self, Form},
};

/// The whole pod as the API server has it now, as JSON or, where `Accept` says so, YAML.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/pods/{pod}/manifest",
    tag = "pods",
    operation_id = "get_daemonset_pod_manifest",
    params(PodPath),
    responses((status = 200, content(
        (Object = "application/json"),
        (String = "application/yaml"),
    )))
)]
pub(crate) async fn get_daemonset_pod_manifest(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, .. }: Input<PodPath>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let form = Form::wanted(&headers)?;
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let user = entry.as_user(&identity);
    let pod = user
        .pod_object(&path.namespace, &path.name, &path.pod)
        .await?;
    Ok(answer::object(StatusCode::OK, form, &pod, &[]))
}
