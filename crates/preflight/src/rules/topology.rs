//! `topologySpreadConstraints` (`validateTopologySpreadConstraints`).

use super::options::Options;
use super::{affinity, label_selector};
use crate::content::label_key;
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};

pub(super) fn check(constraints: &Cursor, options: &Options, findings: &mut Findings) {
    for (position, constraint) in constraints.items().enumerate() {
        check_one(&constraint, options, findings);
        let identity = |constraint: &Cursor| {
            let topology_key = constraint.text_of("topologyKey").to_owned();
            (
                topology_key,
                constraint.text_of("whenUnsatisfiable").to_owned(),
            )
        };
        let own = identity(&constraint);
        if constraints
            .items()
            .skip(position + 1)
            .any(|later| identity(&later) == own)
        {
            let at = constraint.field_called("{topologyKey, whenUnsatisfiable}");
            let bad = format!("{{{}, {}}}", own.0, own.1);
            findings.duplicate(&at, Bad::Text(&bad));
        }
    }
}

fn check_one(constraint: &Cursor, options: &Options, findings: &mut Findings) {
    let max_skew = constraint.field("maxSkew");
    check_positive(&max_skew, max_skew.number().unwrap_or_default(), findings);
    let topology_key = constraint.field("topologyKey");
    if topology_key.text().is_empty() {
        findings.required(&topology_key, "can not be empty");
    }
    let action = constraint.field("whenUnsatisfiable");
    super::check_one_of(&action, &["DoNotSchedule", "ScheduleAnyway"], findings);
    let min_domains = constraint.field("minDomains");
    if let Some(number) = min_domains.number() {
        check_positive(&min_domains, number, findings);
        if action.text() != "DoNotSchedule" {
            let detail = format!(
                "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {}",
                action.text()
            );
            findings.invalid(&min_domains, Bad::Number(number), &detail);
        }
    }
    for policy in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
        if let Some(policy) = constraint.present(policy) {
            super::check_one_of(&policy, &["Honor", "Ignore"], findings);
        }
    }
    if options.check_match_label_keys_as_before {
        check_match_label_keys_as_before(constraint, findings);
    } else {
        affinity::check_match_label_keys(constraint, findings);
    }
    if !options.allow_invalid_spread_selector {
        label_selector::check(&constraint.field("labelSelector"), false, findings);
    }
}

fn check_positive(place: &Cursor, number: i64, findings: &mut Findings) {
    if number <= 0 {
        findings.invalid(place, Bad::Number(number), "must be greater than zero");
    }
}

/// `ValidateMatchLabelKeysInTopologySpread`, which holds for an object that broke the newer rule
/// before there was one.
fn check_match_label_keys_as_before(constraint: &Cursor, findings: &mut Findings) {
    let keys = constraint.field("matchLabelKeys");
    if keys.list().is_empty() {
        return;
    }
    let selector = constraint.field("labelSelector");
    if !selector.is_set() {
        findings.forbidden(&keys, "must not be specified when labelSelector is not set");
    }
    let labels = selector.field("matchLabels");
    let expressions = selector.field("matchExpressions");
    for key in keys.items() {
        findings.invalid_text(&key, key.text(), label_key(key.text()));
        let is_selected = labels.has(key.text())
            || expressions
                .items()
                .any(|expression| expression.text_of("key") == key.text());
        if is_selected {
            let detail = "exists in both matchLabelKeys and labelSelector";
            findings.invalid(&key, Bad::Text(key.text()), detail);
        }
    }
}

/// `hasInvalidTopologySpreadConstrainMatchLabelKeys` for a stored pod template.
pub(super) fn breaks_match_label_keys(pod: &Cursor) -> bool {
    pod.field("topologySpreadConstraints")
        .items()
        .any(|constraint| {
            let mut findings = Findings::default();
            affinity::check_match_label_keys(&constraint, &mut findings);
            findings.count() > 0
        })
}
