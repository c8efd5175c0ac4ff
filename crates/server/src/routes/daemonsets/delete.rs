//! `DELETE …/daemonsets/{name}`

use axum::{extract::State, response::Response};
use cluster::{DeleteOptions, PropagationPolicy};
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
    problem::Problem,
};

/// What becomes of the pods (`metav1.DeletionPropagation`).
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
pub(crate) enum Propagation {
    /// The DaemonSet goes at once, its pods after it.
    Background,
    /// The pods go first.
    Foreground,
    /// The pods stay.
    Orphan,
}

/// How to delete.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeleteQuery {
    /// What becomes of the pods; `Background` if nothing is said.
    propagation_policy: Option<Propagation>,
    /// Only if it still is this version.
    #[validate(length(max = 128), custom(function = "rules::resource_version"))]
    #[param(max_length = 128, pattern = r"^[!-~]*$")]
    resource_version: Option<String>,
    /// `All`: only try.
    dry_run: Option<DryRun>,
}

/// Deletes a DaemonSet. The answer is 202 while its pods are still going, else 200, with what the API server
/// says.
#[utoipa::path(
    delete,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}",
    tag = "daemonsets",
    operation_id = "delete_daemonset",
    params(OnePath, DeleteQuery, KeyHeader),
    responses(
        (status = 200, description = "It is gone", body = Object),
        (status = 202, description = "It is going", body = Object),
        WriteRefusal,
    )
)]
pub(crate) async fn delete_daemonset(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<OnePath, DeleteQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let writes = app.writes.clone();
    let change = Change {
        form: Form::Json,
        dry_run: query.dry_run.is_some(),
        action: Action::Delete,
        app,
        identity,
        path,
    };
    let propagation = match query.propagation_policy {
        // Said and not left to the API server, whose default for old versions was another.
        Some(Propagation::Background) | None => PropagationPolicy::Background,
        Some(Propagation::Foreground) => PropagationPolicy::Foreground,
        Some(Propagation::Orphan) => PropagationPolicy::Orphan,
    };
    let version = query.resource_version;
    let write = async move {
        let (change, path, version) = (&change, &change.path, &version);
        let judge = async { Ok(()) };
        let send = |(), how: Sending| async move {
            let options = DeleteOptions {
                propagation_policy: Some(propagation),
                resource_version: version.clone(),
                uid: None,
                write: how.options,
            };
            let user = change.user()?;
            Ok(user.delete(&path.namespace, &path.name, &options).await?)
        };
        let says = [propagation.as_str(), version.as_deref().unwrap_or_default()];
        change.run(&headers, &says, judge, send).await
    };
    writes.finish(write).await
}
