//! `NodeFacts`: what preflight reads of a Node, and of the pods that run on it.

use manifest::StringMap;

use serde_json::Value;

use super::{Amounts, NodeUse};
use crate::cursor::Cursor;

/// What preflight reads of a Node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NodeFacts {
    /// `metadata.name`.
    pub name: String,
    /// `metadata.labels`.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, String>))]
    pub labels: StringMap<String>,
    /// `spec.taints`. The conditions of the node count through these alone.
    pub taints: Vec<Taint>,
    /// `spec.unschedulable`: the node is cordoned.
    pub unschedulable: bool,
    /// What the condition `Ready` says.
    pub readiness: Readiness,
    /// `status.allocatable`; none where the node does not say it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub allocatable: Option<Amounts>,
    /// What the pods that run there ask for, those of the DaemonSet in question among them; none
    /// where the pods are not known.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub used: Option<NodeUse>,
}

impl NodeFacts {
    /// Reads a Node (`core/v1`); what it lacks is taken as empty, and its use as not known.
    #[must_use]
    pub fn from_node(node: &Value) -> Self {
        let root = Cursor::root(node);
        let metadata = root.field("metadata");
        let labels = metadata.field("labels");
        let spec = root.field("spec");
        let taints = spec.field("taints");
        let status = root.field("status");
        let allocatable = status.field("allocatable");
        Self {
            name: metadata.text_of("name").to_owned(),
            labels: labels
                .entries()
                .map(|(key, value)| (key.to_owned(), value.text().to_owned()))
                .collect(),
            taints: taints.items().map(|taint| Taint::read(&taint)).collect(),
            unschedulable: spec.truth_of("unschedulable"),
            readiness: Readiness::read(&status.field("conditions")),
            allocatable: allocatable.value().map(Amounts::from_resource_list),
            used: None,
        }
    }
}

/// Whether a node's kubelet does its work. Where it does not, pods that are deleted there stay, and new
/// ones do not start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(rename_all = "camelCase"))]
pub enum Readiness {
    /// It does, or the node does not say.
    #[default]
    Ready,
    /// It says that it does not.
    NotReady,
    /// It has not been heard of for some time: the node is unreachable.
    Unknown,
}

impl Readiness {
    fn read(conditions: &Cursor) -> Self {
        let is_ready = |condition: &Cursor| condition.text_of("type") == "Ready";
        let ready = conditions.items().find(is_ready);
        match ready.map_or("", |ready| ready.text_of("status")) {
            "False" => Self::NotReady,
            "Unknown" => Self::Unknown,
            _ => Self::Ready,
        }
    }

    /// Whether the kubelet does its work.
    #[must_use]
    pub fn is_ready(self) -> bool {
        self == Self::Ready
    }
}

/// A taint of a node (`core/v1 Taint` without the time it was added).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Taint {
    /// The taint's key.
    pub key: String,
    /// The taint's value; often empty.
    pub value: String,
    /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
    pub effect: String,
}

impl Taint {
    pub(crate) fn read(taint: &Cursor) -> Self {
        Self {
            key: taint.text_of("key").to_owned(),
            value: taint.text_of("value").to_owned(),
            effect: taint.text_of("effect").to_owned(),
        }
    }

    /// As `kubectl describe` prints it: `key=value:effect`, or `key:effect` without a value.
    #[must_use]
    pub fn display(&self) -> String {
        let equals = if self.value.is_empty() { "" } else { "=" };
        format!("{}{equals}{}:{}", self.key, self.value, self.effect)
    }
}
