//! `POST …/daemonsets/{name}/rollback`

use axum::{extract::State, response::Response};
use contract::Rollback;
use http::HeaderMap;
use serde::Deserialize;
use store::audit::Action;
use validator::Validate;

use super::{OnePath, WriteQuery, WriteRefusal, answer::Form, trail::Begun};
use crate::{
    app::App,
    extract::{InputWithBody, SignedIn},
    problem::Problem,
};

/// A [`Rollback`] with the rule that it is held to.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RollbackBody {
    #[serde(default)]
    #[validate(range(min = 0))]
    revision: i64,
}

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
            (Object = "application/json"),
            (String = "application/yaml"),
        )),
        WriteRefusal,
    )
)]
pub(crate) async fn roll_back_daemonset(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    headers: HeaderMap,
    InputWithBody { path, query, body }: InputWithBody<OnePath, WriteQuery, RollbackBody>,
) -> Result<Response, Problem> {
    let form = Form::wanted(&headers)?;
    let dry_run = query.dry_run.is_some();
    let writes = app.writes.clone();
    let write = async move {
        let entry = app.clusters.get(&path.cluster)?;
        let entry_in_trail = path.entry(&identity, Action::Rollback);
        let begun = Begun::new(&app, dry_run, entry_in_trail).await;
        let recorded = begun.recorded(|_| Vec::new()).await?;
        let write = async {
            let user = entry.as_user(&identity);
            let written = user.rollback(&path.namespace, &path.name, body.revision, dry_run);
            Ok(written.await?)
        };
        recorded.send(write).await.respond(form).await
    };
    writes.finish(write).await
}
