//! The audit trail: one entry for every write.

use serde::{Deserialize, Serialize};

/// One write: who did what, where, when, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Sorts by time.
    pub id: String,
    /// When, RFC 3339.
    pub occurred: String,
    /// Who.
    pub user: String,
    /// What: `create`, `replace`, `delete`, `restart` or `rollback`.
    pub action: String,
    /// In which cluster.
    pub cluster: String,
    /// In which namespace.
    pub namespace: String,
    /// On which DaemonSet; empty where the manifest named none.
    pub name: String,
    /// What came of it: `done`, `refused` or `failed`. `begun` while it runs, and for ever where the console
    /// stopped in the middle: the cluster may have done it or not.
    pub outcome: String,
    /// The HTTP status of the answer; 0 where there is none yet.
    pub status: u16,
    /// Why it was refused or failed, in a sentence; empty where it was done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// `GET /audit`: one page, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditList {
    /// The entries of this page.
    pub items: Vec<AuditEntry>,
    /// What to send as `continue` for the next page; none on the last.
    #[serde(rename = "continue", default, skip_serializing_if = "Option::is_none")]
    pub continue_token: Option<String>,
}
