//! `GET …/daemonsets/{name}/diagnosis`

use axum::{Json, extract::State};
use contract::{DiagnosisAnswer, diagnose};

use super::{OnePath, ReadQuery, no_such_daemonset};
use crate::{
    app::App,
    extract::{Input, SignedIn},
    problem::Problem,
};

/// What is the matter with a DaemonSet, where, since when, and what can be done: the sentence at the top of its page, in
/// codes. It says as much as the pods and nodes that the console may read allow; `freshness` names what it may not.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/diagnosis",
    tag = "daemonsets",
    operation_id = "diagnose_daemonset",
    params(OnePath, ReadQuery),
    responses((status = 200, body = DiagnosisAnswer))
)]
pub(crate) async fn diagnose_daemonset(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<OnePath, ReadQuery>,
) -> Result<Json<DiagnosisAnswer>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let seen = entry
        .once_known_of(&identity, &path.about(), "daemonsets", query.version())
        .await?;
    let freshness = seen.freshness();
    let (namespace, name) = (path.namespace.as_str(), path.name.as_str());
    let row = seen
        .row(namespace, name)
        .ok_or_else(|| no_such_daemonset(&path, &seen))?;
    let nodes = seen.nodes(namespace, name).unwrap_or_default();
    let pods = seen.pods(namespace, name).unwrap_or_default();
    Ok(Json(DiagnosisAnswer {
        diagnosis: diagnose(&row, &nodes, &pods),
        freshness,
    }))
}
