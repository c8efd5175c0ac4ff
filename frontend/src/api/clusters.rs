//! The clusters that the console speaks to.

use contract::{ClusterList, path};

use super::{ApiError, get};

/// All clusters; the first is the one to show when none was chosen.
///
/// # Errors
/// As [`ApiError`].
pub async fn list() -> Result<ClusterList, ApiError> {
    get(&path::clusters()).await
}
