//! `PUT …/daemonsets/{name}`

use std::sync::Arc;

use axum::{extract::State, response::Response};
use cluster::{AsUser, ClusterError, ManifestError, WriteOptions, Written};
use http::HeaderMap;
use manifest::Document;
use manifest::message::of_manifest as said;
use serde_json::Value;
use store::audit::Action;

use super::{
    OnePath, WriteQuery, WriteRefusal,
    answer::Form,
    change::{Change, Sending},
    judge::{self, Replaced},
    repeat::KeyHeader,
};
use crate::{
    app::App,
    extract::{Input, ManifestText, SignedIn},
    problem::Problem,
};

/// Puts a manifest in the place of the object. Its `metadata.resourceVersion` must be the one that is there
/// now; where somebody was faster, the answer is 409 and nothing is overwritten.
#[utoipa::path(
    put,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}",
    tag = "daemonsets",
    operation_id = "replace_daemonset",
    params(OnePath, WriteQuery, KeyHeader),
    request_body(content(
        (String = "application/yaml"),
        (Object = "application/json"),
    )),
    responses(
        (status = 200, description = "As the API server stored it (with `dryRun`: would store it)",
            headers(("Resource-Version" = String, description = "The version that this led to")), content(
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
    let writes = app.writes.clone();
    let change = Change {
        form: Form::wanted(&headers)?,
        services: Vec::new(),
        companions: Vec::new(),
        dry_run: query.dry_run.is_some(),
        action: Action::Replace,
        pod: None,
        app,
        identity,
        path,
    };
    let write = async move {
        let (change, text) = (&change, &text);
        let judge = judge(change, text.clone());
        let send = |(document, object): (Arc<Document>, Value), how: Sending| async move {
            replace(change, &document, &object, how.options).await
        };
        change.run(&headers, &[text], judge, send).await
    };
    writes.finish(write).await
}

/// The text as a document, and the object as it is sent.
///
/// # Errors
///
/// The manifest is refused, or what it would replace cannot be read.
async fn judge(change: &Change, text: String) -> Result<(Arc<Document>, Value), Problem> {
    let (app, path, there) = (&change.app, &change.path, change.there().await?);
    let user = there.as_user(&change.identity);
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
    let replaced = replaced(user, path, &document).await?;
    let (judged, policy) = (Arc::clone(&document), app.policy.clone());
    let judge = move || judge::refuse_errors(&judged, &replaced, &policy);
    app.judgements.run(bytes, judge).await??;
    Ok((document, object))
}

async fn replace(
    change: &Change,
    document: &Arc<Document>,
    object: &Value,
    options: WriteOptions,
) -> Result<Written, Problem> {
    let path = &change.path;
    let there = change.there().await?;
    let user = there.as_user(&change.identity);
    match user
        .replace(&path.namespace, &path.name, object, options)
        .await
    {
        Ok(written) => Ok(written),
        Err(ClusterError::Manifest(ManifestError::NoResourceVersion)) => {
            let (field, message) = ("metadata.resourceVersion", said::say_which_version());
            Err(judge::refusal_at(
                document,
                field,
                "FieldValueRequired",
                message,
            ))
        }
        Err(error) => Err(judge::refused_by_cluster(error, document).await),
    }
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
            let message = said::must_stay(expected.as_str(), written);
            let field = format!("metadata.{field}");
            return Err(judge::refusal_at(
                document,
                &field,
                "FieldValueForbidden",
                message,
            ));
        }
    }
    Ok(())
}
