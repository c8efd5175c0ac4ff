//! `POST …/preflight`

use axum::{Json, extract::State};
use cluster::{About, AsUser, ClusterError, Look};
use contract::{Freshness, ObjectOutlook, ProblemDocument};
use manifest::{Document, FieldPath};
use preflight::{Facts, Policy, Questions, Report};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    app::App,
    extract::{Input, ManifestText, SignedIn, rules},
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
    /// Where those objects go that name no namespace; `default` if nothing is said.
    #[validate(length(max = 63), custom(function = "rules::label_or_none"))]
    #[param(max_length = 63, pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$")]
    namespace: Option<String>,
}

/// A verdict.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Verdict {
    #[serde(flatten)]
    report: Report,
    /// Whether the facts that it was made with follow the cluster.
    freshness: Freshness,
    /// What each object would meet, where a text of several is to be created.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    objects: Vec<ObjectOutlook>,
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
    let entry = app.clusters.get(&identity, &path.cluster).await?;
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
    let asked = query.namespace.as_deref().filter(|it| !it.is_empty());
    let asked = asked.unwrap_or("default");
    let namespace = if namespace.is_empty() {
        asked
    } else {
        &namespace
    };
    let stored = match query.operation {
        Operation::Create => None,
        Operation::Update => Some(stored(entry.as_user(&identity), namespace, &name).await?),
    };
    let about = About::daemon_set(namespace, &name);
    let seen = entry.seen_by(&identity, &about).await?;
    // Looked at first: what is said to be live must hold of what is read after it.
    let freshness = seen.freshness_of_facts();
    let facts = seen
        .facts_for(entry.as_user(&identity), namespace, &name, &questions)
        .await;
    let looks = if stored.is_none() && document.object_count() > 1 && document.is_intact() {
        let user = entry.as_user(&identity);
        // As they are sent: a DaemonSet of a version of before is converted.
        let objects = document.object_values().into_iter();
        let objects: Vec<Value> = objects.map(manifest::to_served_version).collect();
        user.look(asked, &objects).await?
    } else {
        Vec::new()
    };
    let policy = app.policy.clone();
    let judge = move || {
        let report = match &stored {
            None => preflight::report(&document, &facts, &policy),
            Some(stored) => preflight::report_update(&document, stored, &facts, &policy),
        };
        (report, outlooks(&document, looks, &facts, &policy))
    };
    let (report, objects) = app.judgements.run(bytes, judge).await?;
    Ok(Json(Verdict {
        report,
        freshness,
        objects,
    }))
}

/// What each object of a text would meet, and the report on each DaemonSet beside the first one.
fn outlooks(
    document: &Document,
    looks: Vec<Look>,
    facts: &Facts,
    policy: &Policy,
) -> Vec<ObjectOutlook> {
    let values = document.object_values().into_iter();
    let outlooks = values
        .zip(looks)
        .enumerate()
        .map(|(number, (value, look))| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let object = document.object(number);
            let begin = object
                .as_ref()
                .and_then(|it| it.position(&FieldPath::root()));
            let is_further = value["kind"] == "DaemonSet" && document.chosen() != Some(number);
            ObjectOutlook {
                document: u32::try_from(number).unwrap_or(u32::MAX),
                line: begin.map_or(0, |position| position.line),
                api_version: text(&value["apiVersion"]),
                kind: text(&value["kind"]),
                namespace: look.namespace,
                name: text(&value["metadata"]["name"]),
                step: look.step,
                served: look.served_as.is_none(),
                served_as: look.served_as.unwrap_or_default(),
                repeated: look.is_repeated,
                exists: look.exists,
                differs: look.differs,
                may_create: look.may_create,
                report: object
                    .filter(|_| is_further)
                    .map(|it| preflight::report_object(&it, None, facts, policy)),
            }
        });
    outlooks.collect()
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
