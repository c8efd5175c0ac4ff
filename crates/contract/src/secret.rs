//! What is told of a Secret: its keys, never a value.

use serde::{Deserialize, Serialize};

/// `GET …/secrets/{name}/keys`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecretKeys {
    /// `type`: `Opaque`, `kubernetes.io/dockerconfigjson` …
    #[serde(rename = "type")]
    pub kind: String,
    /// The keys of its data, sorted.
    pub keys: Vec<String>,
}
