//! `GET …/wall`

use axum::{Json, extract::State};
use cluster::About;
use contract::Wall;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::{
    app::App,
    clusters::refuse_unknown,
    extract::{Input, SignedIn, rules},
    problem::Problem,
    routes::paths::ClusterPath,
};

/// Whose wall.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WallQuery {
    /// Only the DaemonSets of this namespace; of all where it is empty.
    #[serde(default)]
    #[validate(length(max = 63), custom(function = "rules::label_or_none"))]
    #[param(max_length = 63, pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$")]
    namespace: String,
}

/// What happens on every node, of every DaemonSet, a letter a cell: 60 DaemonSets on 1,000 nodes are 60,000 letters.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/wall",
    tag = "daemonsets",
    operation_id = "get_wall",
    params(ClusterPath, WallQuery),
    responses((status = 200, body = Wall))
)]
pub(crate) async fn get_wall(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<ClusterPath, WallQuery>,
) -> Result<Json<Wall>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let about = About::namespace(&query.namespace);
    let seen = entry.once_known(&identity, &about, "daemonsets").await?;
    refuse_unknown(&seen, &about, "nodes")?;
    refuse_unknown(&seen, &about, "pods")?;
    Ok(Json(seen.wall(&query.namespace)))
}
