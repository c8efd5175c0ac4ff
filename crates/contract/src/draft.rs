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

/// What a client sends to keep a draft (`PUT /drafts/{id}`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "validate", derive(validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DraftText {
    /// The cluster it is meant for.
    #[cfg_attr(
        feature = "validate",
        validate(length(max = 1024), custom(function = "can_be_kept"))
    )]
    #[cfg_attr(feature = "openapi", schema(max_length = 1024))]
    pub cluster: String,
    /// The text as typed, valid or not; at most 1 MiB.
    #[cfg_attr(feature = "validate", validate(custom(function = "is_a_draft")))]
    #[cfg_attr(feature = "openapi", schema(max_length = 1_048_576))]
    pub text: String,
}

/// The most bytes of a draft's text: as much as a manifest may have.
#[cfg(feature = "validate")]
const LONGEST_TEXT: usize = 1 << 20;

#[cfg(feature = "validate")]
fn is_a_draft(text: &str) -> Result<(), validator::ValidationError> {
    if text.len() > LONGEST_TEXT {
        let words = format!("may have at most {} KiB", LONGEST_TEXT >> 10);
        return Err(validator::ValidationError::new("FieldValueTooLong").with_message(words.into()));
    }
    can_be_kept(text)
}

/// `PostgreSQL` cannot keep the character, and YAML does not allow it either.
#[cfg(feature = "validate")]
fn can_be_kept(text: &str) -> Result<(), validator::ValidationError> {
    if text.contains('\0') {
        let words = "holds the character U+0000, which cannot be kept";
        return Err(validator::ValidationError::new("FieldValueInvalid").with_message(words.into()));
    }
    Ok(())
}

/// `GET /drafts`: the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftList {
    /// The drafts of the signed-in user.
    pub items: Vec<Draft>,
}
