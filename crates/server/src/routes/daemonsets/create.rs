//! `POST …/daemonsets`

use axum::{extract::State, response::Response};
use cluster::{CreateOptions, Created};
use contract::path;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use manifest::{Document, FieldPath};
use serde::Deserialize;
use store::{audit::Subject, idempotency::Answer};
use utoipa::IntoParams;
use validator::Validate;

use super::{
    WriteQuery, WriteRefusal,
    answer::{self, Form},
    judge,
    repeat::{self, Plan},
    trail::Write,
};
use crate::{
    app::App,
    extract::{Input, ManifestText, SignedIn, rules},
    problem::{Kind, Problem},
    sign_in::Identity,
};

/// Where to create.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Path)]
pub(crate) struct CollectionPath {
    /// The name of the cluster.
    #[validate(
        length(min = 1, max = 1024),
        custom(function = "rules::no_control_characters")
    )]
    #[param(min_length = 1, max_length = 1024)]
    cluster: String,
    /// The namespace.
    #[validate(length(min = 1, max = 63), custom(function = "rules::label"))]
    #[param(
        min_length = 1,
        max_length = 63,
        pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
    )]
    namespace: String,
}

/// Creates what a manifest says: a DaemonSet, and the Services that follow it as further documents, all of
/// them or none. With `Idempotency-Key`, a request that is sent again gets the first answer.
#[utoipa::path(
    post,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets",
    tag = "daemonsets",
    operation_id = "create_daemonset",
    params(
        CollectionPath,
        WriteQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "Chosen by the client, such as a UUID"),
    ),
    request_body(content(
        (String = "application/yaml"),
        (Object = "application/json"),
    )),
    responses(
        (status = 201, description = "As the API server stored it (with `dryRun`: would store it)", content(
            (Object = "application/json"),
            (String = "application/yaml"),
        )),
        WriteRefusal,
    )
)]
pub(crate) async fn create_daemonset(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<CollectionPath, WriteQuery>,
    headers: HeaderMap,
    ManifestText(text): ManifestText,
) -> Result<Response, Problem> {
    let form = Form::wanted(&headers)?;
    let dry_run = query.dry_run.is_some();
    let writes = app.writes.clone();
    let write = async move {
        let parts = [
            "create",
            &path.cluster,
            &path.namespace,
            if dry_run { "dry run" } else { "" },
            form.media_type(),
            &text,
        ];
        let key = match repeat::plan(&app, &identity.user, &headers, &parts).await? {
            Plan::Repeat(response) => return Ok(response),
            Plan::Do(key) => key,
        };

        let document = Document::parse(text);
        let name = written(&document, "name").unwrap_or_default();
        let mut write = Write::begin(
            &app,
            dry_run,
            Subject {
                actor: &identity.user,
                action: "create",
                cluster: &path.cluster,
                namespace: &path.namespace,
                name: &name,
            },
        )
        .await;
        let result = create(&app, &identity, &path, &document, dry_run, &mut write).await;
        write.end(StatusCode::CREATED, &result).await;
        if let Some(key) = key {
            let answer = result.as_ref().ok().map(|created| Answer {
                status: StatusCode::CREATED.as_u16(),
                media_type: form.media_type().to_owned(),
                body: form.write(&created.object),
            });
            key.settle(answer).await;
        }

        let created = result?;
        let mut response = answer::object(
            StatusCode::CREATED,
            form,
            &created.object,
            &created.warnings,
        );
        let location = path::daemonset(&path.cluster, &path.namespace, &name);
        if !dry_run && let Ok(location) = HeaderValue::from_str(&location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        Ok(response)
    };
    writes.finish(write).await
}

async fn create(
    app: &App,
    identity: &Identity,
    path: &CollectionPath,
    document: &Document,
    dry_run: bool,
    write: &mut Write,
) -> Result<Created, Problem> {
    let entry = app.clusters.get(&path.cluster)?;
    judge::refuse_errors(document, None, &app.policy)?;
    refuse_other_namespace(document, &path.namespace)?;
    let manifests = judge::to_create(document);
    write.is_on_record().await;
    entry
        .as_user(identity)
        .create(&path.namespace, &manifests, CreateOptions { dry_run })
        .await
        .map_err(|error| judge::refused_by_cluster(error, document))
}

/// The API server refuses this too, but names neither field nor line.
fn refuse_other_namespace(document: &Document, namespace: &str) -> Result<(), Problem> {
    match written(document, "namespace") {
        Some(written) if written != namespace && !written.is_empty() => {
            let message = format!(
                "the manifest says `{written}`, but it was sent to the namespace `{namespace}`"
            );
            let error = judge::error_at(
                document,
                "metadata.namespace",
                "FieldValueInvalid",
                &message,
            );
            Err(Problem::new(
                Kind::InvalidManifest,
                format!("metadata.namespace: {message}"),
            )
            .with_errors(vec![error]))
        }
        _ => Ok(()),
    }
}

/// What the manifest says of itself in its metadata.
fn written(document: &Document, field: &str) -> Option<String> {
    let path = FieldPath::root().key("metadata").key(field);
    document.get(&path)?.as_str().map(str::to_owned)
}
