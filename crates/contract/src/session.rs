//! Who is signed in.

use serde::{Deserialize, Serialize};

/// `GET /session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    /// The user's name as the audit trail has it; `local` for local sign-in.
    pub user: String,
    /// The version of the console.
    pub version: String,
    /// The preset of what the house refuses on top of Kubernetes: `kubernetes`, `kubesphere` or `dce`.
    #[serde(default)]
    pub policy: String,
}
