//! `QuotaUse`: what pods take of one resource of a quota.

use serde::{Deserialize, Serialize};

/// A resource of a quota.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuotaUse {
    /// `requests.cpu`, `pods` and so on.
    pub resource: String,
    /// What may be used.
    pub hard: String,
    /// What is used.
    pub used: String,
    /// What all wanted pods add.
    pub added: String,
}
