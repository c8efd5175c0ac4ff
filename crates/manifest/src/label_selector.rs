//! `LabelSelector`: which labels are meant, as an object says it and as one writes it after `kubectl --selector`.

mod parse;

use std::collections::BTreeMap;

use serde_json::Value;

pub use parse::ParseSelectorError;

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
    /// apimachinery's `pkg/apis/meta/v1/helpers.go`). `None` where Kubernetes would match nothing:
    /// there is no selector, or an operator is unknown or has values where it must not or none
    /// where it must. That keys and values could be labels at all is not checked.
    #[must_use]
    pub fn from_value(selector: &Value) -> Option<Self> {
        let selector = selector.as_object()?;
        let labels = selector.get("matchLabels").and_then(Value::as_object);
        let labels = labels.into_iter().flatten().map(|(key, value)| {
            let operator = Operator::In(vec![value.as_str()?.to_owned()]);
            let key = key.clone();
            Some(Requirement { key, operator })
        });
        let expressions = selector.get("matchExpressions").and_then(Value::as_array);
        let expressions = expressions.into_iter().flatten().map(expression);
        let requirements = labels.chain(expressions).collect::<Option<_>>()?;
        Some(Self { requirements })
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

fn expression(expression: &Value) -> Option<Requirement> {
    let text = |name: &str| expression.get(name).and_then(Value::as_str);
    let values = expression.get("values").and_then(Value::as_array);
    let values = values
        .into_iter()
        .flatten()
        .map(|value| value.as_str().map(str::to_owned));
    let values: Vec<String> = values.collect::<Option<_>>()?;
    let operator = match text("operator")? {
        "In" if !values.is_empty() => Operator::In(values),
        "NotIn" if !values.is_empty() => Operator::NotIn(values),
        "Exists" if values.is_empty() => Operator::Exists,
        "DoesNotExist" if values.is_empty() => Operator::DoesNotExist,
        _ => return None,
    };
    Some(Requirement {
        key: text("key")?.to_owned(),
        operator,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::LabelSelector;

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
            (Value::Null, None),
        ] {
            let read = LabelSelector::from_value(&selector);
            let matches = read.map(|selector| selector.matches(&labels()));
            assert_eq!(matches, expected, "{selector}");
        }
    }
}
