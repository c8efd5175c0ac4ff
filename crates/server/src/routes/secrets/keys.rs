//! `GET …/secrets/{name}/keys`

use axum::{Json, extract::State};
use contract::SecretKeys;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::{
    app::App,
    extract::{Input, SignedIn, rules},
    problem::Problem,
};

/// Which Secret.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Path)]
pub(crate) struct SecretPath {
    /// The name of the cluster.
    #[validate(
        length(min = 1, max = 1024),
        custom(function = "rules::no_control_characters")
    )]
    #[param(min_length = 1, max_length = 1024)]
    cluster: String,
    /// The namespace.
    #[validate(length(min = 1, max = 63), custom(function = "rules::label"))]
    #[param(
        min_length = 1,
        max_length = 63,
        pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
    )]
    namespace: String,
    /// The Secret's name.
    #[validate(length(min = 1, max = 253), custom(function = "rules::subdomain"))]
    #[param(
        min_length = 1,
        max_length = 253,
        pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
    )]
    name: String,
}

/// The keys of a Secret, read at this moment. Its values are dropped where the API server's answer is read:
/// they are not kept, logged or sent on.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/secrets/{name}/keys",
    tag = "preflight",
    operation_id = "list_secret_keys",
    params(SecretPath),
    responses((status = 200, body = SecretKeys))
)]
pub(crate) async fn list_secret_keys(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, .. }: Input<SecretPath>,
) -> Result<Json<SecretKeys>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let keys = entry
        .as_user(&identity)
        .secret_keys(&path.namespace, &path.name)
        .await?;
    Ok(Json(keys))
}
