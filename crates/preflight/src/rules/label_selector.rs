//! Label selectors, and the one of the DaemonSet against the labels of its template.

use manifest::LabelSelector;
use serde_json::Value;

use super::metadata::check_labels;
use super::options::Options;
use crate::content::{label_key, label_value};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};

/// `ValidateLabelSelector` in apimachinery's pkg/apis/meta/v1/validation/validation.go. A selector
/// that is not given has no problem.
pub(super) fn check(selector: &Cursor, allow_invalid_values: bool, findings: &mut Findings) {
    check_labels(&selector.field("matchLabels"), findings);
    for expression in selector.field("matchExpressions").items() {
        check_expression(&expression, allow_invalid_values, findings);
    }
}

fn check_expression(expression: &Cursor, allow_invalid_values: bool, findings: &mut Findings) {
    let values = expression.field("values");
    let operator = expression.field("operator");
    match operator.text() {
        "In" | "NotIn" => {
            if values.list().is_empty() {
                let detail = "must be specified when `operator` is 'In' or 'NotIn'";
                findings.required(&values, detail);
            }
        }
        "Exists" | "DoesNotExist" => {
            if !values.list().is_empty() {
                let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
                findings.forbidden(&values, detail);
            }
        }
        word => findings.invalid(&operator, Bad::Word(word), "not a valid selector operator"),
    }
    let key = expression.field("key");
    findings.invalid_text(&key, key.text(), label_key(key.text()));
    if !allow_invalid_values {
        for value in values.items() {
            findings.invalid_text(&value, value.text(), label_value(value.text()));
        }
    }
}

/// The first part of `ValidateDaemonSetSpec`: the selector must be right, must match the labels of
/// the template, and must not be empty.
///
/// A template's labels that were given as an empty map print as `{}`, those not given as `null`;
/// the stored object no longer tells the two apart.
pub(super) fn check_of_daemon_set(spec: &Cursor, options: &Options, findings: &mut Findings) {
    let selector = spec.field("selector");
    check(&selector, options.allow_invalid_selector_values, findings);
    let template = spec.field("template");
    let metadata = template.field("metadata");
    let labels = metadata.field("labels");
    if matches(&selector, &labels) == Some(false) {
        let bad = match labels.value() {
            None if options.is_given(&labels) => Bad::Printed("{}"),
            value => Bad::Json(value),
        };
        findings.invalid(&labels, bad, "`selector` does not match template `labels`");
    }
    let is_empty = selector
        .field("matchLabels")
        .map()
        .is_none_or(serde_json::Map::is_empty)
        && selector.field("matchExpressions").list().is_empty();
    if selector.is_set() && is_empty {
        let detail = "empty selector is invalid for daemonset";
        findings.invalid(&selector, Bad::Printed("{}"), detail);
    }
}

/// Whether a selector matches labels; nothing where the selector cannot be converted. One that is
/// not given matches nothing, an empty one everything.
fn matches(selector: &Cursor, labels: &Cursor) -> Option<bool> {
    let Some(value) = selector.value() else {
        return Some(false);
    };
    let lookup = |key: &str| labels.key(key).value().and_then(Value::as_str);
    Some(LabelSelector::from_value(value)?.matches_with(lookup))
}
