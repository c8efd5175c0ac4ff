//! Required node affinity, matched as the scheduler's library matches it.
//!
//! Follows component-helpers' `scheduling/corev1/nodeaffinity`. A term that cannot be parsed matches
//! no node, and the other terms still may.

use manifest::gather::Gather;
use manifest::label_selector::Requirement;

use crate::cursor::Cursor;
use crate::facts::NodeFacts;

/// `requiredDuringSchedulingIgnoredDuringExecution`: a node must match one of the terms.
#[derive(Clone, Debug)]
pub(super) struct RequiredTerms(Vec<Term>);

/// One term: all of its expressions and fields must match.
#[derive(Clone, Debug)]
struct Term {
    labels: Vec<Requirement>,
    names: Vec<NameRequirement>,
}

/// A requirement on a field of the node, of which there is only `metadata.name`. Any other field is
/// taken as empty.
#[derive(Clone, Debug)]
struct NameRequirement {
    is_name: bool,
    value: String,
    is_equal: bool,
}

impl RequiredTerms {
    pub(super) fn read(required: &Cursor) -> Self {
        let terms = required.field("nodeSelectorTerms");
        Self(terms.items().filter_map(|term| Term::read(&term)).gather())
    }

    pub(super) fn match_node(&self, node: &NodeFacts) -> bool {
        self.0.iter().any(|term| term.matches(node))
    }
}

impl Term {
    /// Nothing where the term is empty or cannot be parsed: neither ever matches.
    fn read(term: &Cursor) -> Option<Self> {
        let expressions = term.field("matchExpressions");
        let fields = term.field("matchFields");
        let (mut labels, mut names) = (Vec::new(), Vec::new());
        for expression in expressions.list() {
            labels.push(Requirement::from_value(expression)?);
        }
        for field in fields.items() {
            names.push(NameRequirement::read(&field)?);
        }
        (!labels.is_empty() || !names.is_empty()).then_some(Self { labels, names })
    }

    fn matches(&self, node: &NodeFacts) -> bool {
        let lookup = |key: &str| node.labels.get(key).map(String::as_str);
        self.labels
            .iter()
            .all(|requirement| requirement.operator.matches(lookup(&requirement.key)))
            && self
                .names
                .iter()
                .all(|requirement| requirement.matches(&node.name))
    }
}

impl NameRequirement {
    fn read(field: &Cursor) -> Option<Self> {
        let values = field.field("values");
        let [value] = values.list() else {
            return None;
        };
        let is_equal = match field.text_of("operator") {
            "In" => true,
            "NotIn" => false,
            _ => return None,
        };
        Some(Self {
            is_name: field.text_of("key") == "metadata.name",
            value: value.as_str().unwrap_or_default().to_owned(),
            is_equal,
        })
    }

    fn matches(&self, node_name: &str) -> bool {
        let actual = if self.is_name { node_name } else { "" };
        (self.value == actual) == self.is_equal
    }
}
