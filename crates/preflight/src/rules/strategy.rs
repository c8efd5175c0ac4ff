//! `spec.updateStrategy` (`ValidateDaemonSetUpdateStrategy` in pkg/apis/apps/validation/validation.go).

use crate::content::{is_percent, percent};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::go;

pub(super) fn check(strategy: &Cursor, findings: &mut Findings) {
    match strategy.text_of("type") {
        "OnDelete" => {}
        "RollingUpdate" => {
            let rolling_update = strategy.field("rollingUpdate");
            if rolling_update.is_set() {
                check_rolling_update(&rolling_update, findings);
            } else {
                findings.required(&rolling_update, "");
            }
        }
        _ => {
            let bad = go::struct_of(strategy.value(), go::UPDATE_STRATEGY);
            let supported = ["RollingUpdate", "OnDelete"];
            // Kubernetes names the whole strategy and means its type.
            let kind = strategy.field("type");
            findings.not_supported(&kind.as_parent_prints(), Bad::Printed(&bad), &supported);
        }
    }
}

fn check_rolling_update(rolling_update: &Cursor, findings: &mut Findings) {
    let max_unavailable = rolling_update.field("maxUnavailable");
    let max_surge = rolling_update.field("maxSurge");
    for number in [&max_unavailable, &max_surge] {
        check_number_or_percent(number, findings);
    }
    for number in [&max_unavailable, &max_surge] {
        if is_percent(number.text()) && amount(number) > 100 {
            let detail = "must not be greater than 100%";
            findings.invalid(number, Bad::Json(number.value()), detail);
        }
    }
    match (amount(&max_unavailable) != 0, amount(&max_surge) != 0) {
        (true, true) => {
            let detail = "may not be set when maxUnavailable is non-zero";
            findings.invalid(&max_surge, Bad::Json(max_surge.value()), detail);
        }
        (false, false) => {
            findings.required(&max_unavailable, "cannot be 0 when maxSurge is 0");
        }
        _ => {}
    }
}

/// `ValidatePositiveIntOrPercent`.
fn check_number_or_percent(number: &Cursor, findings: &mut Findings) {
    match number.value() {
        Some(serde_json::Value::String(text)) => {
            for message in percent(text) {
                findings.invalid(number, Bad::Word(text), &message);
            }
        }
        _ => super::check_not_negative(number, findings),
    }
}

/// `getIntOrPercentValue`: what a text without a percent sign says as a number counts, although the
/// text is refused.
fn amount(number: &Cursor) -> i64 {
    match number.value() {
        Some(serde_json::Value::String(text)) => {
            let digits = if is_percent(text) {
                &text[..text.len() - 1]
            } else {
                text
            };
            digits
                .parse()
                .unwrap_or_else(|error: std::num::ParseIntError| {
                    // Out of range, Go's parser gives the number nearest to it.
                    match error.kind() {
                        std::num::IntErrorKind::PosOverflow => i64::MAX,
                        std::num::IntErrorKind::NegOverflow => i64::MIN,
                        _ => 0,
                    }
                })
        }
        _ => number.number().unwrap_or_default(),
    }
}
