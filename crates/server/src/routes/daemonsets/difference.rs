//! `GET …/daemonsets/{name}/difference`

use axum::{Json, extract::State};
use contract::ClusterDifference;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use super::OnePath;
use crate::{
    app::App,
    extract::{Input, OfConsole, rules},
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
    OfConsole(identity): OfConsole,
    Input { path, query }: Input<OnePath, DifferenceQuery>,
) -> Result<Json<ClusterDifference>, Problem> {
    // What goes to one of the two is nothing for the other.
    let at = |cluster| app.sign_in.at(&app.clusters, identity.clone(), cluster);
    let (of_here, of_other) = (at(&path.cluster).await?, at(&query.cluster).await?);
    let (here, there) = (
        app.clusters.get(&of_here, &path.cluster).await?,
        app.clusters.get(&of_other, &query.cluster).await?,
    );
    let before = here.as_user(&of_here);
    let before = before.get(&path.namespace, &path.name).await?.to_value();
    let after = there.as_user(&of_other);
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
