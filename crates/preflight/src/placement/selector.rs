//! One requirement on a label (`labels.Requirement` in apimachinery's pkg/labels/selector.go).

use crate::content::key::{is_label_key, is_label_value};
use crate::cursor::Cursor;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}

/// A requirement that could be parsed.
#[derive(Clone, Debug)]
pub(crate) struct Requirement {
    key: String,
    operator: Operator,
    values: Vec<String>,
    /// The value as a number, for `Gt` and `Lt`.
    bound: i64,
}

impl Requirement {
    /// Reads `{key, operator, values}`; nothing where `NewRequirement` gives an error.
    pub(crate) fn read(expression: &Cursor) -> Option<Self> {
        let key = expression.text_of("key");
        let values = expression.field("values");
        let values: Vec<String> = values
            .items()
            .map(|value| value.text().to_owned())
            .collect();
        let mut bound = 0;
        let (operator, is_count_right) = match expression.text_of("operator") {
            "In" => (Operator::In, !values.is_empty()),
            "NotIn" => (Operator::NotIn, !values.is_empty()),
            "Exists" => (Operator::Exists, values.is_empty()),
            "DoesNotExist" => (Operator::DoesNotExist, values.is_empty()),
            "Gt" => (Operator::GreaterThan, values.len() == 1),
            "Lt" => (Operator::LessThan, values.len() == 1),
            _ => return None,
        };
        if matches!(operator, Operator::GreaterThan | Operator::LessThan) {
            bound = values.first()?.parse().ok()?;
        }
        let is_right =
            is_count_right && is_label_key(key) && values.iter().all(|value| is_label_value(value));
        is_right.then(|| Self {
            key: key.to_owned(),
            operator,
            values,
            bound,
        })
    }

    /// Whether a set of labels meets the requirement.
    pub(crate) fn matches<'a>(&self, lookup: impl Fn(&str) -> Option<&'a str>) -> bool {
        let value = lookup(&self.key);
        let is_listed = |value: &str| self.values.iter().any(|listed| listed == value);
        let number = || value.and_then(|value| value.parse::<i64>().ok());
        match self.operator {
            Operator::In => value.is_some_and(is_listed),
            Operator::NotIn => !value.is_some_and(is_listed),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::GreaterThan => number().is_some_and(|number| number > self.bound),
            Operator::LessThan => number().is_some_and(|number| number < self.bound),
        }
    }
}
