//! Problem documents (RFC 9457): how every error looks on the wire.

use manifest::Message;
#[cfg(feature = "english")]
use preflight::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The media type of a [`ProblemDocument`].
pub const MEDIA_TYPE: &str = "application/problem+json";

/// The last part of the `type` of a write of which it is not known whether it was done.
pub const OUTCOME_UNKNOWN: &str = "outcome-unknown";

/// The last part of the `type` of what a cluster is not asked for without a token of its own.
pub const CLUSTER_TOKEN_REQUIRED: &str = "cluster-token-required";

/// The reason of a name that is taken by an object that says the same, so that it can be kept.
pub const SAME_EXISTS: &str = "SameExists";

/// An error as `application/problem+json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProblemDocument {
    /// What kind of problem, as a URI reference: `/problems/invalid-manifest`. Stable; match on this.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words; the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time and what to do.
    pub detail: String,
    /// Of a sentence of Everynode's own, which it is: `console.no_daemon_set`. Absent where the words are not its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What the sentence is about, as in [`crate::FieldError::arguments`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Value>,
    /// Each thing that is wrong with a manifest, where there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What came of each object of a text that holds several, in its order.
    // As plain values, so that who shows none carries no code for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<crate::ObjectOutcome>))]
    pub objects: Vec<Value>,
    /// What the API server said, whole: a `metav1.Status`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub upstream: Option<Value>,
}

impl ProblemDocument {
    /// What happened this time, for who puts it into another language.
    #[must_use]
    pub fn said(&self) -> Message {
        Message::of_parts(&self.code, &self.arguments, &self.detail)
    }

    /// The kind in a few words, for who puts it into another language.
    #[must_use]
    pub fn titled(&self) -> Message {
        let slug = self.kind.strip_prefix("/problems/").unwrap_or_default();
        let code = ["problem.", slug].concat().replace('-', "_");
        Message::of_parts(&code, &[], &self.title)
    }

    /// Whether a token of the cluster has to be handed over first.
    #[must_use]
    pub fn is_cluster_token_required(&self) -> bool {
        self.kind.strip_prefix("/problems/") == Some(CLUSTER_TOKEN_REQUIRED)
    }

    /// Whether it is not known if what was asked for was done.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.kind.strip_prefix("/problems/") == Some(OUTCOME_UNKNOWN)
    }
}

/// One thing that is wrong, at one field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FieldError {
    /// The field, as Kubernetes prints it.
    pub field: String,
    /// The machine's word: `FieldValueRequired`, `UnknownField` …
    pub reason: String,
    /// What is wrong, in English.
    pub message: String,
    /// Of a sentence of Everynode's own, which it is: `rollout.stuck`. Absent where the words are Kubernetes'.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What the sentence is about, in order: texts, numbers, lists of these, or other sentences as `{code, arguments}`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Value>,
    /// The line in the text that was sent, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column in that line in characters, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// Which document of the text, counted from 0, where it is not the DaemonSet's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<u32>,
}

impl FieldError {
    /// What is wrong, for who puts it into another language.
    #[must_use]
    pub fn said(&self) -> Message {
        Message::of_parts(&self.code, &self.arguments, &self.message)
    }
}

#[cfg(feature = "english")]
impl From<&Problem> for FieldError {
    fn from(problem: &Problem) -> Self {
        let (code, arguments) = problem.message.english_parts();
        Self {
            code,
            arguments,
            field: problem.field.clone(),
            reason: problem.reason.clone(),
            message: problem.message.to_string(),
            line: problem.line,
            column: problem.column,
            document: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ProblemDocument;

    #[test]
    fn only_what_is_unknown_is_unknown() {
        for (kind, expected) in [
            ("/problems/outcome-unknown", true),
            ("/problems/cluster-timeout", false),
            ("outcome-unknown", false),
            ("", false),
        ] {
            let problem = ProblemDocument {
                kind: kind.to_owned(),
                ..ProblemDocument::default()
            };
            assert_eq!(problem.is_outcome_unknown(), expected, "{kind}");
        }
    }
}
