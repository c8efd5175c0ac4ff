//! `tolerations` (`ValidateTolerations` in pkg/apis/core/validation/validation.go).

use manifest::texts;

use super::options::Options;
use crate::content::{label_key, label_value};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};

pub(super) fn check(tolerations: &Cursor, options: &Options, findings: &mut Findings) {
    for toleration in tolerations.items() {
        check_one(&toleration, options, findings);
    }
}

fn check_one(toleration: &Cursor, options: &Options, findings: &mut Findings) {
    let key = toleration.field("key");
    let operator = toleration.field("operator");
    let effect = toleration.field("effect");
    if !key.text().is_empty() {
        findings.invalid_text(&key, key.text(), label_key(key.text()));
    } else if operator.text() != "Exists" {
        let detail = "operator must be Exists when `key` is empty, \
                      which means \"match all values and all keys\"";
        findings.invalid(&operator, Bad::Word(operator.text()), detail);
    }
    if toleration.has("tolerationSeconds") && effect.text() != "NoExecute" {
        let detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
        findings.invalid(&effect, Bad::Word(effect.text()), detail);
    }
    check_value(toleration, &operator, options, findings);
    if !effect.text().is_empty() {
        let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
        super::check_one_of(&effect, &effects, findings);
    }
}

/// What the operator allows for the value. Kubernetes names the operator also where the value is
/// the culprit, so the place shown is the value's.
fn check_value(toleration: &Cursor, operator: &Cursor, options: &Options, findings: &mut Findings) {
    let value = toleration.field("value");
    let silent = toleration.silent_field("value");
    let at = silent.field_called("operator");
    match operator.text() {
        "" | "Equal" => {
            let messages = label_value(value.text());
            if !messages.is_empty() {
                findings.invalid(&at, Bad::Text(value.text()), &texts::join(&messages, ";"));
            }
        }
        "Exists" => {
            if !value.text().is_empty() {
                let detail = "value must be empty when `operator` is 'Exists'";
                findings.invalid(&at, Bad::Text(value.text()), detail);
            }
        }
        word @ ("Lt" | "Gt") if !options.allow_comparing_tolerations => {
            let known = ["Equal", "Exists", "Lt", "Gt"];
            findings.not_supported(operator, Bad::Word(word), &known);
        }
        "Lt" | "Gt" => check_number(&value, findings),
        word => findings.not_supported(operator, Bad::Word(word), &["Equal", "Exists"]),
    }
}

/// A number for `Lt` and `Gt`, as only an old object may have it.
fn check_number(value: &Cursor, findings: &mut Findings) {
    let text = value.text();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_canonical = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (!digits.starts_with('0') || text == "0");
    if !is_canonical {
        let detail = "must be a valid decimal integer in canonical form";
        findings.invalid(value, Bad::Text(text), detail);
    }
    if let Err(error) = text.parse::<i64>() {
        let why = match error.kind() {
            std::num::IntErrorKind::PosOverflow | std::num::IntErrorKind::NegOverflow => {
                "value out of range"
            }
            _ => "invalid syntax",
        };
        let detail = format!(
            "strconv.ParseInt: parsing {}: {why}",
            crate::go::quote(text)
        );
        findings.invalid(value, Bad::Text(text), &detail);
    }
}
