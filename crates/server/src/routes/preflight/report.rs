//! `POST …/preflight`

use axum::{Json, extract::State};
use cluster::{AsUser, ClusterError};
use contract::{Freshness, ProblemDocument};
use manifest::Document;
use preflight::{Questions, Report};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    app::App,
    extract::{Input, ManifestText, SignedIn},
    problem::{Problem, ProblemType},
    routes::paths::ClusterPath,
};

/// What the manifest is to be judged as.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Operation {
    /// A new object.
    #[default]
    Create,
    /// In the place of the object of its name and namespace, by the rules of an update.
    Update,
}

/// The query of a preflight.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PreflightQuery {
    /// `create` if nothing is said.
    #[serde(default)]
    operation: Operation,
}

/// A verdict.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Verdict {
    #[serde(flatten)]
    report: Report,
    /// Whether the facts that it was made with follow the cluster.
    freshness: Freshness,
}

/// The verdict on a manifest with the facts of the cluster: what would be refused and why, and what happens on
/// each node. A refused manifest is a verdict too, so the answer is 200.
#[utoipa::path(
    post,
    path = "/api/v1/clusters/{cluster}/preflight",
    tag = "preflight",
    operation_id = "preflight_manifest",
    params(ClusterPath, PreflightQuery),
    request_body(content(
        (String = "application/yaml"),
        (Object = "application/json"),
    )),
    responses(
        (status = 200, body = Verdict),
        (status = 404, description = "There is no DaemonSet to update", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "Longer than a manifest may be: 3 MiB", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Too much is being judged", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn preflight_manifest(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<ClusterPath, PreflightQuery>,
    ManifestText(text): ManifestText,
) -> Result<Json<Verdict>, Problem> {
    let entry = app.clusters.get(&path.cluster)?;
    let bytes = text.len();
    let read = move || {
        let document = Document::parse(text);
        let value = document.value();
        let metadata = |field: &str| value["metadata"][field].as_str().unwrap_or_default();
        let place = (
            metadata("namespace").to_owned(),
            metadata("name").to_owned(),
        );
        let object = manifest::decode(value.clone()).object;
        let questions = object.as_ref().map(Questions::of).unwrap_or_default();
        (document, place, questions)
    };
    let (document, (namespace, name), questions) = app.judgements.run(bytes, read).await?;
    let namespace = if namespace.is_empty() {
        "default"
    } else {
        &namespace
    };
    let stored = match query.operation {
        Operation::Create => None,
        Operation::Update => Some(stored(entry.as_user(&identity), namespace, &name).await?),
    };
    let seen = entry.seen_by(&identity);
    // Looked at first: what is said to be live must hold of what is read after it.
    let freshness = seen.freshness_of_facts();
    let facts = seen
        .facts_for(entry.as_user(&identity), namespace, &name, &questions)
        .await;
    let policy = app.policy.clone();
    let judge = move || match &stored {
        None => preflight::report(&document, &facts, &policy),
        Some(stored) => preflight::report_update(&document, stored, &facts, &policy),
    };
    let report = app.judgements.run(bytes, judge).await?;
    Ok(Json(Verdict { report, freshness }))
}

/// The object that a manifest of this namespace and name would replace.
async fn stored(cluster: AsUser<'_>, namespace: &str, name: &str) -> Result<Value, Problem> {
    if name.is_empty() {
        let words = "metadata.name: only a name says which DaemonSet would be updated";
        return Err(Problem::new(ProblemType::NotFound, words));
    }
    match cluster.get(namespace, name).await {
        Ok(stored) => Ok(stored.to_value()),
        Err(error) => {
            let is_forbidden = matches!(error, ClusterError::Refused { code: 403, .. });
            let problem = Problem::from(error);
            let why = "An update is judged by what is stored, so its preflight needs the right to get it.";
            Err(if is_forbidden {
                problem.with_more(why)
            } else {
                problem
            })
        }
    }
}
