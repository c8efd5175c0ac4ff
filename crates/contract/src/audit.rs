//! The audit trail: one entry for every object that a write concerns.

use manifest::Message;
use serde::{Deserialize, Serialize};
use serde_json::Value;

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

impl AuditAction {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Create,
        Self::Replace,
        Self::Delete,
        Self::Restart,
        Self::Rollback,
        Self::SignIn,
        Self::SignOut,
        Self::SignOutEverywhere,
    ];

    /// Its word, as it goes over the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Replace => "replace",
            Self::Delete => "delete",
            Self::Restart => "restart",
            Self::Rollback => "rollback",
            Self::SignIn => "sign-in",
            Self::SignOut => "sign-out",
            Self::SignOutEverywhere => "sign-out-everywhere",
        }
    }
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

impl AuditOutcome {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Begun,
        Self::Done,
        Self::Refused,
        Self::Failed,
        Self::Unknown,
    ];

    /// Its word, as it goes over the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
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
    /// Who; empty where nobody was known.
    pub user: String,
    /// Who that one is in the cluster, where another name is known there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub acts_as: String,
    /// As whom the cluster was asked: `kubeconfig` (with the rights of the kubeconfig), `pass-through` (by the user's own
    /// token), `impersonate` (by the console, which named the user). Empty where it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub access: String,
    /// The groups that the cluster was told or knows the user by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// The provider that said who it is; empty where none did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer: String,
    /// The address that the request came from; empty where it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// The `X-Request-Id` of the answer, which the lines of the log have too.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request_id: String,
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
    /// The code of that sentence, where it is the console's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What the sentence is about, as in [`crate::FieldError::arguments`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Value>,
}

impl AuditEntry {
    /// Why, for who puts it into another language.
    #[must_use]
    pub fn said(&self) -> Message {
        Message::of_parts(&self.code, &self.arguments, &self.detail)
    }
}

/// `GET /audit`: one page, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditList {
    /// The entries of this page.
    pub items: Vec<AuditEntry>,
    /// Whether they are of everybody, as admins of the console see them, or of who asks alone.
    #[serde(default)]
    pub of_all: bool,
    /// For how many days entries are kept; none: for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_days: Option<u16>,
    /// What to send as `continue` for the next page; none on the last.
    #[serde(rename = "continue", default, skip_serializing_if = "Option::is_none")]
    pub continue_token: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::{AuditAction, AuditOutcome};

    #[test]
    fn words_are_those_of_the_wire() {
        for action in AuditAction::ALL {
            let wire = serde_json::to_value(action).unwrap();
            assert_eq!(wire, action.word());
        }
        for outcome in AuditOutcome::ALL {
            let wire = serde_json::to_value(outcome).unwrap();
            assert_eq!(wire, outcome.word());
        }
    }
}
