//! `DELETE /clusters/{cluster}`

use axum::extract::State;
use contract::ProblemDocument;
use http::StatusCode;
use store::audit::Action;

use super::record;
use crate::{
    app::App,
    clusters::adding,
    extract::{Input, OfConsole},
    problem::{Problem, ProblemType},
    routes::paths::ClusterPath,
};

/// Forgets a cluster that an admin added, with its credentials. What still reads from it ends.
#[utoipa::path(
    delete,
    path = "/api/v1/clusters/{cluster}",
    tag = "clusters",
    operation_id = "remove_cluster",
    params(ClusterPath),
    responses(
        (status = 204),
        (status = 403, description = "Only admins may", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "None of that name was added", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove_cluster(
    State(app): State<App>,
    OfConsole(identity): OfConsole,
    Input { path, .. }: Input<ClusterPath>,
) -> Result<StatusCode, Problem> {
    super::refuse_others(&app, &identity)?;
    let row = record::begin(&app, &identity, Action::Delete, &path.cluster).await?;
    let removed = app.store.clusters().remove(&path.cluster).await;
    row.end(&app, removed.as_ref().is_ok_and(|was_there| *was_there))
        .await;
    if !removed? {
        let words = format!(
            "No cluster `{}` was added here; those of settings and kubeconfigs are removed there.",
            path.cluster
        );
        return Err(Problem::new(ProblemType::NotFound, words));
    }
    adding::take_over(&app.clusters, &app.store).await?;
    Ok(StatusCode::NO_CONTENT)
}
