//! `POST …/daemonsets/{name}/rollback`

use axum::{extract::State, response::Response};
use contract::Rollback;
use http::HeaderMap;
use serde::Deserialize;
use store::audit::Action;
use validator::Validate;

use super::{
    OnePath, WriteQuery, WriteRefusal,
    answer::Form,
    change::{Change, Sending},
    repeat::KeyHeader,
};
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
    params(OnePath, WriteQuery, KeyHeader),
    request_body = Rollback,
    responses(
        (status = 200, description = "The object as it is now (with `dryRun`: would be)",
            headers(("Resource-Version" = String, description = "The version that this led to")), content(
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
    let writes = app.writes.clone();
    let change = Change {
        form: Form::wanted(&headers)?,
        services: Vec::new(),
        companions: Vec::new(),
        dry_run: query.dry_run.is_some(),
        action: Action::Rollback,
        pod: None,
        app,
        identity,
        path,
    };
    let write = async move {
        let (change, path, revision) = (&change, &change.path, body.revision);
        let judge = async { Ok(()) };
        let send = |(), how: Sending| async move {
            let there = change.there().await?;
            let user = there.as_user(&change.identity);
            Ok::<_, Problem>(
                user.rollback(&path.namespace, &path.name, revision, how.options)
                    .await?,
            )
        };
        let says = [revision.to_string()];
        change.run(&headers, &[&says[0]], judge, send).await
    };
    writes.finish(write).await
}
