//! Annotations of the template that Kubernetes reads (`ValidatePodSpecificAnnotations`).

use serde_json::Value;

use super::options::Options;
use super::{container, seccomp, tolerations};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::go;

/// What marks a Pod that only shows what a kubelet runs by itself.
pub(crate) const MIRROR_POD: &str = "kubernetes.io/config.mirror";
const TOLERATIONS: &str = "scheduler.alpha.kubernetes.io/tolerations";
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";
pub(crate) const APP_ARMOR_PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";

pub(super) fn check(
    annotations: &Cursor,
    pod: &Cursor,
    options: &Options,
    findings: &mut Findings,
) {
    let mirror = annotations.key(MIRROR_POD);
    if mirror.is_set() && pod.text_of("nodeName").is_empty() {
        let detail = "must set spec.nodeName if mirror pod annotation is set";
        findings.invalid(&mirror, Bad::Text(mirror.text()), detail);
    }
    check_tolerations(annotations, options, findings);
    if !options.allow_invalid_deletion_cost && !is_deletion_cost_right(annotations) {
        let cost = annotations.key(DELETION_COST);
        findings.invalid(&cost, Bad::Text(cost.text()), "must be a 32bit integer");
    }
    seccomp::check_annotations(annotations, findings);
    check_app_armor(annotations, pod, findings);
}

/// `GetDeletionCostFromPodAnnotations`: no leading plus sign and no leading zero.
pub(super) fn is_deletion_cost_right(annotations: &Cursor) -> bool {
    let cost = annotations.key(DELETION_COST);
    let Some(text) = cost.value().and_then(Value::as_str) else {
        return true;
    };
    let starts_right = match text.as_bytes() {
        [b'0', rest @ ..] => rest.is_empty(),
        [first, ..] => matches!(first, b'-' | b'1'..=b'9'),
        [] => false,
    };
    let number = text.parse::<i64>();
    starts_right && number.is_ok_and(|number| i32::try_from(number).is_ok())
}

/// Tolerations in an annotation are validated, though no version reads them any more.
fn check_tolerations(annotations: &Cursor, options: &Options, findings: &mut Findings) {
    let entry = annotations.field(TOLERATIONS);
    if entry.text().is_empty() {
        return;
    }
    let problem = match serde_json::from_str::<Value>(entry.text()) {
        Ok(value @ (Value::Array(_) | Value::Null)) => {
            tolerations::check(&entry.with_value(&value), options, findings);
            return;
        }
        Ok(value) => {
            let kind = match value {
                Value::String(_) => "string",
                Value::Number(_) => "number",
                Value::Bool(_) => "bool",
                _ => "object",
            };
            format!("json: cannot unmarshal {kind} into Go value of type []core.Toleration")
        }
        Err(error) if error.is_eof() => "unexpected end of JSON input".to_owned(),
        Err(_) => json_fault(entry.text()),
    };
    let at = entry.as_parent_prints();
    findings.invalid(&at, Bad::Text(TOLERATIONS), &problem);
}

/// What Go's reader says of a text that is no JSON, for the faults at its beginning, where a text
/// that was never meant to be JSON has its first.
fn json_fault(text: &str) -> String {
    let text = text.trim_start_matches([' ', '\t', '\r', '\n']);
    let literal = ["true", "false", "null"]
        .into_iter()
        .find(|literal| text.as_bytes().first() == literal.as_bytes().first());
    let wrong_in = |literal: &&str| {
        let mut pairs = text.chars().zip(literal.chars());
        pairs.find(|(actual, expected)| actual != expected)
    };
    if let Some((literal, (actual, expected))) = literal.zip(literal.as_ref().and_then(wrong_in)) {
        return format!(
            "invalid character '{actual}' in literal {literal} (expecting '{expected}')"
        );
    }
    if let [b'0', second, ..] = text.as_bytes()
        && second.is_ascii_digit()
    {
        // No number has a leading zero, so the first digit is one of its own.
        return format!(
            "invalid character '{}' after top-level value",
            char::from(*second)
        );
    }
    let first = text.chars().next().unwrap_or_default();
    format!("invalid character '{first}' looking for beginning of value")
}

/// `ValidateAppArmorPodAnnotations`.
fn check_app_armor(annotations: &Cursor, pod: &Cursor, findings: &mut Findings) {
    for (key, entry) in annotations.entries() {
        let Some(container_name) = key.strip_prefix(APP_ARMOR_PREFIX) else {
            continue;
        };
        let mut has_container = false;
        container::visit_all(pod, &mut |container| {
            has_container |= container.text_of("name") == container_name;
        });
        if !has_container {
            findings.invalid(&entry, Bad::Text(container_name), "container not found");
        }
        let profile = entry.text();
        let is_known = matches!(profile, "" | "runtime/default" | "unconfined")
            || profile.starts_with("localhost/");
        if !is_known {
            let detail = format!("invalid AppArmor profile name: {}", go::quote(profile));
            findings.invalid(&entry, Bad::Text(profile), &detail);
        }
    }
}

/// `validateAppArmorAnnotationsAndFieldsMatchOnCreate`.
pub(super) fn check_app_armor_matches(annotations: &Cursor, pod: &Cursor, findings: &mut Findings) {
    const TYPE: &str = "apparmor type in annotation and field must match";
    const PROFILE: &str = "apparmor profile in annotation and field must match";
    let os = pod.field("os");
    if os.text_of("name") == "windows" {
        return;
    }
    let pod_security = pod.field("securityContext");
    container::visit_all(pod, &mut |container| {
        let security = container.field("securityContext");
        let own = security.field("appArmorProfile");
        let shared = pod_security.field("appArmorProfile");
        let profile = if own.is_set() { own } else { shared };
        let key = format!("{APP_ARMOR_PREFIX}{}", container.text_of("name"));
        let annotation = annotations.key(&key);
        if !profile.is_set() || !annotation.is_set() {
            return;
        }
        let matches = |word: &str| annotation.text() == word;
        match profile.text_of("type") {
            "Unconfined" if !matches("unconfined") => findings.forbidden(&own.field("type"), TYPE),
            "RuntimeDefault" if !matches("runtime/default") => {
                findings.forbidden(&own.field("type"), TYPE);
            }
            "Localhost" => match annotation.text().strip_prefix("localhost/") {
                None => findings.forbidden(&own.field("type"), TYPE),
                Some(name)
                    if name != profile.text_of("localhostProfile")
                        || !profile.has("localhostProfile") =>
                {
                    findings.forbidden(&own.field("localhostProfile"), PROFILE);
                }
                Some(_) => {}
            },
            _ => {}
        }
    });
}
