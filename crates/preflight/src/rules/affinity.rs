//! `affinity` (`validateAffinity` in pkg/apis/core/validation/validation.go).

use manifest::gather::Gather;

use super::label_selector;
use super::options::Options;
use crate::content::{dns_label, dns_subdomain, label_key, label_value};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

pub(super) fn check(affinity: &Cursor, options: &Options, findings: &mut Findings) {
    check_node_affinity(&affinity.field("nodeAffinity"), options, findings);
    let allow_invalid_values = options.allow_invalid_selector_values;
    for kind in ["podAffinity", "podAntiAffinity"] {
        check_pod_affinity(&affinity.field(kind), allow_invalid_values, findings);
    }
}

/// `validateNodeAffinity`.
fn check_node_affinity(affinity: &Cursor, options: &Options, findings: &mut Findings) {
    if let Some(required) = affinity.present(REQUIRED) {
        let terms = required.field("nodeSelectorTerms");
        if terms.list().is_empty() {
            findings.required(&terms, "must have at least one node selector term");
        }
        for term in terms.items() {
            check_node_term(&term, options.allow_invalid_affinity_values, findings);
        }
    }
    for preferred in affinity.field(PREFERRED).items() {
        check_weight(&preferred, findings);
        check_node_term(&preferred.field("preference"), true, findings);
    }
}

fn check_weight(weighted: &Cursor, findings: &mut Findings) {
    let weight = weighted.field("weight");
    let value = weight.number().unwrap_or_default();
    if !(1..=100).contains(&value) {
        findings.invalid(&weight, Bad::Number(value), "must be in the range 1-100");
    }
}

/// `ValidateNodeSelectorTerm`.
fn check_node_term(term: &Cursor, allow_invalid_values: bool, findings: &mut Findings) {
    for expression in term.field("matchExpressions").items() {
        check_node_expression(&expression, allow_invalid_values, findings);
    }
    for field in term.field("matchFields").items() {
        check_node_field(&field, findings);
    }
}

/// `ValidateNodeSelectorRequirement`. That the value for `Gt` and `Lt` is a number is not checked:
/// such a term is accepted and never matches.
fn check_node_expression(expression: &Cursor, allow_invalid_values: bool, findings: &mut Findings) {
    let values = expression.field("values");
    let operator = expression.field("operator");
    let count = values.list().len();
    match operator.text() {
        "In" | "NotIn" if count == 0 => {
            findings.required(
                &values,
                "must be specified when `operator` is 'In' or 'NotIn'",
            );
        }
        "Exists" | "DoesNotExist" if count > 0 => {
            let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
            findings.forbidden(&values, detail);
        }
        "Gt" | "Lt" if count != 1 => {
            let detail = "must be specified single value when `operator` is 'Lt' or 'Gt'";
            findings.required(&values, detail);
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {}
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

/// `ValidateNodeFieldSelectorRequirement`.
fn check_node_field(field: &Cursor, findings: &mut Findings) {
    let values = field.field("values");
    let operator = field.field("operator");
    match operator.text() {
        "In" | "NotIn" => {
            if values.list().len() != 1 {
                let detail = "must be only one value when `operator` is 'In' or 'NotIn' \
                              for node field selector";
                findings.required(&values, detail);
            }
        }
        word => findings.invalid(&operator, Bad::Word(word), "not a valid selector operator"),
    }
    let key = field.field("key");
    if key.text() == "metadata.name" {
        for value in values.items() {
            findings.invalid_text(&value, value.text(), dns_subdomain(value.text()));
        }
    } else {
        findings.invalid(
            &key,
            Bad::Text(key.text()),
            "not a valid field selector key",
        );
    }
}

/// `validatePodAffinity` and `validatePodAntiAffinity`.
fn check_pod_affinity(affinity: &Cursor, allow_invalid_values: bool, findings: &mut Findings) {
    for term in affinity.field(REQUIRED).items() {
        check_pod_term(&term, allow_invalid_values, findings);
    }
    for weighted in affinity.field(PREFERRED).items() {
        check_weight(&weighted, findings);
        check_pod_term(
            &weighted.field("podAffinityTerm"),
            allow_invalid_values,
            findings,
        );
    }
}

/// `validatePodAffinityTerm`.
fn check_pod_term(term: &Cursor, allow_invalid_values: bool, findings: &mut Findings) {
    for selector in ["labelSelector", "namespaceSelector"] {
        label_selector::check(&term.field(selector), allow_invalid_values, findings);
    }
    // Kubernetes prints one namespace where the field is called `namespaces`, and no position.
    let namespaces = term.silent_field("namespaces");
    for namespace in namespaces.silent_items() {
        let called = namespace.field_called("namespace");
        findings.invalid_text(&called, called.text(), dns_label(called.text()));
    }
    check_match_label_keys(term, findings);
    let topology_key = term.field("topologyKey");
    if topology_key.text().is_empty() {
        findings.required(&topology_key, "can not be empty");
    }
    findings.invalid_text(
        &topology_key,
        topology_key.text(),
        label_key(topology_key.text()),
    );
}

/// `ValidateMatchLabelKeysAndMismatchLabelKeys`.
pub(super) fn check_match_label_keys(term: &Cursor, findings: &mut Findings) {
    let selector = term.field("labelSelector");
    let matching = term.field("matchLabelKeys");
    let mismatching = term.field("mismatchLabelKeys");
    for keys in [&matching, &mismatching] {
        if !keys.list().is_empty() && !selector.is_set() {
            findings.forbidden(keys, "must not be specified when labelSelector is not set");
            continue;
        }
        for key in keys.items() {
            findings.invalid_text(&key, key.text(), label_key(key.text()));
        }
    }
    // The API server itself puts each key into the selector before it validates pods, so a key
    // counts as given twice only where the selector names it twice.
    let mut selected: Vec<_> = selector
        .field("matchLabels")
        .entries()
        .map(|(key, _)| key)
        .gather();
    for expression in selector.field("matchExpressions").items() {
        let key = expression.text_of("key");
        let position = matching.list().iter().rposition(|item| item == key);
        if let Some(position) = position.filter(|_| selected.contains(&key)) {
            let detail = "exists in both matchLabelKeys and labelSelector";
            // Kubernetes prints the key's position right after the term.
            let keys = term.silent_field("matchLabelKeys");
            let item = keys.index(position);
            findings.invalid(&item, Bad::Text(key), detail);
        }
        selected.push(key);
    }
    for key in matching.items() {
        if mismatching.list().iter().any(|other| other == key.text()) {
            let detail = "exists in both matchLabelKeys and mismatchLabelKeys";
            findings.invalid(&key, Bad::Text(key.text()), detail);
        }
    }
}
