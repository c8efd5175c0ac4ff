//! `ClaimFacts`: what preflight reads of a `PersistentVolumeClaim`, its volume and its `StorageClass`.

use manifest::json::items;
use serde_json::{Map, Value, json};

/// A `PersistentVolumeClaim` (`core/v1`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimFacts {
    /// `metadata.name`.
    pub name: String,
    /// `status.phase`: `Pending`, `Bound` or `Lost`.
    pub phase: String,
    /// `spec.accessModes`.
    pub access_modes: Vec<String>,
    /// `spec.storageClassName`.
    pub storage_class: String,
    /// `spec.volumeName`; empty while it is not bound.
    pub volume: String,
    /// `metadata.deletionTimestamp` is set.
    pub is_deleting: bool,
    /// Whether a volume is bound only when a pod needs it (`volumeBindingMode:
    /// WaitForFirstConsumer` of the `StorageClass`); none where the class is not known.
    pub waits_for_consumer: Option<bool>,
    /// `spec.nodeAffinity.required` of the volume: the nodes that can reach it. `null` where there
    /// is none, or it is not known.
    pub required: Value,
    /// `allowedTopologies` of the `StorageClass`: where a volume may be made. `null` where there is
    /// none, or it is not known.
    pub allowed_topologies: Value,
    /// The nodes and the priorities of the pods that use it, where only one may (see
    /// [`Self::is_of_one_pod`]), the pods of the DaemonSet in question aside.
    pub users: Vec<(String, i32)>,
}

/// The claims that a pod names.
pub(crate) fn claims_of(spec: &Value) -> impl Iterator<Item = &str> {
    let volumes = items(&spec["volumes"]).iter();
    volumes.filter_map(|volume| volume["persistentVolumeClaim"]["claimName"].as_str())
}

impl ClaimFacts {
    /// Reads a `PersistentVolumeClaim`, and what is known of the `PersistentVolume` that it is bound to
    /// and of its `StorageClass`.
    #[must_use]
    pub fn from_claim(claim: &Value, volume: Option<&Value>, class: Option<&Value>) -> Self {
        let (spec, metadata) = (&claim["spec"], &claim["metadata"]);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            name: super::name_of(claim),
            phase: text(&claim["status"]["phase"]),
            access_modes: super::texts(&spec["accessModes"]),
            storage_class: text(&spec["storageClassName"]),
            volume: text(&spec["volumeName"]),
            is_deleting: !metadata["deletionTimestamp"].is_null(),
            waits_for_consumer: class
                .map(|class| class["volumeBindingMode"] == "WaitForFirstConsumer"),
            required: volume.map_or(Value::Null, |volume| {
                volume["spec"]["nodeAffinity"]["required"].clone()
            }),
            allowed_topologies: class
                .map_or(Value::Null, |class| class["allowedTopologies"].clone()),
            users: Vec::new(),
        }
    }

    /// Whether only one pod may use it (`ReadWriteOncePod`).
    #[must_use]
    pub fn is_of_one_pod(&self) -> bool {
        self.access_modes
            .iter()
            .any(|mode| mode == "ReadWriteOncePod")
    }

    /// The pods that use it, by node and priority.
    pub(crate) fn users(&self) -> impl Iterator<Item = (&str, i32)> {
        let users = self.users.iter();
        users.map(|(node, priority)| (node.as_str(), *priority))
    }

    pub(super) fn to_value(&self) -> Value {
        let mut claim = Map::new();
        let mut text = |name: &str, text: &str| {
            if !text.is_empty() {
                claim.insert(name.to_owned(), text.into());
            }
        };
        text("name", &self.name);
        text("phase", &self.phase);
        text("storageClass", &self.storage_class);
        text("volume", &self.volume);
        claim.insert("accessModes".to_owned(), self.access_modes.clone().into());
        if self.is_deleting {
            claim.insert("isDeleting".to_owned(), true.into());
        }
        if let Some(waits) = self.waits_for_consumer {
            claim.insert("waitsForConsumer".to_owned(), waits.into());
        }
        for (name, value) in [
            ("required", &self.required),
            ("allowedTopologies", &self.allowed_topologies),
        ] {
            if !value.is_null() {
                claim.insert(name.to_owned(), value.clone());
            }
        }
        if !self.users.is_empty() {
            let users = self.users.iter();
            let users = users.map(|(node, priority)| json!([node, priority]));
            claim.insert("users".to_owned(), users.collect());
        }
        Value::Object(claim)
    }

    pub(super) fn from_value(claim: &Value) -> Self {
        let text = |name: &str| claim[name].as_str().unwrap_or_default().to_owned();
        Self {
            name: text("name"),
            phase: text("phase"),
            access_modes: super::texts(&claim["accessModes"]),
            storage_class: text("storageClass"),
            volume: text("volume"),
            is_deleting: claim["isDeleting"] == true,
            waits_for_consumer: claim["waitsForConsumer"].as_bool(),
            required: claim["required"].clone(),
            allowed_topologies: claim["allowedTopologies"].clone(),
            users: {
                let users = items(&claim["users"]).iter();
                let user = |user: &Value| {
                    let priority = user[1].as_i64().unwrap_or_default();
                    let priority = i32::try_from(priority).unwrap_or_default();
                    Some((user[0].as_str()?.to_owned(), priority))
                };
                users.filter_map(user).collect()
            },
        }
    }
}
