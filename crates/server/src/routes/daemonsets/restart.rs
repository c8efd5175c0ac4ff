//! `POST …/daemonsets/{name}/restart`

use axum::{extract::State, response::Response};
use http::HeaderMap;
use store::audit::Action;

use super::{
    OnePath, WriteQuery, WriteRefusal,
    answer::Form,
    change::{Change, Sending},
    repeat::KeyHeader,
};
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
    params(OnePath, WriteQuery, KeyHeader),
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
    let write = async move {
        let (change, path) = (&change, &change.path);
        let judge = async { Ok(()) };
        let send = |(), how: Sending| async move {
            let user = change.user()?;
            Ok(user
                .restart(&path.namespace, &path.name, how.at, how.options)
                .await?)
        };
        change.run(&headers, &[], judge, send).await
    };
    writes.finish(write).await
}
