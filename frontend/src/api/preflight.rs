//! The verdict on a manifest, and the facts it is made from.

use contract::path;
use gloo_net::http::Request;
use preflight::{Facts, Report};

use super::{ApiError, YAML, get, read, send_body};

/// The facts of a cluster as a DaemonSet of this namespace meets them, for the browser's own verdict.
///
/// # Errors
/// As [`ApiError`].
pub async fn facts(cluster: &str, namespace: &str) -> Result<Facts, ApiError> {
    get(&path::facts(cluster, namespace)).await
}

/// The server's verdict on a manifest, YAML or JSON, with the facts it has now.
///
/// # Errors
/// As [`ApiError`].
pub async fn report(cluster: &str, manifest: String) -> Result<Report, ApiError> {
    let request = Request::post(&path::preflight(cluster));
    read(send_body(request, YAML, manifest).await?).await
}
