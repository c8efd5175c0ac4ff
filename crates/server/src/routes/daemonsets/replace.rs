//! `PUT …/daemonsets/{name}`

use std::sync::Arc;

use axum::{extract::State, response::Response};
use cluster::{AsUser, ClusterError, ManifestError, Written};
use http::HeaderMap;
use manifest::Document;
use serde_json::Value;
use store::audit::Action;

use super::{
    OnePath, WriteQuery, WriteRefusal,
    answer::Form,
    judge::{self, Replaced},
    trail::Begun,
};
use crate::{
    app::App,
    extract::{Input, ManifestText, SignedIn},
    problem::{Kind, Problem},
    sign_in::Identity,
};

/// Puts a manifest in the place of the object. Its `metadata.resourceVersion` must be the one that is there
/// now; where somebody was faster, the answer is 409 and nothing is overwritten.
#[utoipa::path(
    put,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}",
    tag = "daemonsets",
    operation_id = "replace_daemonset",
    params(OnePath, WriteQuery),
    request_body(content(
        (String = "application/yaml"),
        (Object = "application/json"),
    )),
    responses(
        (status = 200, description = "As the API server stored it (with `dryRun`: would store it)", content(
            (Object = "application/json"),
            (String = "application/yaml"),
        )),
        WriteRefusal,
    )
)]
pub(crate) async fn replace_daemonset(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<OnePath, WriteQuery>,
    headers: HeaderMap,
    ManifestText(text): ManifestText,
) -> Result<Response, Problem> {
    let form = Form::wanted(&headers)?;
    let dry_run = query.dry_run.is_some();
    let writes = app.writes.clone();
    let write = async move {
        let entry = path.entry(&identity, Action::Replace);
        let begun = Begun::new(&app, dry_run, entry).await;
        let (document, object) = match judge(&app, &identity, &path, text).await {
            Ok(judged) => judged,
            Err(problem) => return Err(begun.refused(problem).await),
        };
        let recorded = begun.recorded(|_| Vec::new()).await?;
        let write = replace(&app, &identity, &path, &document, &object, dry_run);
        recorded.send(write).await.respond(form).await
    };
    writes.finish(write).await
}

/// The text as a document, and the object as it is sent.
///
/// # Errors
///
/// The manifest is refused, or what it would replace cannot be read.
async fn judge(
    app: &App,
    identity: &Identity,
    path: &OnePath,
    text: String,
) -> Result<(Arc<Document>, Value), Problem> {
    let entry = app.clusters.get(&path.cluster)?;
    let bytes = text.len();
    let read = move || {
        let document = Document::parse(text);
        let object = manifest::to_served_version(document.value());
        (Arc::new(document), object)
    };
    let (document, object) = app.judgements.run(bytes, read).await?;
    if document.is_intact() && object["kind"] == "DaemonSet" {
        refuse_other_object(&document, &object, path)?;
    }
    let replaced = replaced(entry.as_user(identity), path, &document).await?;
    let (judged, policy) = (Arc::clone(&document), app.policy.clone());
    let judge = move || judge::refuse_errors(&judged, &replaced, &policy);
    app.judgements.run(bytes, judge).await??;
    Ok((document, object))
}

async fn replace(
    app: &App,
    identity: &Identity,
    path: &OnePath,
    document: &Document,
    object: &Value,
    dry_run: bool,
) -> Result<Written, Problem> {
    let entry = app.clusters.get(&path.cluster)?;
    entry
        .as_user(identity)
        .replace(&path.namespace, &path.name, object, dry_run)
        .await
        .map_err(|error| match error {
            ClusterError::Manifest(ManifestError::NoResourceVersion) => {
                let message = "say which version is replaced, as GET gave it";
                let field = "metadata.resourceVersion";
                let at = judge::error_at(document, field, "FieldValueRequired", message);
                Problem::new(Kind::InvalidManifest, format!("{field}: {message}"))
                    .with_errors(vec![at])
            }
            error => judge::refused_by_cluster(error, document),
        })
}

/// The object that is to be replaced, by whose rules its replacement is judged. Nothing is read for a text that
/// cannot be read itself.
async fn replaced(
    cluster: AsUser<'_>,
    path: &OnePath,
    document: &Document,
) -> Result<Replaced, Problem> {
    if !document.is_intact() {
        return Ok(Replaced::Nothing);
    }
    match cluster.get(&path.namespace, &path.name).await {
        Ok(stored) => Ok(Replaced::Stored(stored.to_value())),
        // Rights go by verb: who may update need not be allowed to read.
        Err(ClusterError::Refused { code: 403, .. }) => Ok(Replaced::Unreadable),
        Err(error) => Err(error.into()),
    }
}

/// An object keeps its name and namespace; what bears another one would be a second object.
fn refuse_other_object(document: &Document, object: &Value, path: &OnePath) -> Result<(), Problem> {
    for (field, expected) in [("name", &path.name), ("namespace", &path.namespace)] {
        let written = object["metadata"][field].as_str().unwrap_or_default();
        if written != expected && !(field == "namespace" && written.is_empty()) {
            let message = format!("must stay `{expected}`, and is `{written}`");
            let field = format!("metadata.{field}");
            let error = judge::error_at(document, &field, "FieldValueForbidden", &message);
            return Err(
                Problem::new(Kind::InvalidManifest, format!("{field}: {message}"))
                    .with_errors(vec![error]),
            );
        }
    }
    Ok(())
}
