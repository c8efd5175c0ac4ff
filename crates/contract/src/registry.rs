//! What registries have of an image, for who types its name.

use serde::{Deserialize, Serialize};

/// `GET …/images`: what a registry has of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RegistryImage {
    /// The registry that was asked, with its port where it has one of its own.
    pub registry: String,
    /// The repository, as `library/nginx`.
    pub repository: String,
    /// Its tags, the newest versions first; at most 1000.
    pub tags: Vec<String>,
    /// Whether these are all.
    pub has_all_tags: bool,
    /// The digest of what the reference names, as `sha256:…`; empty where the registry has no such, or the reference
    /// names neither tag nor digest.
    pub digest: String,
    /// The platforms that it is made for, as `linux/amd64`; empty where they are not known.
    pub platforms: Vec<String>,
}
