//! `IntOrString`: a number or a percentage, such as `maxUnavailable`, or a port's number or name.

use std::fmt;

use serde_json::Value;

/// A whole number of 32 bits or a text (apimachinery's `pkg/util/intstr/intstr.go`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntOrString {
    /// A number.
    Int(i32),
    /// A text, such as `25%` or the name of a port.
    String(String),
}

impl IntOrString {
    /// Reads a field's value; `None` where it is neither.
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::String(text.clone())),
            Value::Number(number) => Some(Self::Int(number.as_i64()?.try_into().ok()?)),
            _ => None,
        }
    }

    /// The number, or the percentage of `total` rounded up or down; `None` for a text that is no
    /// percentage (`GetScaledValueFromIntOrPercent`).
    #[must_use]
    pub fn scaled(&self, total: u32, round_up: bool) -> Option<i64> {
        let percentage = match self {
            Self::Int(number) => return Some(i64::from(*number)),
            Self::String(text) => text.strip_suffix('%')?.parse::<i64>().ok()?,
        };
        let product = i128::from(percentage) * i128::from(total);
        let down = product.div_euclid(100);
        let up = i128::from(round_up && product.rem_euclid(100) != 0);
        i64::try_from(down + up).ok()
    }
}

impl fmt::Display for IntOrString {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => number.fmt(formatter),
            Self::String(text) => formatter.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::IntOrString;

    #[test]
    fn scales_percentages_both_ways() {
        let scaled = |value: &Value, total, round_up| {
            IntOrString::from_value(value).and_then(|value| value.scaled(total, round_up))
        };
        for (value, total, down, up) in [
            (json!(3), 10, Some(3), Some(3)),
            (json!(-3), 10, Some(-3), Some(-3)),
            (json!("25%"), 10, Some(2), Some(3)),
            (json!("25%"), 8, Some(2), Some(2)),
            (json!("0%"), 8, Some(0), Some(0)),
            (json!("100%"), 5000, Some(5000), Some(5000)),
            (json!("-25%"), 10, Some(-3), Some(-2)),
            (json!("5"), 10, None, None),
            (json!("x%"), 10, None, None),
            (json!(3_000_000_000_u64), 10, None, None),
            (json!(null), 10, None, None),
        ] {
            assert_eq!(
                scaled(&value, total, false),
                down,
                "{value} of {total} down"
            );
            assert_eq!(scaled(&value, total, true), up, "{value} of {total} up");
        }
    }

    #[test]
    fn prints_as_written() {
        assert_eq!(IntOrString::Int(5).to_string(), "5");
        assert_eq!(IntOrString::String("5%".to_owned()).to_string(), "5%");
    }
}
