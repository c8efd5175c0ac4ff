//! `DELETE /clusters/{cluster}/token`

use axum::{Extension, extract::State};
use contract::ProblemDocument;
use http::StatusCode;
use manifest::message::console as said;
use tower_sessions::Session;

use crate::{
    app::App,
    extract::{Input, OfConsole},
    problem::{Problem, ProblemType},
    routes::paths::ClusterPath,
    sign_in::Happening,
};

/// Forgets the token that the session has for a cluster: signs out of that one alone. What is open with it ends.
#[utoipa::path(
    delete,
    path = "/api/v1/clusters/{cluster}/token",
    tag = "clusters",
    operation_id = "delete_cluster_token",
    params(ClusterPath),
    responses(
        (status = 204, description = "It is forgotten"),
        (status = 404, description = "The session has none for it", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_cluster_token(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    OfConsole(identity): OfConsole,
    Input { path, .. }: Input<ClusterPath>,
) -> Result<StatusCode, Problem> {
    let cluster = path.cluster.as_str();
    let forgotten = app
        .sign_in
        .forget_token(&app.store, (&session, &identity), cluster);
    if !forgotten.await? {
        let words = said::no_token_of(cluster);
        return Err(Problem::new(ProblemType::NotFound, words));
    }
    let happening = Happening::TokenForgotten(cluster);
    happening.record(&app, &identity.actor()).await;
    Ok(StatusCode::NO_CONTENT)
}
