//! What a DaemonSet consists of: the object as it is stored, and the Services in front of its pods.

use contract::{ClusterDifference, path};
use serde_json::Value;

use super::{ApiError, get};

/// The whole object.
///
/// # Errors
/// As [`ApiError`].
pub async fn object(cluster: &str, namespace: &str, name: &str) -> Result<Value, ApiError> {
    get(&path::daemonset(cluster, namespace, name)).await
}

/// The Services that select its pods, as `contract::ServiceList`; read by hand, as derived code would weigh more than the
/// page that shows it.
///
/// # Errors
/// As [`ApiError`].
pub async fn services(cluster: &str, namespace: &str, name: &str) -> Result<Value, ApiError> {
    get(&path::services(cluster, namespace, name)).await
}

/// How the DaemonSet of the same name of another cluster differs.
///
/// # Errors
/// As [`ApiError`]; a refusal with status 404 where there is none.
pub async fn difference(
    cluster: &str,
    namespace: &str,
    name: &str,
    other: &str,
) -> Result<ClusterDifference, ApiError> {
    get(&path::difference(cluster, namespace, name, other)).await
}
