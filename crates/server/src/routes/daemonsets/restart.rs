//! `POST …/daemonsets/{name}/restart`

use axum::{extract::State, response::Response};
use http::HeaderMap;

use super::{OnePath, WriteQuery, WriteRefusal, answer::Form, trail::Write};
use crate::{
    app::App,
    extract::{Input, SignedIn},
    problem::Problem,
};

/// Has all pods replaced, at the pace of the update strategy, as `kubectl rollout restart` does.
#[utoipa::path(
    post,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/restart",
    tag = "daemonsets",
    operation_id = "restart_daemonset",
    params(OnePath, WriteQuery),
    responses(
        (status = 200, description = "The object as it is now (with `dryRun`: would be)", content(
            (Object = "application/json"),
            (String = "application/yaml"),
        )),
        WriteRefusal,
    )
)]
pub(crate) async fn restart_daemonset(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<OnePath, WriteQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let form = Form::wanted(&headers)?;
    let dry_run = query.dry_run.is_some();
    let writes = app.writes.clone();
    let write = async move {
        let entry = app.clusters.get(&path.cluster)?;
        let mut write = Write::begin(&app, dry_run, path.subject(&identity, "restart")).await;
        write.is_on_record().await;
        let result = entry
            .as_user(&identity)
            .restart(&path.namespace, &path.name, dry_run)
            .await
            .map_err(Problem::from);
        write.answer(form, result).await
    };
    writes.finish(write).await
}
