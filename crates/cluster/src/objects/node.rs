//! `v1 Node`: what preflight reads of it. The grid shows nothing else.

use preflight::NodeFacts;
use serde::Deserialize;
use serde_json::Value;

use super::{Kind, Watchable, metadata::Metadata};

/// The label that says in which zone a node stands.
const ZONE: &str = "topology.kubernetes.io/zone";

/// A Node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) facts: NodeFacts,
    /// Whether its kubelet says that it is ready, and is heard of; `true` where it says nothing yet.
    pub(crate) is_ready: bool,
}

impl Node {
    /// Its zone; empty where it has none.
    pub(crate) fn zone(&self) -> &str {
        self.facts.labels.get(ZONE).map_or("", String::as_str)
    }
}

#[derive(Deserialize)]
struct Object {
    metadata: Metadata,
}

impl Watchable for Node {
    const KIND: Kind = Kind::Node;

    fn read(object: &Value) -> Result<Self, serde_json::Error> {
        // `from_node` takes what is wrongly typed as empty; a node without its labels would be
        // placed wrongly, so it is read once more to find that out.
        let Object { metadata } = Object::deserialize(object)?;
        let mut facts = NodeFacts::from_node(object);
        facts.name = metadata.name;
        facts.labels = metadata.labels.into();
        let conditions = object
            .pointer("/status/conditions")
            .and_then(Value::as_array);
        let ready = conditions
            .into_iter()
            .flatten()
            .find(|condition| condition["type"] == "Ready");
        Ok(Self {
            facts,
            is_ready: ready.is_none_or(|ready| ready["status"] == "True"),
        })
    }
}
