//! What the signed-in user may do.

use contract::{RightList, path};

use super::{ApiError, get};

/// What the user may do in a namespace, and with one DaemonSet of it.
///
/// # Errors
/// As [`ApiError`].
pub async fn list(cluster: &str, namespace: &str, name: &str) -> Result<RightList, ApiError> {
    get(&path::rights(cluster, namespace, name)).await
}
