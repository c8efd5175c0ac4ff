//! DaemonSets: list, create, read, replace, delete, restart, roll back, and what is said of one.

use contract::{DaemonSetList, EventList, RevisionDiff, RevisionList, Rollback, path};
use manifest::json::items;
use serde_json::Value;

use crate::state::written;

use super::{ApiError, JSON, Request, YAML, get, keyed, read, read_text, send, send_body};

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
    let namespace = path::segment(namespace);
    let not_older = written::not_older(cluster);
    get(&format!("{url}?namespace={namespace}{not_older}")).await
}

/// The whole object as YAML.
///
/// # Errors
/// As [`ApiError`].
pub async fn read_yaml(cluster: &str, namespace: &str, name: &str) -> Result<String, ApiError> {
    let url = path::daemonset(cluster, namespace, name);
    read_text(send(Request::get(&url).header("Accept", YAML)).await?).await
}

/// Creates what the manifest, YAML or JSON, says, and gives the object as stored; `existing`
/// says what becomes of objects that are there already, as further parts of the query, each with its `&`. The same `idempotency_key` creates it once however often it is sent.
///
/// # Errors
/// As [`ApiError`]; a refusal names each field that is wrong.
pub async fn create(
    cluster: &str,
    namespace: &str,
    manifest: String,
    (mode, existing): (Mode, &str),
    idempotency_key: Option<&str>,
) -> Result<Value, ApiError> {
    let mut url = path::namespaced_daemonsets(cluster, namespace);
    url.push_str(mode.query());
    if mode == Mode::Write {
        // A query may begin with `&`, and an empty one means nothing.
        url.push('?');
    }
    url.push_str(existing);
    let request = Request::post(&url).header("Accept", JSON);
    read(send_body(keyed(request, idempotency_key), YAML, manifest).await?).await
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
    idempotency_key: Option<&str>,
) -> Result<Value, ApiError> {
    let url = path::daemonset(cluster, namespace, name);
    let request = Request::put(&format!("{url}{}", mode.query())).header("Accept", JSON);
    read(send_body(keyed(request, idempotency_key), YAML, manifest).await?).await
}

/// What is deleted with a DaemonSet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Along {
    /// Services in front of its pods, by name.
    pub services: Vec<String>,
    /// What was made with it, by uid.
    pub companions: Vec<String>,
}

/// Deletes the object and what goes along. Gives the first of that which stays, and why.
///
/// # Errors
/// As [`ApiError`].
pub async fn delete(
    cluster: &str,
    namespace: &str,
    name: &str,
    propagation: Propagation,
    along: &Along,
    idempotency_key: &str,
) -> Result<Option<(String, String)>, ApiError> {
    let mut url = path::daemonset(cluster, namespace, name);
    url.push_str("?propagationPolicy=");
    url.push_str(propagation.word());
    for (parameter, named) in [
        ("&services=", &along.services),
        ("&companions=", &along.companions),
    ] {
        if !named.is_empty() {
            url.push_str(parameter);
            url.push_str(&named.join(","));
        }
    }
    let request = keyed(Request::delete(&url), Some(idempotency_key));
    let answer: Value = read(send(request).await?).await?;
    let mut others = items(&answer["services"]).iter();
    let mut made = items(&answer["companions"]).iter();
    let stays = others.find(|other| other["outcome"] != "done");
    let stays = stays.or_else(|| made.find(|other| other["outcome"] != "done"));
    let text =
        |service: &Value, field: &str| service[field].as_str().unwrap_or_default().to_owned();
    Ok(stays.map(|service| (text(service, "name"), text(service, "detail"))))
}

/// Has all pods replaced, at the pace of the update strategy.
///
/// # Errors
/// As [`ApiError`].
pub async fn restart(
    cluster: &str,
    namespace: &str,
    name: &str,
    idempotency_key: &str,
) -> Result<(), ApiError> {
    let request = Request::post(&path::restart(cluster, namespace, name));
    send(keyed(request, Some(idempotency_key))).await.map(drop)
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

/// What differs between two revisions; 0 is the template that is there now.
///
/// # Errors
/// As [`ApiError`].
pub async fn revision_diff(
    cluster: &str,
    namespace: &str,
    name: &str,
    from: i64,
    to: i64,
) -> Result<RevisionDiff, ApiError> {
    get(&path::revision_diff(cluster, namespace, name, from, to)).await
}

/// A Service that selects its pods; more of them is shown nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fronting {
    /// `metadata.name`.
    pub name: String,
    /// To whom else pods belong that it selects; None where that is not known.
    pub also_selects: Option<String>,
}

/// The Services that select its pods.
///
/// # Errors
/// As [`ApiError`].
pub async fn services(
    cluster: &str,
    namespace: &str,
    name: &str,
) -> Result<Vec<Fronting>, ApiError> {
    let list: Value = get(&path::services(cluster, namespace, name)).await?;
    let mut found = Vec::new();
    for service in items(&list["items"]) {
        let Some(name) = service["name"].as_str() else {
            continue;
        };
        let also = service.get("alsoSelects").map(|also| {
            let mut names = String::new();
            for name in items(also) {
                if !names.is_empty() {
                    names.push_str(", ");
                }
                names.push_str(name.as_str().unwrap_or_default());
            }
            names
        });
        found.push(Fronting {
            name: name.to_owned(),
            also_selects: also,
        });
    }
    Ok(found)
}

/// An object that was made with it and is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeWithIt {
    /// `kind` and `metadata.name`.
    pub title: String,
    /// `kind`.
    pub kind: String,
    /// `metadata.uid`.
    pub uid: String,
}

/// What was made together with it and is still there, as far as that can be seen, but for itself.
///
/// # Errors
/// As [`ApiError`].
pub async fn companions(
    cluster: &str,
    namespace: &str,
    name: &str,
) -> Result<Vec<MadeWithIt>, ApiError> {
    let list: Value = get(&path::companions(cluster, namespace, name)).await?;
    let mut found = Vec::new();
    for made in items(&list["items"]) {
        let text = |field: &str| made[field].as_str().unwrap_or_default();
        let is_itself = text("kind") == "DaemonSet" && text("name") == name;
        if is_itself || made["exists"] == false {
            continue;
        }
        found.push(MadeWithIt {
            title: [text("kind"), text("name")].join(" "),
            kind: text("kind").to_owned(),
            uid: text("uid").to_owned(),
        });
    }
    Ok(found)
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
    idempotency_key: &str,
) -> Result<(), ApiError> {
    let request = Request::post(&path::rollback(cluster, namespace, name));
    let request = keyed(request, Some(idempotency_key));
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
