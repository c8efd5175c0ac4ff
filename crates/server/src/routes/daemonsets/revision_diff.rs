//! `GET …/daemonsets/{name}/revisions/diff`

use axum::{Json, extract::State};
use contract::RevisionDiff;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use super::OnePath;
use crate::{
    app::App,
    extract::{Input, SignedIn},
    problem::Problem,
};

/// The greatest number that every client can read.
const MOST: i64 = 9_007_199_254_740_991;

/// Which two revisions.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DiffQuery {
    /// The earlier one; the template that is there now where it is 0 or not said.
    #[validate(range(min = 0, max = MOST))]
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    #[serde(default)]
    from: i64,
    /// The later one; the same.
    #[validate(range(min = 0, max = MOST))]
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    #[serde(default)]
    to: i64,
}

/// What differs between the templates of two revisions. Amounts that are the same in other words are no difference.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/revisions/diff",
    tag = "daemonsets",
    operation_id = "diff_daemonset_revisions",
    params(OnePath, DiffQuery),
    responses((status = 200, body = RevisionDiff))
)]
pub(crate) async fn diff_daemonset_revisions(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<OnePath, DiffQuery>,
) -> Result<Json<RevisionDiff>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let user = entry.as_user(&identity);
    let diff = user.revision_diff(&path.namespace, &path.name, (query.from, query.to));
    Ok(Json(diff.await?))
}
