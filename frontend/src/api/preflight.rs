//! The verdict on a manifest, and the facts it is made from.

use contract::{FactsMessage, StructDocumentation, path};
use serde_json::Value;

use super::{ApiError, Request, YAML, get, read, send_body};

/// The facts of a cluster as a DaemonSet of this namespace meets them, for the browser's own verdict;
/// `daemon_set` names the one that is changed, `since` the version of the facts that are here already,
/// `questions` says what the manifest asks. Each may be empty.
///
/// # Errors
/// As [`ApiError`].
pub async fn facts(
    cluster: &str,
    namespace: &str,
    daemon_set: &str,
    since: &str,
    questions: &str,
) -> Result<FactsMessage, ApiError> {
    get(&path::facts_of(
        cluster, namespace, daemon_set, since, questions,
    ))
    .await
}

/// What the cluster says of a struct of its API, such as `PodSpec`.
///
/// # Errors
/// As [`ApiError`].
pub async fn documentation(cluster: &str, of: &str) -> Result<StructDocumentation, ApiError> {
    get(&path::documentation(cluster, of)).await
}

/// The server's verdict on a text that is to be created, with what each of its objects would meet; `namespace` is where
/// those go that name none. As plain values, because code that reads reports weighs.
///
/// # Errors
/// As [`ApiError`].
pub async fn verdict(cluster: &str, namespace: &str, text: String) -> Result<Value, ApiError> {
    let url = path::preflight(cluster);
    let url = format!("{url}?namespace={}", path::segment(namespace));
    read(send_body(Request::post(&url), YAML, text).await?).await
}
