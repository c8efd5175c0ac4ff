//! Why nothing can be said of an image.

use thiserror::Error;

use crate::FetchError;

/// Why nothing can be said of an image.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// The registry cannot be asked.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It wants to know who asks, or does not let this one.
    #[error("the registry does not let us look; a pull secret may be missing")]
    Denied,
    /// It has no such image.
    #[error("the registry has no such image")]
    NoSuchImage,
    /// It has been asked too often.
    #[error("the registry has been asked too often")]
    TooMany,
    /// What answers is no registry.
    #[error("what answers there is no registry")]
    NotARegistry,
}
