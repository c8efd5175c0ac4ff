//! `Problem`: one thing that is wrong or worth knowing, at one place of the manifest.

pub(crate) mod tally;

use manifest::{FieldPath, Message};
use serde::{Deserialize, Serialize};

/// How much a [`Problem`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Will be refused.
    Error,
    /// Will not run as one expects.
    Warning,
    /// Worth knowing.
    Info,
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The text is not YAML or JSON.
    Syntax,
    /// A field is unknown, given twice or of the wrong type.
    Decode,
    /// The API server's own validation.
    Validation,
    /// What the house refuses on top.
    Policy,
    /// What the cluster at hand adds: a namespace that is not there, a name that is taken.
    Cluster,
    /// What admission does to the pods: limits, quota, Pod Security, names that are not there.
    Admission,
    /// The DaemonSet controller: the nodes that get a pod.
    Placement,
    /// The scheduler: the pods that find no room.
    Scheduling,
    /// The way of a change over the nodes.
    Rollout,
}

/// The reason of a problem that only says that the stored object is not the one that was changed: the API
/// server answers 409, and whoever writes reads the object anew.
pub const CONFLICT: &str = "Conflict";

/// The reason of a warning that no cluster of today serves the version of a manifest.
pub const NOT_SERVED: &str = "NotServed";

/// [`Message`] as it goes over the wire, for the OpenAPI document.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes what `Message` writes")]
struct Said {
    /// What is wrong, in English, as in `details.causes[].message`.
    message: String,
    /// Of a sentence of Everynode's own, which it is: `rollout.stuck`. Absent where these are Kubernetes' words.
    #[schema(required = false)]
    code: String,
    /// What the sentence is about, in order: texts, numbers, lists of these, or other sentences as `{code, arguments}`.
    #[schema(required = false)]
    arguments: Vec<serde_json::Value>,
}

impl Problem {
    /// A problem at a place that Kubernetes names as the document does. Its line comes later.
    pub(crate) fn at(
        path: FieldPath,
        severity: Severity,
        source: Source,
        reason: &str,
        message: impl Into<Message>,
    ) -> Self {
        Self {
            severity,
            source,
            reason: reason.to_owned(),
            field: path.to_string(),
            message: message.into(),
            path,
            line: None,
            column: None,
        }
    }
}

/// One thing that is wrong or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// Who says so.
    pub source: Source,
    /// The machine's word for it, for example `FieldValueRequired` as in `details.causes[].reason`.
    pub reason: String,
    /// The place in Kubernetes' own words, as in `details.causes[].field`. Sometimes not a place of
    /// the document: `spec.template.labels`, `spec.template.spec.containers[0].volumeMounts.subPath`.
    pub field: String,
    /// What is wrong, as in `details.causes[].message`. In JSON it is `message`, in English, and beside it where it is a
    /// sentence of ours its `code` and `arguments`.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(value_type = Said))]
    pub message: Message,
    /// The place in the document that shows the problem and where it can be put right.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub path: FieldPath,
    /// The line of [`Self::path`] or of its nearest ancestor in the text, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column on [`Self::line`] in characters, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}
