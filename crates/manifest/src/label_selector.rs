//! `LabelSelector`: which labels are meant, as an object says it and as one writes it after `kubectl --selector`.

mod parse;

use std::collections::BTreeMap;

use serde_json::Value;

pub use parse::ParseSelectorError;

use crate::content::{is_label_key, is_label_value};
use crate::json::{entries, items};

/// What labels must be like: all of the requirements, so an empty selector matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelSelector {
    /// What must hold, in the order as written.
    pub requirements: Vec<Requirement>,
}

/// What one label must be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The label's key.
    pub key: String,
    /// What is required of it.
    pub operator: Operator,
}

/// What is required of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operator {
    /// It is there.
    Exists,
    /// It is not there.
    DoesNotExist,
    /// It is there with one of these values.
    In(Vec<String>),
    /// It is not there, or with none of these values.
    NotIn(Vec<String>),
    /// It is a whole number and larger.
    Greater(i64),
    /// It is a whole number and smaller.
    Less(i64),
}

impl LabelSelector {
    /// Reads the object form, `matchLabels` and `matchExpressions` (`LabelSelectorAsSelector` in
    /// apimachinery's `pkg/apis/meta/v1/helpers.go`). `None` where Kubernetes matches nothing:
    /// there is no selector, or it has a requirement that cannot be.
    #[must_use]
    pub fn from_value(selector: &Value) -> Option<Self> {
        if !selector.is_object() {
            return None;
        }
        let mut requirements = Vec::new();
        for (key, value) in entries(&selector["matchLabels"]) {
            let values = [value.as_str().unwrap_or_default()];
            requirements.push(Requirement::new(key, "In", &values)?);
        }
        for expression in items(&selector["matchExpressions"]) {
            // Only nodes are also selected by number.
            if matches!(operator_of(expression), "Gt" | "Lt") {
                return None;
            }
            requirements.push(Requirement::from_value(expression)?);
        }
        Some(Self { requirements })
    }

    /// Whether it says nothing, and so matches everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Whether these labels are meant.
    #[must_use]
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.matches_with(|key| labels.get(key).map(String::as_str))
    }

    /// As [`Self::matches`], for labels kept in any way: `lookup` gives the value of a key.
    pub fn matches_with<'a>(&self, lookup: impl Fn(&str) -> Option<&'a str>) -> bool {
        let all = &mut self.requirements.iter();
        all.all(|requirement| requirement.operator.matches(lookup(&requirement.key)))
    }
}

impl Requirement {
    /// Reads one `{key, operator, values}` of a label selector or of a node selector, whose
    /// operators `Gt` and `Lt` take one whole number. `None` where `NewRequirement` in
    /// apimachinery's `pkg/labels/selector.go` gives an error.
    #[must_use]
    pub fn from_value(expression: &Value) -> Option<Self> {
        let key = expression.get("key").and_then(Value::as_str);
        let values: Vec<_> = items(&expression["values"])
            .iter()
            .map(|value| value.as_str().unwrap_or_default())
            .collect();
        Self::new(key.unwrap_or_default(), operator_of(expression), &values)
    }

    fn new(key: &str, operator: &str, values: &[&str]) -> Option<Self> {
        let owned = || values.iter().map(|&value| value.to_owned()).collect();
        let operator = match (operator, values) {
            ("In", [_, ..]) => Operator::In(owned()),
            ("NotIn", [_, ..]) => Operator::NotIn(owned()),
            ("Exists", []) => Operator::Exists,
            ("DoesNotExist", []) => Operator::DoesNotExist,
            ("Gt", [bound]) => Operator::Greater(bound.parse().ok()?),
            ("Lt", [bound]) => Operator::Less(bound.parse().ok()?),
            _ => return None,
        };
        let is_right = is_label_key(key) && values.iter().all(|value| is_label_value(value));
        is_right.then(|| Self {
            key: key.to_owned(),
            operator,
        })
    }
}

fn operator_of(expression: &Value) -> &str {
    let operator = expression.get("operator").and_then(Value::as_str);
    operator.unwrap_or_default()
}

impl Operator {
    /// Whether a label with this value, or the lack of it, is as required (`Requirement.Matches` in
    /// apimachinery's `pkg/labels/selector.go`).
    #[must_use]
    pub fn matches(&self, value: Option<&str>) -> bool {
        let is_in = |values: &[String]| {
            value.is_some_and(|value| values.iter().any(|listed| listed == value))
        };
        let number = || value.and_then(|value| value.parse::<i64>().ok());
        match self {
            Self::Exists => value.is_some(),
            Self::DoesNotExist => value.is_none(),
            Self::In(values) => is_in(values),
            Self::NotIn(values) => !is_in(values),
            Self::Greater(bound) => number().is_some_and(|number| number > *bound),
            Self::Less(bound) => number().is_some_and(|number| number < *bound),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::{LabelSelector, Requirement};

    fn labels() -> BTreeMap<String, String> {
        [("app", "web"), ("tier", "a"), ("empty", ""), ("cores", "8")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into()
    }

    #[test]
    fn the_written_form_matches_as_kubernetes_does() {
        for (selector, expected) in [
            ("", true),
            ("  ", true),
            ("app", true),
            ("!app", false),
            ("gone", false),
            ("! gone", true),
            ("app=web", true),
            ("app==web", true),
            ("app = web , tier = a", true),
            ("app=web,tier=b", false),
            ("app!=web", false),
            ("gone!=x", true),
            ("gone=", false),
            ("empty=", true),
            ("app=,tier=a", false),
            ("tier in (a, b)", true),
            ("tier in (b,c)", false),
            ("tier notin (b)", true),
            ("tier notin (a)", false),
            ("gone notin (a)", true),
            ("gone in (,a)", false),
            ("empty in (,a)", true),
            ("cores>7", true),
            ("cores > 8", false),
            ("cores<9", true),
            ("app>1", false),
            ("in in (in)", false),
        ] {
            let parsed: LabelSelector = selector.parse().unwrap();
            assert_eq!(parsed.matches(&labels()), expected, "{selector}");
        }
    }

    #[test]
    fn the_object_form_matches_as_kubernetes_does() {
        let expression = |operator: &str, values: Value| {
            let expression = json!({ "key": "tier", "operator": operator, "values": values });
            json!({ "matchLabels": { "app": "web" }, "matchExpressions": [expression] })
        };
        for (selector, expected) in [
            (json!({}), Some(true)),
            (json!({ "matchLabels": { "app": "other" } }), Some(false)),
            (expression("In", json!(["a", "b"])), Some(true)),
            (expression("NotIn", json!(["a"])), Some(false)),
            (expression("Exists", json!([])), Some(true)),
            (expression("DoesNotExist", Value::Null), Some(false)),
            (expression("In", json!([])), None),
            (expression("Exists", json!(["a"])), None),
            (expression("Gt", json!(["1"])), None),
            (expression("In", json!(["a", "-"])), None),
            (json!({ "matchLabels": { "a/b/c": "" } }), None),
            (Value::Null, None),
        ] {
            let read = LabelSelector::from_value(&selector);
            let matches = read.map(|selector| selector.matches(&labels()));
            assert_eq!(matches, expected, "{selector}");
        }
    }

    #[test]
    fn nodes_are_also_selected_by_number() {
        for (operator, values, expected) in [
            ("Gt", json!(["7"]), Some(true)),
            ("Gt", json!(["8"]), Some(false)),
            ("Lt", json!(["9"]), Some(true)),
            ("Gt", json!(["7", "8"]), None),
            ("Lt", json!(["many"]), None),
            // No label has this value.
            ("Gt", json!(["-7"]), None),
            ("Exists", json!([]), Some(true)),
        ] {
            let expression = json!({ "key": "cores", "operator": operator, "values": values });
            let read = Requirement::from_value(&expression);
            let matches = read.map(|requirement| requirement.operator.matches(Some("8")));
            assert_eq!(matches, expected, "{expression}");
        }
    }
}
