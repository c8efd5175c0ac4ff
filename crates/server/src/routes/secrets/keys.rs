//! `GET …/secrets/{name}/keys`

use axum::{Json, extract::State};
use contract::SecretKeys;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    extract::{ApiPath, SignedIn},
    problem::Problem,
};

/// Which Secret.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SecretPath {
    /// The name of the cluster.
    cluster: String,
    /// The namespace.
    namespace: String,
    /// The Secret's name.
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
    ApiPath(path): ApiPath<SecretPath>,
) -> Result<Json<SecretKeys>, Problem> {
    let entry = app.clusters.get(&path.cluster)?;
    let keys = entry
        .as_user(&identity)
        .secret_keys(&path.namespace, &path.name)
        .await?;
    Ok(Json(keys))
}
