//! Every DaemonSet on every node.

use contract::{Wall, path};

use super::{ApiError, get};

/// The wall of a namespace, or of all where it is empty.
///
/// # Errors
/// As [`ApiError`].
pub async fn wall(cluster: &str, namespace: &str) -> Result<Wall, ApiError> {
    get(&path::wall(cluster, namespace)).await
}
