//! `GET …/daemonsets`

use axum::{Json, extract::State};
use cluster::{About, ListQuery};
use contract::DaemonSetList;
use manifest::LabelSelector;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::{Validate, ValidationError};

use crate::{
    app::App,
    extract::{Input, SignedIn, rules},
    problem::Problem,
    routes::paths::ClusterPath,
};

/// What is listed.
const RESOURCE: &str = "daemonsets";
/// The most rows of one page, and how many there are if nobody says otherwise.
const MOST: u32 = 500;

/// What is listed.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Query {
    /// Only this namespace; all where it is empty.
    #[validate(length(max = 63), custom(function = "rules::label_or_none"))]
    #[param(max_length = 63, pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$")]
    namespace: Option<String>,
    /// Words that must all be in name, namespace, description, images or labels.
    #[validate(length(max = 256))]
    #[param(max_length = 256)]
    search: Option<String>,
    /// As `kubectl --selector`.
    #[validate(length(max = 4096), custom(function = "is_selector"))]
    #[param(max_length = 4096)]
    label_selector: Option<String>,
    /// By what to sort; `-` before it turns the order round.
    #[validate(custom(function = "rules::list_order"))]
    #[param(
        pattern = r"^(-?(name|namespace|status|ready|desired|available|upToDate|image|age))?$"
    )]
    sort: Option<String>,
    /// The most rows of a page, 1 to 500.
    #[validate(range(min = 1, max = MOST))]
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// The `continue` of the page before.
    #[serde(rename = "continue")]
    #[validate(length(max = 128), custom(function = "rules::list_cursor"))]
    #[param(max_length = 128, pattern = r"^[0-9]{1,10}\.[A-Za-z0-9-]*$")]
    continue_token: Option<String>,
    /// A version of a DaemonSet that is known of, as `Resource-Version` of a write gave it: a console that has not read it yet
    /// waits for it, for a second at most, and else says in `freshness` that what it gives is old.
    #[validate(custom(function = "rules::version_or_none"))]
    #[param(max_length = 19, pattern = r"^[0-9]{0,19}$")]
    resource_version: Option<String>,
}

/// One page of rows: counts and status, never whole objects.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/daemonsets",
    tag = "daemonsets",
    operation_id = "list_daemonsets",
    params(ClusterPath, Query),
    responses((status = 200, body = DaemonSetList))
)]
pub(crate) async fn list_daemonsets(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<ClusterPath, Query>,
) -> Result<Json<DaemonSetList>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let limit = query.limit.unwrap_or(MOST);
    let version = query.resource_version.as_deref();
    let version = version.and_then(|version| version.parse().ok());
    let query = ListQuery {
        namespace: query.namespace,
        search: query.search,
        label_selector: query.label_selector,
        sort: query.sort,
        limit: Some(limit),
        continue_token: query.continue_token,
    };
    let about = About::namespace(query.namespace.as_deref().unwrap_or_default());
    let seen = entry
        .once_known_of(&identity, &about, RESOURCE, version)
        .await?;
    Ok(Json(seen.list(&query)?))
}

/// Refuses what is no label selector (`labels.Parse`).
fn is_selector(text: &str) -> Result<(), ValidationError> {
    let parsed: Result<LabelSelector, _> = text.parse();
    parsed.map(drop).map_err(|error| {
        let words = crate::error_chain::Chain(&error).to_string();
        rules::broken("FieldValueInvalid", words)
    })
}
