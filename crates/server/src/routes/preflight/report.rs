//! `POST …/preflight`

use axum::{Json, extract::State};
use contract::ProblemDocument;
use manifest::Document;
use preflight::{Questions, Report};

use crate::{
    app::App,
    extract::{ApiPath, ManifestText, SignedIn},
    problem::Problem,
};

/// The verdict on a manifest with the facts of the cluster: what would be refused and why, and what happens on
/// each node. A refused manifest is a verdict too, so the answer is 200.
#[utoipa::path(
    post,
    path = "/api/v1/clusters/{cluster}/preflight",
    tag = "preflight",
    operation_id = "preflight_manifest",
    params(("cluster" = String, Path, description = "The name of the cluster")),
    request_body(content(
        (String = "application/yaml"),
        (Value = "application/json"),
    )),
    responses(
        (status = 200, body = Report),
        (status = 413, description = "More than 1 MiB", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn preflight_manifest(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    ApiPath(cluster): ApiPath<String>,
    ManifestText(text): ManifestText,
) -> Result<Json<Report>, Problem> {
    let entry = app.clusters.get(&cluster)?;
    let document = Document::parse(text);
    let value = document.value();
    let metadata = |field: &str| {
        value["metadata"][field]
            .as_str()
            .filter(|text| !text.is_empty())
    };
    let namespace = metadata("namespace").unwrap_or("default");
    let name = metadata("name").unwrap_or_default();
    let object = manifest::decode(value.clone()).object;
    let questions = object.as_ref().map(Questions::of).unwrap_or_default();
    let facts = entry
        .seen_by(&identity)
        .facts_for(entry.as_user(&identity), namespace, name, &questions)
        .await;
    Ok(Json(preflight::report(&document, &facts, &app.policy)))
}
