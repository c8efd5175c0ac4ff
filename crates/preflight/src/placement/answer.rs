//! Answers: what to change in the document so that nodes get a pod, or get none.
//!
//! Each is a list of edits by field path. They are made for the document as it is decoded, whose
//! lists are those of the text, so that they can be applied to the text as they are.

mod terms;

use manifest::json::{entries, items};
use manifest::texts;
use manifest::{Document, EditError, FieldPath};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Placement;
use crate::facts::NodeFacts;
pub(crate) use terms::HOSTNAME;
use terms::{count, pod, required, required_path, requirements, terms, terms_of, terms_path};

/// One step of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "edit")]
pub enum Edit {
    /// Sets the value at a path, with the parents that are missing.
    Set {
        /// The place.
        path: FieldPath,
        /// What is put there.
        value: Value,
    },
    /// Adds an item at the end of a list, which is made if it is missing.
    Append {
        /// The list.
        path: FieldPath,
        /// The item.
        value: Value,
    },
    /// Removes what is at a path, and the parents that it leaves empty.
    Remove {
        /// The place.
        path: FieldPath,
    },
}

/// What an answer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum AnswerKind {
    /// Tolerates the taints of the nodes.
    Tolerate,
    /// Drops a label from `spec.nodeSelector`, or allows its other values too.
    Widen,
    /// Adds the nodes to those that the required affinity allows.
    Include,
    /// Drops `spec.nodeName`.
    DropNodeName,
    /// Leaves the nodes out by the required affinity.
    Exclude,
    /// Runs on the nodes and on no other.
    Choose,
}

/// An answer to the place of some nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What it does.
    pub kind: AnswerKind,
    /// What it is about: the taints or the label.
    pub subject: String,
    /// The steps, to be taken in order.
    pub edits: Vec<Edit>,
}

/// Takes the steps of an answer.
///
/// # Errors
/// What the document refuses; the steps before it are taken then.
pub fn apply(document: &mut Document, edits: &[Edit]) -> Result<(), EditError> {
    for edit in edits {
        match edit {
            Edit::Set { path, value } => document.set(path, value.clone())?,
            Edit::Append { path, value } => {
                document.insert(path, document.len_of(path), value.clone())?;
            }
            Edit::Remove { path } => document.remove(path)?,
        }
    }
    Ok(())
}

/// Makes these nodes get a pod: the answers together, taken in order, remove all that keeps one away.
/// Other nodes may get one with them. Nothing where nothing keeps it away.
#[must_use]
pub fn run_on(daemon_set: &Value, nodes: &[&NodeFacts]) -> Vec<Answer> {
    let placement = Placement::new(daemon_set);
    let spec = &daemon_set["spec"]["template"]["spec"];
    let mut answers = Vec::new();
    if nodes.iter().any(|node| !placement.meets_name(node)) {
        answers.push(Answer {
            kind: AnswerKind::DropNodeName,
            subject: placement.node_name.clone(),
            edits: vec![Edit::Remove {
                path: pod().key("nodeName"),
            }],
        });
    }
    answers.extend(widen(spec, nodes));
    if let Some(include) = include(spec, &placement, nodes) {
        answers.push(include);
    }
    answers.extend(tolerate(&placement, nodes));
    answers
}

/// Keeps these nodes from getting a pod, and changes nothing for the others.
#[must_use]
pub fn exclude(daemon_set: &Value, nodes: &[&NodeFacts]) -> Answer {
    let spec = &daemon_set["spec"]["template"]["spec"];
    let path = terms_path();
    let mut edits = Vec::new();
    let terms = terms(spec);
    for (index, term) in terms.iter().enumerate() {
        // A term without any requirement matches nothing; with one it would match.
        if count(term, "matchExpressions") + count(term, "matchFields") > 0 {
            leave_out(&path.index(index), term, nodes, &mut edits);
        }
    }
    if required(spec).is_null() {
        let term = requirements(nodes, "NotIn");
        edits.push(Edit::Append { path, value: term });
    }
    Answer {
        kind: AnswerKind::Exclude,
        subject: String::new(),
        edits,
    }
}

/// Runs on these nodes and on no other of the cluster, also where they have taints.
#[must_use]
pub fn choose(daemon_set: &Value, chosen: &[&NodeFacts], all: &[NodeFacts]) -> Answer {
    let spec = &daemon_set["spec"]["template"]["spec"];
    let mut edits = Vec::new();
    for name in ["nodeName", "nodeSelector"] {
        if !spec[name].is_null() {
            edits.push(Edit::Remove {
                path: pod().key(name),
            });
        }
    }
    let shared = common_label(chosen, all);
    if let Some((key, value)) = &shared {
        if !required(spec).is_null() {
            edits.push(Edit::Remove {
                path: required_path(),
            });
        }
        edits.push(Edit::Set {
            path: pod().key("nodeSelector").key(key.as_str()),
            value: value.as_str().into(),
        });
    } else {
        edits.push(Edit::Set {
            path: terms_path(),
            value: Value::Array(terms_of(chosen)),
        });
    }
    let tolerations = tolerate(&Placement::new(daemon_set), chosen);
    edits.extend(tolerations.into_iter().flat_map(|answer| answer.edits));
    Answer {
        kind: AnswerKind::Choose,
        subject: shared.map_or_else(String::new, |(key, value)| format!("{key}={value}")),
        edits,
    }
}

/// A label that the chosen nodes have and no other. Their own names are not taken for one.
fn common_label(chosen: &[&NodeFacts], all: &[NodeFacts]) -> Option<(String, String)> {
    let first = chosen.first()?;
    let mut labels = first.labels.iter().filter(|(key, _)| *key != HOSTNAME);
    let label = labels.find(|(key, value)| {
        let has = |node: &NodeFacts| node.labels.get(key) == Some(*value);
        chosen.iter().all(|node| has(node))
            && all.iter().filter(|node| has(node)).count() == chosen.len()
    });
    label.map(|(key, value)| (key.clone(), value.clone()))
}

/// Allows what the node selector keeps out: the other values of the label, or, where a node has no
/// such label, any.
fn widen(spec: &Value, nodes: &[&NodeFacts]) -> Vec<Answer> {
    let selector = entries(&spec["nodeSelector"]);
    let mut answers: Vec<Answer> = Vec::new();
    for (key, wanted) in selector {
        let wanted = wanted.as_str().unwrap_or_default();
        let values: Vec<_> = nodes.iter().map(|node| node.labels.get(key)).collect();
        if values
            .iter()
            .all(|value| value.is_some_and(|value| value == wanted))
        {
            continue;
        }
        let mut edits = vec![Edit::Remove {
            path: pod().key("nodeSelector").key(key.as_str()),
        }];
        if let Some(values) = values.into_iter().collect::<Option<Vec<_>>>() {
            let mut allowed = vec![wanted];
            for value in values {
                if !allowed.contains(&value.as_str()) {
                    allowed.push(value);
                }
            }
            let expression = json!({"key": key, "operator": "In", "values": allowed});
            // As the first step: removing the label may leave the place of the affinity as it is.
            let has_term = answers.iter().any(|answer| answer.edits.len() > 1);
            edits.splice(0..0, require(spec, &expression, has_term));
        }
        answers.push(Answer {
            kind: AnswerKind::Widen,
            subject: format!("{key}={wanted}"),
            edits,
        });
    }
    answers
}

/// Adds an expression to each term of the required affinity. `has_term` tells whether an answer
/// before has made a term where there was none.
fn require(spec: &Value, expression: &Value, has_term: bool) -> Vec<Edit> {
    let path = terms_path();
    let append = |index: usize| Edit::Append {
        path: path.index(index).key("matchExpressions"),
        value: expression.clone(),
    };
    if required(spec).is_null() {
        if has_term {
            return vec![append(0)];
        }
        let term = json!({"matchExpressions": [expression]});
        return vec![Edit::Append { path, value: term }];
    }
    let terms = terms(spec).iter().enumerate();
    let matching =
        terms.filter(|(_, term)| count(term, "matchExpressions") + count(term, "matchFields") > 0);
    matching.map(|(index, _)| append(index)).collect()
}

/// Adds a term for the nodes that no term allows.
fn include(spec: &Value, placement: &Placement, nodes: &[&NodeFacts]) -> Option<Answer> {
    let missed: Vec<_> = nodes
        .iter()
        .copied()
        .filter(|node| !placement.meets_affinity(node))
        .collect();
    if missed.is_empty() || required(spec).is_null() {
        return None;
    }
    let edits = terms_of(&missed).into_iter().map(|value| Edit::Append {
        path: terms_path(),
        value,
    });
    Some(Answer {
        kind: AnswerKind::Include,
        subject: String::new(),
        edits: edits.collect(),
    })
}

/// Tolerates each taint that keeps new pods off the nodes.
fn tolerate(placement: &Placement, nodes: &[&NodeFacts]) -> Option<Answer> {
    let mut taints = Vec::new();
    for taint in nodes.iter().flat_map(|node| placement.untolerated(node)) {
        if !taints.contains(&taint) {
            taints.push(taint);
        }
    }
    if taints.is_empty() {
        return None;
    }
    let edits = taints.iter().map(|taint| {
        let mut toleration = Map::new();
        let mut add = |name: &str, value: &str| {
            toleration.insert(name.to_owned(), value.into());
        };
        add("key", &taint.key);
        if taint.value.is_empty() {
            add("operator", "Exists");
        } else {
            add("operator", "Equal");
            add("value", &taint.value);
        }
        add("effect", &taint.effect);
        Edit::Append {
            path: pod().key("tolerations"),
            value: Value::Object(toleration),
        }
    });
    let names: Vec<_> = taints.iter().map(|taint| taint.display()).collect();
    Some(Answer {
        kind: AnswerKind::Tolerate,
        subject: texts::join(&names, ", "),
        edits: edits.collect(),
    })
}

/// Adds to one term that it does not allow these nodes, to a list of names that it has already where
/// there is one.
fn leave_out(term_path: &FieldPath, term: &Value, nodes: &[&NodeFacts], edits: &mut Vec<Edit>) {
    let added = requirements(nodes, "NotIn");
    let existing = items(&term["matchExpressions"])
        .iter()
        .position(|expression| expression["key"] == HOSTNAME && expression["operator"] == "NotIn");
    for list in ["matchExpressions", "matchFields"] {
        for requirement in items(&added[list]) {
            match existing.filter(|_| list == "matchExpressions") {
                Some(index) => {
                    let values = term_path.key(list).index(index).key("values");
                    let names = items(&requirement["values"]).iter();
                    edits.extend(names.map(|name| Edit::Append {
                        path: values.clone(),
                        value: name.clone(),
                    }));
                }
                None => edits.push(Edit::Append {
                    path: term_path.key(list),
                    value: requirement.clone(),
                }),
            }
        }
    }
}
