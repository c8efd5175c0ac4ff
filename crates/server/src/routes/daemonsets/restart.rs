//! `POST …/daemonsets/{name}/restart`

use axum::{extract::State, response::Response};
use http::HeaderMap;
use store::audit::Action;

use super::{OnePath, WriteQuery, WriteRefusal, answer::Form, trail::Begun};
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
        let entry_in_trail = path.entry(&identity, Action::Restart);
        let begun = Begun::new(&app, dry_run, entry_in_trail).await;
        let recorded = begun.recorded(|_| Vec::new()).await?;
        let write = async {
            let user = entry.as_user(&identity);
            let written = user.restart(&path.namespace, &path.name, dry_run);
            Ok(written.await?)
        };
        recorded.send(write).await.respond(form).await
    };
    writes.finish(write).await
}
