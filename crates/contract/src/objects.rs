//! What becomes of each object of a text that is created as a whole.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{AuditOutcome, FieldError};

/// What came of one object of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ObjectOutcome {
    /// Which object of the text, counted from 0 as in `errors[].document`.
    pub document: u32,
    /// `apiVersion` as sent.
    pub api_version: String,
    /// `kind` as sent.
    pub kind: String,
    /// Where it goes; empty for what lives outside of namespaces.
    pub namespace: String,
    /// `metadata.name`; empty where the cluster is to make it up.
    pub name: String,
    /// What became of it.
    pub fate: ObjectFate,
    /// The same in the words of the audit trail.
    pub outcome: AuditOutcome,
    /// The HTTP status that it would have been answered with alone.
    pub status: u16,
    /// Why, in a sentence; empty where there is nothing to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The code of that sentence, where it is the console's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What the sentence is about, as in [`crate::FieldError::arguments`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Value>,
    /// What is wrong with it, where it was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// What became of one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ObjectFate {
    /// It was only tried, and would be taken.
    Tried,
    /// It was not sent.
    NotSent,
    /// It is there now.
    Created,
    /// It was there before, and stayed as it was.
    Kept,
    /// It was there before, and says now what the text says.
    Updated,
    /// It was refused.
    Refused,
    /// It was created, and deleted again because another one failed.
    TakenBack,
    /// It was updated, and is again as it was before because another one failed.
    PutBack,
    /// It was created or updated, and could not be taken back.
    LeftBehind,
    /// Nobody knows.
    Unknown,
}

/// What came of a text that was created as a whole (`POST …/daemonsets?answer=Objects`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedObjects {
    /// Each object, in the order of the text.
    pub items: Vec<ObjectOutcome>,
}

/// What one object of a text would meet if the text were created now (`objects` of `POST …/preflight`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ObjectOutlook {
    /// Which object of the text, counted from 0.
    pub document: u32,
    /// The line of the text in which it begins, counted from 1.
    pub line: u32,
    /// `apiVersion` as written.
    pub api_version: String,
    /// `kind` as written.
    pub kind: String,
    /// Where it goes: as written, else the namespace that was asked about; empty for what lives outside of namespaces.
    pub namespace: String,
    /// `metadata.name` as written.
    pub name: String,
    /// In which step it is created, counted from 0: namespaces, definitions, rights, configuration, Services, DaemonSets,
    /// the rest, and what is asked before others are taken.
    pub step: u8,
    /// Whether the cluster serves its kind in this version, or the text defines it.
    pub served: bool,
    /// In which versions the cluster serves its kind, where it does not serve this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub served_as: Vec<String>,
    /// Whether an earlier object of the text says the very same, so that it is created once.
    #[serde(default)]
    pub repeated: bool,
    /// Whether there is one of its name; absent where that cannot be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
    /// The fields in which that says something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<String>,
    /// Whether this user may create it; absent where the cluster does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_create: Option<bool>,
    /// The report on it, where it is a further DaemonSet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<preflight::Report>,
}

/// An object that was made together with a DaemonSet (`GET …/daemonsets/{name}/companions`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompanionRow {
    /// `apiVersion`.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// Where it is; empty for what lives outside of namespaces.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
    /// `metadata.uid`, by which it is named in `companions` of `DELETE`.
    pub uid: String,
    /// Whether it is still there; absent where that cannot be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
}

/// What was made together with a DaemonSet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompanionList {
    /// The objects, in the order of their making.
    pub items: Vec<CompanionRow>,
}

/// What came of an object that was to be deleted with the DaemonSet that it was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeletedObject {
    /// `kind`.
    pub kind: String,
    /// Where it was; empty for what lives outside of namespaces.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
    /// What came of it.
    pub outcome: AuditOutcome,
    /// The HTTP status that it would have been answered with alone: 202 while somebody still cleans up after it.
    pub status: u16,
    /// Why it was not deleted, in a sentence; empty where it was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}
