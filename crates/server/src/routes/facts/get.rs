//! `GET …/facts`

use axum::{Json, extract::State};
use cluster::About;
use contract::{FactsMessage, Freshness};
use preflight::{Facts, Questions};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::{
    app::App,
    extract::{Input, SignedIn, rules},
    problem::Problem,
    routes::paths::ClusterPath,
};

/// Whose facts.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FactsQuery {
    /// The namespace that the DaemonSet is meant for.
    #[serde(default)]
    #[validate(length(max = 63), custom(function = "rules::label_or_none"))]
    #[param(max_length = 63, pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$")]
    namespace: String,
    /// The DaemonSet that is changed, if it is not a new one: its own pods are told apart then.
    #[serde(default)]
    #[validate(length(max = 253), custom(function = "rules::subdomain_or_none"))]
    #[param(
        max_length = 253,
        pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$"
    )]
    daemon_set: String,
    /// The `version` of the facts that the client has: of the nodes, only those that are other since
    /// then are sent, with `since` and `removedNodes` beside them.
    #[validate(length(max = 128))]
    #[param(max_length = 128)]
    since: Option<String>,
    /// What the manifest asks of other pods and of Secrets, as JSON: the names of the Secrets whose keys
    /// it names, and which pods matter to it. Answered in `namespace.lookedUp` and in `neighbours`.
    #[serde(default)]
    #[validate(length(max = 65536), custom(function = "are_questions"))]
    #[param(max_length = 65536)]
    questions: String,
}

/// The facts, and how they follow on others and on the cluster. Only for the description, which is derived from it:
/// what is sent is a [`FactsMessage`].
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FactsAnswer {
    #[serde(flatten)]
    facts: Facts,
    /// What to send as `since` the next time.
    version: String,
    /// The version that these facts follow on; of the nodes, only those that are other since then are here.
    since: Option<String>,
    /// The names of the nodes that are gone since then.
    removed_nodes: Option<Vec<String>>,
    /// Whether all that the facts are made of follows the cluster.
    freshness: Freshness,
}

/// What preflight reads of the cluster, trimmed to just that, for the verdict in the browser. Beside the facts
/// stands their `version`.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/facts",
    tag = "preflight",
    operation_id = "get_facts",
    params(ClusterPath, FactsQuery),
    responses((status = 200, body = FactsAnswer))
)]
pub(crate) async fn get_facts(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<ClusterPath, FactsQuery>,
) -> Result<Json<FactsMessage>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let (namespace, daemon_set) = (&query.namespace, &query.daemon_set);
    let since = query.since.as_deref();
    let questions = Questions::parse(&query.questions)
        .ok_or_else(|| Problem::internal("questions were held to no rule"))?;
    let about = About::daemon_set(namespace, daemon_set);
    let seen = entry.seen_by(&identity, &about).await?;
    let user = entry.as_user(&identity);
    let facts = seen.facts_since(user, namespace, daemon_set, since, &questions);
    Ok(Json(facts.await))
}

fn are_questions(text: &str) -> Result<(), ValidationError> {
    match Questions::parse(text) {
        Some(_) => Ok(()),
        None => Err(rules::broken("FieldValueInvalid", "cannot be read")),
    }
}
