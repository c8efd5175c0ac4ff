//! What a DaemonSet consists of: the object as it is stored, and the Services in front of its pods.

use contract::path;
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
