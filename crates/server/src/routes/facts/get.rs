//! `GET …/facts`

use axum::{Json, extract::State};
use preflight::Facts;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    extract::{ApiPath, ApiQuery},
    problem::Problem,
};

/// Whose facts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FactsQuery {
    /// The namespace that the DaemonSet is meant for.
    #[serde(default)]
    namespace: String,
}

/// What preflight reads of the cluster, trimmed to just that, for the verdict in the browser.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/facts",
    tag = "preflight",
    operation_id = "get_facts",
    params(("cluster" = String, Path, description = "The name of the cluster"), FactsQuery),
    responses((status = 200, body = Facts))
)]
pub(crate) async fn get_facts(
    State(app): State<App>,
    ApiPath(cluster): ApiPath<String>,
    ApiQuery(query): ApiQuery<FactsQuery>,
) -> Result<Json<Facts>, Problem> {
    let entry = app.clusters.get(&cluster)?;
    let facts = entry.cluster.facts(&query.namespace);
    Ok(Json((*facts).clone()))
}
