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
}

impl Node {
    /// Its zone; empty where it has none.
    pub(crate) fn zone(&self) -> &str {
        self.facts.labels.get(ZONE).map_or("", String::as_str)
    }
}

#[derive(Deserialize)]
struct Object {
    // `NodeFacts::from_node` takes what is wrongly typed as empty; this is read to find it out.
    metadata: Metadata,
}

impl Watchable for Node {
    const KIND: Kind = Kind::Node;

    fn read(object: &Value) -> Result<Self, serde_json::Error> {
        let Object { metadata } = Object::deserialize(object)?;
        let facts = NodeFacts::from_node(object);
        debug_assert_eq!(facts.name, metadata.name);
        Ok(Self { facts })
    }
}
