//! The audit trail: one entry for every object that a write concerns.

use serde::{Deserialize, Serialize};

/// What somebody did or wanted to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AuditAction {
    /// To create an object.
    Create,
    /// To put a manifest in the place of an object.
    Replace,
    /// To delete an object.
    Delete,
    /// To have all pods of a DaemonSet replaced.
    Restart,
    /// To go back to a former revision.
    Rollback,
    /// To sign in.
    SignIn,
    /// To end a session.
    SignOut,
    /// To end all sessions of a user.
    SignOutEverywhere,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AuditOutcome {
    /// It runs.
    Begun,
    /// It was done.
    Done,
    /// It was refused, and changed nothing.
    Refused,
    /// It was not done, for no fault of the request.
    Failed,
    /// Nobody knows: no answer came, or the console ended in the middle. What is there is looked at later, and where
    /// it tells, another outcome takes the place of this one.
    Unknown,
}

/// One object that a write concerns: who did what, where, when, and what came of it.
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
    /// What.
    pub action: AuditAction,
    /// In which cluster.
    pub cluster: String,
    /// In which namespace.
    pub namespace: String,
    /// On what kind of object: `DaemonSet`, or `Service` where it was created with one.
    pub kind: String,
    /// On which object; empty where the manifest named none. Where it gave only the beginning of a name, the one
    /// that was given.
    pub name: String,
    /// The `id` of the first entry of the same request.
    pub request: String,
    /// What came of it.
    pub outcome: AuditOutcome,
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
