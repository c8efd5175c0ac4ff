//! `PUT /clusters/{cluster}/token`

use axum::{Extension, Json, extract::State};
use contract::{ProblemDocument, TokenOfCluster, UserOfCluster};
use manifest::message::console as said;
use serde::Deserialize;
use tower_sessions::Session;
use validator::Validate;

use crate::{
    app::App,
    extract::{InputWithBody, Nothing, OfConsole},
    middleware::sign_in::too_many_attempts,
    problem::{Problem, ProblemType},
    routes::paths::ClusterPath,
    sign_in::{Happening, TokenRefusal},
};

/// A [`TokenOfCluster`] with the rules that it is held to.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenBody {
    #[validate(length(min = 1, max = 65_536))]
    token: String,
}

/// Keeps a token of a cluster with the session, for that cluster alone, once its API server has said whose it is. Programs send
/// such a token as their bearer token, with the cluster in the header `Everynode-Cluster`.
#[utoipa::path(
    put,
    path = "/api/v1/clusters/{cluster}/token",
    tag = "clusters",
    operation_id = "put_cluster_token",
    params(ClusterPath),
    request_body = TokenOfCluster,
    responses(
        (status = 200, body = UserOfCluster),
        (status = 403, description = "The cluster does not know the token, or none is needed there", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn put_cluster_token(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    OfConsole(identity): OfConsole,
    InputWithBody { path, body, .. }: InputWithBody<ClusterPath, Nothing, TokenBody>,
) -> Result<Json<UserOfCluster>, Problem> {
    let (cluster, token) = (path.cluster.as_str(), body.token.trim());
    let (peer, actor) = (identity.sender.address, identity.actor());
    let kept = app
        .sign_in
        .keep_token(&app, &session, identity, (cluster, token), peer);
    let refused = match kept.await {
        Ok(there) => {
            let user = there.user_there().to_owned();
            let happening = Happening::TokenKept(cluster);
            happening.record(&app, &there.actor()).await;
            return Ok(Json(UserOfCluster { user }));
        }
        Err(TokenRefusal::TooMany(wait)) => return Err(too_many_attempts(wait)),
        Err(TokenRefusal::Away(problem)) => return Err(problem),
        Err(TokenRefusal::Wrong) => {
            Problem::new(ProblemType::Forbidden, said::token_unknown_there(cluster))
        }
        Err(TokenRefusal::Unfit(why)) => Problem::new(ProblemType::Forbidden, why),
    };
    let why = refused.said();
    let happening = Happening::TokenRefused(cluster, &why);
    happening.record(&app, &actor).await;
    Err(refused)
}
