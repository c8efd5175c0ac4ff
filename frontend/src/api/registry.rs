//! What a registry has of an image.

use contract::path;
use serde_json::Value;

use super::{ApiError, get};

/// What the registry of an image has of it, as `contract::RegistryImage`; read by hand, as derived code would weigh more.
///
/// # Errors
/// As [`ApiError`].
pub async fn image(
    cluster: &str,
    namespace: &str,
    image: &str,
    pull_secrets: &[String],
) -> Result<Value, ApiError> {
    get(&path::images(cluster, namespace, image, pull_secrets)).await
}
