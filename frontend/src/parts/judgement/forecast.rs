//! The forecast as rows of the node grid: the very grid that shows the rollout afterwards.

use std::collections::BTreeMap;

use contract::{NodeRow, NodeState};
use manifest::{Document, FieldPath};
use preflight::{NodeFacts, NodePlacement};

/// The label that says which zone a node is in.
const ZONE: &str = "topology.kubernetes.io/zone";

/// A row for each node of a forecast.
///
/// `nodes` are the facts that the forecast was made from, in the same order; `selector` is the node
/// selector of the pod template, which makes "affinity" a label that is missing where it can.
#[must_use]
pub fn rows(
    placement: &[NodePlacement],
    nodes: &[NodeFacts],
    selector: &BTreeMap<String, String>,
) -> Vec<NodeRow> {
    placement
        .iter()
        .enumerate()
        .map(|(position, place)| {
            let facts = nodes.get(position).filter(|facts| facts.name == place.node);
            NodeRow {
                name: place.node.clone(),
                zone: facts
                    .and_then(|facts| facts.labels.get(ZONE).cloned())
                    .unwrap_or_default(),
                state: if place.runs {
                    NodeState::Ready
                } else {
                    NodeState::LeftOut
                },
                reason: reason(place, facts, selector),
                pod: String::new(),
            }
        })
        .collect()
}

/// The node selector of the pod template: the part of it that the form can draw.
#[must_use]
pub fn node_selector(document: &Document) -> BTreeMap<String, String> {
    let path = node_selector_path();
    document
        .keys(&path)
        .into_iter()
        .filter_map(|key| {
            let value = document.text_at(&path.key(key.as_str()))?;
            Some((key, value))
        })
        .collect()
}

/// `spec.template.spec.nodeSelector`.
#[must_use]
pub fn node_selector_path() -> FieldPath {
    FieldPath::root()
        .key("spec")
        .key("template")
        .key("spec")
        .key("nodeSelector")
}

/// The reason of a placement; `label KEY=VALUE` where the node lacks what the selector asks for.
fn reason(
    place: &NodePlacement,
    facts: Option<&NodeFacts>,
    selector: &BTreeMap<String, String>,
) -> String {
    let missing = (place.reason == "nodeAffinity")
        .then_some(facts)
        .flatten()
        .and_then(|facts| {
            selector
                .iter()
                .find(|(key, value)| facts.labels.get(*key) != Some(value))
        });
    match missing {
        Some((key, value)) => format!("label {key}={value}"),
        None => place.reason.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use manifest::Document;
    use preflight::{NodeFacts, NodePlacement};

    use super::{node_selector, rows};

    fn node(name: &str, os: &str) -> NodeFacts {
        NodeFacts {
            name: name.to_owned(),
            labels: BTreeMap::from([("os".to_owned(), os.to_owned())]),
            ..NodeFacts::default()
        }
    }

    fn place(node: &str, reason: &str) -> NodePlacement {
        NodePlacement {
            node: node.to_owned(),
            runs: reason.is_empty(),
            keeps_running: reason.is_empty(),
            reason: reason.to_owned(),
            pending: None,
        }
    }

    #[test]
    fn names_the_label_that_a_node_lacks() {
        let nodes = [node("a", "linux"), node("b", "windows"), node("c", "linux")];
        let placement = [
            place("a", ""),
            place("b", "nodeAffinity"),
            place("c", "nodeAffinity"),
        ];
        let selector = BTreeMap::from([("os".to_owned(), "linux".to_owned())]);
        let reasons: Vec<_> = rows(&placement, &nodes, &selector)
            .into_iter()
            .map(|row| row.reason)
            .collect();
        assert_eq!(reasons, ["", "label os=linux", "nodeAffinity"]);
    }

    #[test]
    fn reads_the_selector_as_it_is_written() {
        let text = "spec:\n  template:\n    spec:\n      nodeSelector:\n        os: linux\n        count: 5\n";
        let selector = node_selector(&Document::parse(text));
        assert_eq!(
            selector,
            BTreeMap::from([("count".into(), "5".into()), ("os".into(), "linux".into())])
        );
    }
}
