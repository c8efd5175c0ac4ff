//! From the tree to a JSON value, merge keys and aliases resolved.

use serde_json::{Map, Value};

use super::scalar::Resolved;
use crate::gather::Gather;
use crate::tree::{NodeId, NodeKind, Tree};

/// The JSON value of a node, as sigs.k8s.io/yaml makes it.
///
/// The caller has checked the limits (see [`super::limit`]), so neither depth nor size can run away.
pub(crate) fn value(tree: &Tree, id: NodeId) -> Value {
    match &tree.node(id).kind {
        NodeKind::Alias { target } => value(tree, *target),
        NodeKind::Scalar { .. } => match tree.scalar(id) {
            Resolved::Text => Value::String(tree.text_of(id).to_owned()),
            resolved => resolved.to_value(tree.text_of(id)),
        },
        NodeKind::Sequence { items, .. } => {
            Value::Array(items.iter().map(|item| value(tree, item.value)).gather())
        }
        NodeKind::Mapping { entries, .. } => {
            let mut object = Map::with_capacity(entries.len());
            fill(tree, id, &mut object);
            Value::Object(object)
        }
    }
}

/// Puts the entries of a mapping into an object in the order of the text, later ones over earlier
/// ones, as yaml.v2 does: a `<<` after a key therefore wins over it.
fn fill(tree: &Tree, mapping: NodeId, object: &mut Map<String, Value>) {
    let NodeKind::Mapping { entries, .. } = &tree.node(mapping).kind else {
        return;
    };
    for entry in entries {
        if tree.is_merge(entry) {
            for source in tree.merge_sources(entry.value) {
                fill(tree, tree.resolved(source), object);
            }
        } else if let Some(key) = tree.key(entry) {
            object.insert(key.into_owned(), value(tree, entry.value));
        }
    }
}
