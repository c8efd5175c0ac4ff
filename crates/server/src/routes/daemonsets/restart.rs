//! `POST …/daemonsets/{name}/restart`

use axum::{extract::State, response::Response};
use http::HeaderMap;
use serde::Deserialize;
use store::audit::Action;
use utoipa::IntoParams;
use validator::Validate;

use super::{
    DryRun, OnePath, WriteRefusal,
    answer::Form,
    change::{Change, Sending},
    repeat::KeyHeader,
};
use crate::{
    app::App,
    extract::{Input, SignedIn, rules},
    problem::{Problem, ProblemType},
};

/// How to restart.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RestartQuery {
    /// Only if this is its `metadata.uid`: not another of the same name that was made meanwhile.
    #[validate(length(max = 128), custom(function = "rules::resource_version"))]
    #[param(max_length = 128, pattern = r"^[!-~]*$")]
    uid: Option<String>,
    /// `All`: only try.
    dry_run: Option<DryRun>,
}

/// Has all pods replaced, at the pace of the update strategy, as `kubectl rollout restart` does.
#[utoipa::path(
    post,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/restart",
    tag = "daemonsets",
    operation_id = "restart_daemonset",
    params(OnePath, RestartQuery, KeyHeader),
    responses(
        (status = 200, description = "The object as it is now (with `dryRun`: would be)",
            headers(("Resource-Version" = String, description = "The version that this led to")), content(
            (Object = "application/json"),
            (String = "application/yaml"),
        )),
        WriteRefusal,
    )
)]
pub(crate) async fn restart_daemonset(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<OnePath, RestartQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let writes = app.writes.clone();
    let change = Change {
        form: Form::wanted(&headers)?,
        services: Vec::new(),
        companions: Vec::new(),
        dry_run: query.dry_run.is_some(),
        action: Action::Restart,
        pod: None,
        app,
        identity,
        path,
    };
    let uid = query.uid.filter(|uid| !uid.is_empty());
    let write = async move {
        let (change, path, uid) = (&change, &change.path, &uid);
        // The patch cannot carry it: the API server takes a `uid` in a patch for a change of the object's own.
        let judge = async {
            let Some(wanted) = uid else {
                return Ok(());
            };
            let there = {
                let there = change.there().await?;
                let user = there.as_user(&change.identity);
                user.get(&path.namespace, &path.name).await?
            };
            if there.to_value()["metadata"]["uid"] == wanted.as_str() {
                return Ok(());
            }
            let detail = format!(
                "The DaemonSet `{}` is another one by now: that with the uid `{wanted}` is gone.",
                path.name
            );
            Err(Problem::new(ProblemType::Conflict, detail))
        };
        let send = |(), how: Sending| async move {
            let there = change.there().await?;
            let user = there.as_user(&change.identity);
            Ok(user
                .restart(&path.namespace, &path.name, how.at, how.options)
                .await?)
        };
        change
            .run(&headers, uid.as_deref().as_slice(), judge, send)
            .await
    };
    writes.finish(write).await
}
