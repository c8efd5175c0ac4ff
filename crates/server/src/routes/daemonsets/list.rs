//! `GET …/daemonsets`

use axum::{Json, extract::State};
use cluster::ListQuery;
use contract::DaemonSetList;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    extract::{ApiPath, ApiQuery, SignedIn},
    problem::{Kind, Problem},
};

/// What is listed.
const RESOURCE: &str = "daemonsets";
/// The most rows of one page, and how many there are if nobody says otherwise.
const MOST: u32 = 500;

/// What is listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Query {
    /// Only this namespace; all where it is empty.
    namespace: Option<String>,
    /// Words that name, image or labels must contain.
    search: Option<String>,
    /// As `kubectl --selector`.
    label_selector: Option<String>,
    /// By what to sort; `-` before it turns the order round.
    sort: Option<String>,
    /// The most rows of a page, 1 to 500.
    limit: Option<u32>,
    /// The `continue` of the page before.
    #[serde(rename = "continue")]
    continue_token: Option<String>,
}

/// One page of rows: counts and status, never whole objects.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/daemonsets",
    tag = "daemonsets",
    operation_id = "list_daemonsets",
    params(("cluster" = String, Path, description = "The name of the cluster"), Query),
    responses((status = 200, body = DaemonSetList))
)]
pub(crate) async fn list_daemonsets(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    ApiPath(cluster): ApiPath<String>,
    ApiQuery(query): ApiQuery<Query>,
) -> Result<Json<DaemonSetList>, Problem> {
    let entry = app.clusters.get(&cluster)?;
    let limit = query.limit.unwrap_or(MOST);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::new(
            Kind::MalformedRequest,
            format!("`limit` must be from 1 to {MOST}."),
        ));
    }
    let query = ListQuery {
        namespace: query.namespace,
        search: query.search,
        label_selector: query.label_selector,
        sort: query.sort,
        limit: Some(limit),
        continue_token: query.continue_token,
    };
    Ok(Json(
        entry.once_known(&identity, RESOURCE).await?.list(&query)?,
    ))
}
