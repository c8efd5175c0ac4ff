//! `DELETE …/daemonsets/{name}/pods/{pod}`

use axum::{extract::State, response::Response};
use cluster::DeleteOptions;
use http::HeaderMap;
use serde::Deserialize;
use store::audit::Action;
use utoipa::IntoParams;
use validator::Validate;

use super::PodPath;
use crate::{
    app::App,
    extract::{Input, SignedIn, rules},
    problem::Problem,
    routes::daemonsets::{
        DryRun, WriteRefusal,
        answer::Form,
        change::{Change, Sending},
        delete::Deleted,
        repeat::KeyHeader,
    },
};

/// How to delete a pod.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeletePodQuery {
    /// Only if this is its `metadata.uid`.
    #[validate(length(max = 128), custom(function = "rules::resource_version"))]
    #[param(max_length = 128, pattern = r"^[!-~]*$")]
    uid: Option<String>,
    /// `All`: only try.
    dry_run: Option<DryRun>,
}

/// Deletes one pod, with the time to stop that it asks for. The controller makes another one on its node: of the current
/// revision, also where the update strategy is `OnDelete`.
#[utoipa::path(
    delete,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/pods/{pod}",
    tag = "pods",
    operation_id = "delete_daemonset_pod",
    params(PodPath, DeletePodQuery, KeyHeader),
    responses(
        (status = 200, description = "It is gone", body = Deleted),
        (status = 202, description = "It is going", body = Deleted),
        WriteRefusal,
    )
)]
pub(crate) async fn delete_daemonset_pod(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<PodPath, DeletePodQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let writes = app.writes.clone();
    let (path, pod) = path.split();
    let change = Change {
        form: Form::Json,
        services: Vec::new(),
        companions: Vec::new(),
        dry_run: query.dry_run.is_some(),
        action: Action::Delete,
        pod: Some(pod.clone()),
        app,
        identity,
        path,
    };
    let uid = query.uid.filter(|uid| !uid.is_empty());
    let write = async move {
        let (change, path, pod, uid) = (&change, &change.path, &pod, &uid);
        let judge = async { Ok(()) };
        let send = |(), how: Sending| async move {
            let options = DeleteOptions {
                uid: uid.clone(),
                write: how.options,
                ..DeleteOptions::default()
            };
            let there = change.there().await?;
            let user = there.as_user(&change.identity);
            Ok(user
                .delete_pod(&path.namespace, &path.name, pod, &options)
                .await?)
        };
        let says = [pod.as_str(), uid.as_deref().unwrap_or_default()];
        change.run(&headers, &says, judge, send).await
    };
    writes.finish(write).await
}
