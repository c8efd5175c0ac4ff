//! Drafts: manifests that are being written and must not be lost.

use serde::{Deserialize, Serialize};

/// A DaemonSet that is edited, as it was when the draft began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DraftOrigin {
    /// Its namespace.
    #[cfg_attr(
        feature = "openapi",
        schema(
            min_length = 1,
            max_length = 63,
            pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
        )
    )]
    pub namespace: String,
    /// Its name.
    #[cfg_attr(
        feature = "openapi",
        schema(
            min_length = 1,
            max_length = 253,
            pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
        )
    )]
    pub name: String,
    /// Its manifest as the API server gave it, `resourceVersion` and all: what a later change by somebody
    /// else is told from; at most 3 MiB as UTF-8.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 3_145_728, pattern = r"^[^\x00]*$")
    )]
    pub text: String,
}

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
    /// `metadata.name` as it stands in the text; empty where none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// `metadata.namespace` as it stands in the text; empty where none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// What is edited; none where a new one is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<DraftOrigin>,
    /// When it was last kept, RFC 3339; another time is another version.
    pub updated: String,
}

/// A draft as it stands in the list: without its texts, which may be long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DraftSummary {
    /// Chosen by the client: a UUID.
    pub id: String,
    /// The cluster it is meant for.
    pub cluster: String,
    /// `metadata.name` as it stands in the text; empty where none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// `metadata.namespace` as it stands in the text; empty where none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// The namespace of the DaemonSet that is edited; empty where a new one is written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin_namespace: String,
    /// The name of the DaemonSet that is edited; empty where a new one is written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin_name: String,
    /// The length of its text in bytes.
    pub bytes: u64,
    /// When it was last kept, RFC 3339.
    pub updated: String,
}

/// What a client sends to keep a draft (`PUT /drafts/{id}`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DraftText {
    /// The cluster it is meant for.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 1024, pattern = r"^[^\x00]*$")
    )]
    pub cluster: String,
    /// The text as typed, valid or not; at most 3 MiB as UTF-8.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 3_145_728, pattern = r"^[^\x00]*$")
    )]
    pub text: String,
    /// `metadata.name` as it stands in the text, for the list of drafts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 1024, pattern = r"^[^\x00]*$")
    )]
    pub name: String,
    /// `metadata.namespace` as it stands in the text, else the one that it is to go to; for the list of drafts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 1024, pattern = r"^[^\x00]*$")
    )]
    pub namespace: String,
    /// What is edited. Without it what was kept before stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<DraftOrigin>,
    /// The `updated` of the version that this text began from. If another one is kept by now it is
    /// refused with 409; without it this one is kept whatever was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "date-time"))]
    pub based_on: Option<String>,
}

/// `GET /drafts`: the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftList {
    /// The drafts of the signed-in user, each without its texts.
    pub items: Vec<DraftSummary>,
}
