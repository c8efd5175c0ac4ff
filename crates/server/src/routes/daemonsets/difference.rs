//! `GET …/daemonsets/{name}/difference`

use axum::{Json, extract::State};
use contract::ClusterDifference;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use super::OnePath;
use crate::{
    app::App,
    extract::{Input, SignedIn, rules},
    problem::{Problem, ProblemType},
};

/// With which cluster it is compared.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DifferenceQuery {
    /// The name of the other cluster.
    #[validate(
        length(min = 1, max = 1024),
        custom(function = "rules::no_control_characters")
    )]
    #[param(min_length = 1, max_length = 1024)]
    cluster: String,
}

/// How the DaemonSet of the same namespace and name of another cluster differs: labels, annotations and specification, both
/// read as the caller. What each cluster gives itself is no difference.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/difference",
    tag = "daemonsets",
    operation_id = "diff_daemonset_of_clusters",
    params(OnePath, DifferenceQuery),
    responses((status = 200, body = ClusterDifference))
)]
pub(crate) async fn diff_daemonset_of_clusters(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<OnePath, DifferenceQuery>,
) -> Result<Json<ClusterDifference>, Problem> {
    let (here, there) = (
        app.clusters.get(&identity, &path.cluster).await?,
        app.clusters.get(&identity, &query.cluster).await?,
    );
    let before = here.as_user(&identity);
    let before = before.get(&path.namespace, &path.name).await?.to_value();
    let after = there.as_user(&identity);
    let after = match after.get(&path.namespace, &path.name).await {
        Ok(after) => after.to_value(),
        Err(error) if error.code() == Some(404) => {
            let words = format!(
                "There is no DaemonSet {}/{} in the cluster `{}`.",
                path.namespace, path.name, query.cluster
            );
            return Err(Problem::new(ProblemType::NotFound, words));
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Json(ClusterDifference {
        changes: cluster::differences(&before, &after),
    }))
}
