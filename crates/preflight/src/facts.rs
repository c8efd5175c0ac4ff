//! `Facts`: what preflight knows of the cluster, trimmed to the fields it reads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cursor::Cursor;

/// What is known of the cluster and of the target namespace.
///
/// `None` means "not known" (no right to list it, or no cluster at all) and is never taken for "none".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// The nodes, in the order in which the grid shows them: by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes: Option<Vec<NodeFacts>>,
    /// The names of the namespaces that exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespaces: Option<Vec<String>>,
    /// The DaemonSets that exist, as `namespace/name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daemon_sets: Option<Vec<String>>,
}

/// What preflight reads of a Node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NodeFacts {
    /// `metadata.name`.
    pub name: String,
    /// `metadata.labels`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// `spec.taints`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taints: Vec<Taint>,
}

impl NodeFacts {
    /// Reads a Node (`core/v1`); what it lacks is taken as empty.
    #[must_use]
    pub fn from_node(node: &Value) -> Self {
        let root = Cursor::root(node);
        let metadata = root.field("metadata");
        let labels = metadata.field("labels");
        let spec = root.field("spec");
        let taints = spec.field("taints");
        Self {
            name: metadata.text_of("name").to_owned(),
            labels: labels
                .entries()
                .map(|(key, value)| (key.to_owned(), value.text().to_owned()))
                .collect(),
            taints: taints.items().map(|taint| Taint::read(&taint)).collect(),
        }
    }
}

/// A taint of a node (`core/v1 Taint` without the time it was added).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Taint {
    /// The taint's key.
    pub key: String,
    /// The taint's value; often empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
    pub effect: String,
}

impl Taint {
    fn read(taint: &Cursor) -> Self {
        Self {
            key: taint.text_of("key").to_owned(),
            value: taint.text_of("value").to_owned(),
            effect: taint.text_of("effect").to_owned(),
        }
    }
}
