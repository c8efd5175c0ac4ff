//! DaemonSets: list, create, read, replace, delete, restart, roll back, and what is said of one.

use contract::{DaemonSetList, EventList, RevisionList, Rollback, path};
use gloo_net::http::Request;
use manifest::json::items;
use serde_json::Value;

use super::{ApiError, JSON, YAML, get, read, read_text, send, send_body};

/// What becomes of the pods when their DaemonSet is deleted (`metav1.DeletionPropagation`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Propagation {
    /// The DaemonSet goes at once, its pods after it.
    #[default]
    Background,
    /// The pods go first, and the DaemonSet when the last of them is gone.
    Foreground,
    /// The pods stay and belong to nobody.
    Orphan,
}

impl Propagation {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::Background, Self::Foreground, Self::Orphan];

    /// The word that the API knows.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Background => "Background",
            Self::Foreground => "Foreground",
            Self::Orphan => "Orphan",
        }
    }
}

/// Whether a write is only tried out (`dryRun=All`) or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everything is checked and nothing is stored.
    DryRun,
    /// It is done.
    Write,
}

impl Mode {
    const fn query(self) -> &'static str {
        match self {
            Self::DryRun => "?dryRun=All",
            Self::Write => "",
        }
    }
}

/// The first page of the DaemonSets of a namespace, or of all where it is empty.
///
/// # Errors
/// As [`ApiError`].
pub async fn list(cluster: &str, namespace: &str) -> Result<DaemonSetList, ApiError> {
    let url = path::daemonsets(cluster);
    get(&format!("{url}?namespace={}", path::segment(namespace))).await
}

/// The whole object as YAML.
///
/// # Errors
/// As [`ApiError`].
pub async fn read_yaml(cluster: &str, namespace: &str, name: &str) -> Result<String, ApiError> {
    let url = path::daemonset(cluster, namespace, name);
    read_text(send(Request::get(&url).header("Accept", YAML)).await?).await
}

/// Creates what the manifest, YAML or JSON, says, and gives the object as stored. The same
/// `idempotency_key` creates it once however often it is sent.
///
/// # Errors
/// As [`ApiError`]; a refusal names each field that is wrong.
pub async fn create(
    cluster: &str,
    namespace: &str,
    manifest: String,
    mode: Mode,
    idempotency_key: &str,
) -> Result<Value, ApiError> {
    let url = path::namespaced_daemonsets(cluster, namespace);
    let request = Request::post(&format!("{url}{}", mode.query()))
        .header("Accept", JSON)
        .header("Idempotency-Key", idempotency_key);
    read(send_body(request, YAML, manifest).await?).await
}

/// Puts the manifest, YAML or JSON, in the place of the object; its `resourceVersion` must be the
/// one that the manifest names.
///
/// # Errors
/// As [`ApiError`]; a refusal with status 409 when somebody else was faster.
pub async fn replace(
    cluster: &str,
    namespace: &str,
    name: &str,
    manifest: String,
    mode: Mode,
) -> Result<Value, ApiError> {
    let url = path::daemonset(cluster, namespace, name);
    let request = Request::put(&format!("{url}{}", mode.query())).header("Accept", JSON);
    read(send_body(request, YAML, manifest).await?).await
}

/// Deletes the object.
///
/// # Errors
/// As [`ApiError`].
pub async fn delete(
    cluster: &str,
    namespace: &str,
    name: &str,
    propagation: Propagation,
) -> Result<(), ApiError> {
    let url = path::daemonset(cluster, namespace, name);
    let url = format!("{url}?propagationPolicy={}", propagation.word());
    send(Request::delete(&url)).await.map(drop)
}

/// Has all pods replaced, at the pace of the update strategy.
///
/// # Errors
/// As [`ApiError`].
pub async fn restart(cluster: &str, namespace: &str, name: &str) -> Result<(), ApiError> {
    let url = path::restart(cluster, namespace, name);
    send(Request::post(&url)).await.map(drop)
}

/// The former and current states of its pod template, the newest first.
///
/// # Errors
/// As [`ApiError`].
pub async fn revisions(
    cluster: &str,
    namespace: &str,
    name: &str,
) -> Result<RevisionList, ApiError> {
    get(&path::revisions(cluster, namespace, name)).await
}

/// The names of the Services that select its pods; more of them is shown nowhere.
///
/// # Errors
/// As [`ApiError`].
pub async fn services(cluster: &str, namespace: &str, name: &str) -> Result<Vec<String>, ApiError> {
    let list: Value = get(&path::services(cluster, namespace, name)).await?;
    let names = items(&list["items"]).iter();
    let names = names.filter_map(|service| service["name"].as_str());
    Ok(names.map(str::to_owned).collect())
}

/// Makes the pod template what it was in a revision.
///
/// # Errors
/// As [`ApiError`].
pub async fn roll_back(
    cluster: &str,
    namespace: &str,
    name: &str,
    revision: i64,
) -> Result<(), ApiError> {
    let request = Request::post(&path::rollback(cluster, namespace, name));
    let body = serde_json::to_string(&Rollback { revision }).map_err(ApiError::unreadable)?;
    send_body(request, JSON, body).await.map(drop)
}

/// What Kubernetes said of it and of its pods, the latest first.
///
/// # Errors
/// As [`ApiError`].
pub async fn events(cluster: &str, namespace: &str, name: &str) -> Result<EventList, ApiError> {
    get(&path::events_about(cluster, namespace, name)).await
}
