//! The terms of the required node affinity: what is there, and those that allow or leave out nodes.

use manifest::FieldPath;
use serde_json::{Map, Value, json};

use crate::facts::NodeFacts;

/// The label that most nodes have their name in.
pub(crate) const HOSTNAME: &str = "kubernetes.io/hostname";
const NODE_AFFINITY: [&str; 3] = [
    "affinity",
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
];

/// A term that allows (`In`) or leaves out (`NotIn`) these nodes. By the label of the host name,
/// where it is the node's name, and else by the name itself, one requirement a node.
pub(super) fn requirements(nodes: &[&NodeFacts], operator: &str) -> Value {
    let mut term = Map::new();
    let names = names(nodes, true);
    if !names.is_empty() {
        let expression = json!({"key": HOSTNAME, "operator": operator, "values": names});
        term.insert("matchExpressions".to_owned(), json!([expression]));
    }
    let fields: Vec<_> = self::names(nodes, false)
        .into_iter()
        .map(|name| json!({"key": "metadata.name", "operator": operator, "values": [name]}))
        .collect();
    if !fields.is_empty() {
        term.insert("matchFields".to_owned(), Value::Array(fields));
    }
    Value::Object(term)
}

/// Terms that together allow these nodes and no other: one for all that have their name as a label,
/// one for each of the others.
pub(super) fn terms_of(nodes: &[&NodeFacts]) -> Vec<Value> {
    let (labelled, others): (Vec<_>, Vec<_>) =
        nodes.iter().copied().partition(|node| has_name_label(node));
    let mut terms = Vec::new();
    if !labelled.is_empty() {
        terms.push(requirements(&labelled, "In"));
    }
    terms.extend(others.iter().map(|node| requirements(&[*node], "In")));
    terms
}

fn names<'n>(nodes: &[&'n NodeFacts], is_labelled: bool) -> Vec<&'n str> {
    let nodes = nodes
        .iter()
        .filter(|node| has_name_label(node) == is_labelled);
    nodes.map(|node| node.name.as_str()).collect()
}

pub(super) fn has_name_label(node: &NodeFacts) -> bool {
    node.labels.get(HOSTNAME) == Some(&node.name)
}

pub(super) fn required(spec: &Value) -> &Value {
    let mut value = spec;
    for key in NODE_AFFINITY {
        value = &value[key];
    }
    value
}

pub(super) fn terms(spec: &Value) -> &[Value] {
    let terms = required(spec)["nodeSelectorTerms"].as_array();
    terms.map_or(&[], Vec::as_slice)
}

pub(super) fn count(term: &Value, list: &str) -> usize {
    term[list].as_array().map_or(0, Vec::len)
}

/// `spec.template.spec`.
pub(super) fn pod() -> FieldPath {
    FieldPath::root().key("spec").key("template").key("spec")
}

pub(super) fn required_path() -> FieldPath {
    NODE_AFFINITY.iter().fold(pod(), |path, key| path.key(*key))
}

pub(super) fn terms_path() -> FieldPath {
    required_path().key("nodeSelectorTerms")
}
