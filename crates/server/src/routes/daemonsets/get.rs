//! `GET …/daemonsets/{name}`

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};

use super::{
    OnePath,
    answer::{self, Form},
};
use crate::{
    app::App,
    extract::{Input, SignedIn},
    problem::Problem,
};

/// The whole object as the API server has it now, as JSON or, where `Accept` says so, YAML.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}",
    tag = "daemonsets",
    operation_id = "get_daemonset",
    params(OnePath),
    responses((status = 200, content(
        (Object = "application/json"),
        (String = "application/yaml"),
    )))
)]
pub(crate) async fn get_daemonset(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, .. }: Input<OnePath>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let form = Form::wanted(&headers)?;
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let object = entry
        .as_user(&identity)
        .get(&path.namespace, &path.name)
        .await?;
    Ok(answer::object(StatusCode::OK, form, &object, &[]))
}
