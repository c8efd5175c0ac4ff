//! Drafts: manifests that are being written and must not be lost.

use serde::{Deserialize, Serialize};

/// A kept draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// Chosen by the client: a UUID.
    pub id: String,
    /// The cluster it is meant for.
    pub cluster: String,
    /// The text as typed, valid or not.
    pub text: String,
    /// When it was last kept, RFC 3339.
    pub updated: String,
}

/// A draft as it stands in the list: without its text, which may be long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DraftSummary {
    /// Chosen by the client: a UUID.
    pub id: String,
    /// The cluster it is meant for.
    pub cluster: String,
    /// The length of its text in bytes.
    pub bytes: u64,
    /// When it was last kept, RFC 3339.
    pub updated: String,
}

/// What a client sends to keep a draft (`PUT /drafts/{id}`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DraftText {
    /// The cluster it is meant for.
    pub cluster: String,
    /// The text as typed, valid or not; at most 1 MiB.
    pub text: String,
}

/// `GET /drafts`: the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftList {
    /// The drafts of the signed-in user, each without its text.
    pub items: Vec<DraftSummary>,
}
