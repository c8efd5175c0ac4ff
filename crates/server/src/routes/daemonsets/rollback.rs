//! `POST …/daemonsets/{name}/rollback`

use axum::{extract::State, response::Response};
use contract::Rollback;
use http::HeaderMap;

use super::{OnePath, WriteQuery, WriteRefusal, answer::Form, trail::Write};
use crate::{
    app::App,
    extract::{ApiJson, ApiPath, ApiQuery, SignedIn},
    problem::Problem,
};

/// Makes the template what it was in a former revision, as `kubectl rollout undo` does.
#[utoipa::path(
    post,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/rollback",
    tag = "daemonsets",
    operation_id = "roll_back_daemonset",
    params(OnePath, WriteQuery),
    request_body = Rollback,
    responses(
        (status = 200, description = "The object as it is now (with `dryRun`: would be)", content(
            (Value = "application/json"),
            (String = "application/yaml"),
        )),
        WriteRefusal,
    )
)]
pub(crate) async fn roll_back_daemonset(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    ApiPath(path): ApiPath<OnePath>,
    ApiQuery(query): ApiQuery<WriteQuery>,
    headers: HeaderMap,
    ApiJson(rollback): ApiJson<Rollback>,
) -> Result<Response, Problem> {
    let form = Form::wanted(&headers)?;
    let dry_run = query.dry_run.is_some();
    let entry = app.clusters.get(&path.cluster)?;
    let result = entry
        .cluster
        .rollback(&path.namespace, &path.name, rollback.revision, dry_run)
        .await
        .map_err(Problem::from);
    let write = Write {
        app: &app,
        identity: &identity,
        action: "rollback",
        cluster: &path.cluster,
        namespace: &path.namespace,
        name: &path.name,
    };
    write.answer(form, dry_run, result).await
}
