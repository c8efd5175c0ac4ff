//! The audit trail: what was done, and what came of it.

use contract::{AuditList, path};

use super::{ApiError, get};

/// A page of the rows that are asked for by these parts of a query, the latest first.
///
/// # Errors
/// As [`ApiError`].
pub async fn list(asked: &[(&str, &str)]) -> Result<AuditList, ApiError> {
    get(&path::audit_by(asked)).await
}

/// The latest rows about one object, the latest first.
///
/// # Errors
/// As [`ApiError`].
pub async fn about(
    cluster: &str,
    namespace: &str,
    name: &str,
    most: u32,
) -> Result<AuditList, ApiError> {
    get(&path::audit_about(cluster, namespace, name, most)).await
}
