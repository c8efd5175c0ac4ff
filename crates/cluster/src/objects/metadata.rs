//! The part of `metadata` that is read of every object.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

/// `metadata`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Metadata {
    #[serde(deserialize_with = "or_default")]
    pub(crate) name: String,
    #[serde(deserialize_with = "or_default")]
    pub(crate) namespace: String,
    #[serde(deserialize_with = "or_default")]
    pub(crate) uid: String,
    #[serde(deserialize_with = "or_default")]
    pub(crate) resource_version: String,
    /// 0 where the server has not set it.
    pub(crate) generation: i64,
    creation_timestamp: Option<String>,
    deletion_timestamp: Option<String>,
    deletion_grace_period_seconds: Option<i64>,
    #[serde(deserialize_with = "or_default")]
    pub(crate) finalizers: Vec<String>,
    #[serde(deserialize_with = "or_default")]
    pub(crate) labels: BTreeMap<String, String>,
    #[serde(deserialize_with = "or_default")]
    pub(crate) annotations: BTreeMap<String, String>,
    #[serde(deserialize_with = "or_default")]
    pub(crate) owner_references: Vec<OwnerReference>,
}

/// An entry of `metadata.ownerReferences`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct OwnerReference {
    api_version: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) uid: String,
    controller: Option<bool>,
}

impl Metadata {
    /// `metadata.creationTimestamp`; none where the server has not set it.
    pub(crate) fn created(&self) -> Option<Timestamp> {
        self.creation_timestamp.as_ref()?.parse().ok()
    }

    /// Whether the object is on its way out.
    pub(crate) const fn is_terminating(&self) -> bool {
        self.deletion_timestamp.is_some()
    }

    /// Whether only finalizers keep the object: whoever had to stop it first, as a kubelet a pod, has said that
    /// it may go now (`deletionGracePeriodSeconds` is 0 from then on).
    pub(crate) fn is_held(&self) -> bool {
        self.is_terminating()
            && self.deletion_grace_period_seconds == Some(0)
            && !self.finalizers.is_empty()
    }

    /// The owner that manages this object (`metav1.GetControllerOf`).
    pub(crate) fn controller(&self) -> Option<&OwnerReference> {
        self.owner_references
            .iter()
            .find(|owner| owner.controller == Some(true))
    }
}

impl OwnerReference {
    /// Whether the owner is a DaemonSet, whatever version of `apps` names it.
    pub(crate) fn is_daemon_set(&self) -> bool {
        self.kind == "DaemonSet" && self.api_version.starts_with("apps/")
    }
}

/// Reads `null` as "not set", as Go does.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
