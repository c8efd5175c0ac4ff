//! `GET …/documentation/{name}`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use contract::StructDocumentation;
use http::header;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::{
    app::App,
    extract::{Input, SignedIn, rules},
    problem::{Problem, ProblemType},
};

/// How long a browser may keep the answer.
const KEPT: &str = "private, max-age=600";

/// Which struct.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Path)]
pub(crate) struct StructPath {
    /// The name of the cluster.
    #[validate(
        length(min = 1, max = 1024),
        custom(function = "rules::no_control_characters")
    )]
    #[param(min_length = 1, max_length = 1024)]
    cluster: String,
    /// The name of the struct in Kubernetes: `PodSpec`.
    #[validate(
        length(min = 1, max = 128),
        custom(function = "rules::no_control_characters")
    )]
    #[param(min_length = 1, max_length = 128)]
    name: String,
}

/// What the cluster itself says of a struct of its API and of its fields, from `/openapi/v3`: for the wizard, where
/// somebody asks what a field is.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/documentation/{name}",
    tag = "clusters",
    operation_id = "get_struct_documentation",
    params(StructPath),
    responses((status = 200, body = StructDocumentation))
)]
pub(crate) async fn get_struct_documentation(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, .. }: Input<StructPath>,
) -> Result<Response, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let found = entry
        .as_user(&identity)
        .documentation(&path.name)
        .await?
        .ok_or_else(|| {
            let detail = format!("The cluster describes no {}.", path.name);
            Problem::new(ProblemType::NotFound, detail)
        })?;
    Ok(([(header::CACHE_CONTROL, KEPT)], Json(found)).into_response())
}
