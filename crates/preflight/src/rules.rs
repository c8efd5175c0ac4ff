//! The rules: what the API server 1.36 refuses of an apps/v1 DaemonSet, in its own words.
//!
//! Each module holds one area and follows the functions of Kubernetes that it names, in their order
//! and with their feature gates at the defaults of 1.36. Rules read the object as it is after
//! decoding, defaulting and conversion; a value of the wrong type never gets here.

mod affinity;
pub(crate) mod annotations;
mod container;
mod dns;
mod env;
mod host;
mod label_selector;
mod managed_fields;
mod metadata;
mod mounts;
mod options;
mod pod;
mod pod_resources;
mod ports;
mod probes;
pub(crate) mod quantity;
mod resources;
mod restart_policy;
mod seccomp;
mod security;
mod service;
mod strategy;
mod template;
mod tolerated;
mod tolerations;
mod topology;
mod update;
mod volumes;
mod windows;

use manifest::Decoded;
use serde_json::Value;

use crate::content::dns_subdomain;
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::problem::Problem;
use options::Options;

/// Everything that the API server refuses when this object is created, empty where it accepts it.
///
/// Follows `ValidateDaemonSet` in pkg/apis/apps/validation/validation.go. What could not be decoded
/// has no problems here: it has those of the decoding.
#[must_use]
pub fn validate(decoded: &Decoded) -> Vec<Problem> {
    let Some(object) = &decoded.object else {
        return Vec::new();
    };
    let mut findings = Findings::default();
    let root = Cursor::root(object);
    metadata::check_created(&root.field("metadata"), dns_subdomain, &mut findings);
    managed_fields::check(None, decoded, &mut findings);
    let options = Options::for_create(&decoded.empty);
    check_spec(&root, &options, &mut findings);
    findings.into_problems()
}

/// Everything that the API server refuses when `old`, as it is stored, is replaced by this object.
///
/// Follows `ValidateDaemonSetUpdate` after the registry's `PrepareForUpdate`, which sets the
/// generations itself, so that no user ever sees a problem of theirs. An old object that broke a
/// later rule may keep doing so.
#[must_use]
pub fn validate_update(old: &Value, decoded: &Decoded) -> Vec<Problem> {
    let Some(object) = &decoded.object else {
        return Vec::new();
    };
    let mut findings = Findings::default();
    managed_fields::check(Some(old), decoded, &mut findings);
    let old = Cursor::root(old);
    let new = Cursor::root(object);
    metadata::check_updated(
        &old.field("metadata"),
        &new.field("metadata"),
        &mut findings,
    );
    update::check_selector(&old, &new, &mut findings);
    let options = tolerated::by(&old, &decoded.empty);
    check_spec(&new, &options, &mut findings);
    findings.into_problems()
}

/// Why this object cannot take the place of `old` whatever else it says, as the API server tells before it
/// validates anything: it is another object, or a version of it that is out of date.
#[must_use]
pub fn conflicts(old: &Value, decoded: &Decoded) -> Vec<Problem> {
    let object = decoded.object.as_ref();
    object.map_or_else(Vec::new, |object| update::conflicts(old, object))
}

/// What the API server refuses of a new Service (core/v1), as [`manifest::decode_service`] reads it; what
/// depends on the addresses and ports that a cluster has is not known here.
#[must_use]
pub fn validate_service(service: &Value) -> Vec<Problem> {
    let mut findings = Findings::default();
    service::check(&Cursor::root(service), &mut findings);
    findings.into_problems()
}

/// Everything that the API server refuses of a Pod that is made of the template of `owner`; it stands
/// there in the template's place, as admission has completed it.
///
/// Kubernetes' words name places of the Pod, the paths those of the template.
pub(crate) fn validate_pod(owner: &Value) -> Vec<Problem> {
    let mut findings = Findings::default();
    let root = Cursor::root(owner);
    let spec = root.silent_field("spec");
    let made = spec.silent_field("template");
    template::check_pod(&made, &Options::for_pod(), &mut findings);
    findings.into_problems()
}

/// `ValidateDaemonSetSpec`.
fn check_spec(root: &Cursor, options: &Options, findings: &mut Findings) {
    let spec = root.field("spec");
    let template = spec.field("template");
    label_selector::check_of_daemon_set(&spec, options, findings);
    template::check(&template, options, findings);
    let pod = template.field("spec");
    let restart_policy = pod.field("restartPolicy");
    if restart_policy.text() != "Always" {
        let bad = Bad::Word(restart_policy.text());
        findings.not_supported(&restart_policy, bad, &["Always"]);
    }
    if let Some(deadline) = pod.present("activeDeadlineSeconds") {
        let detail = "activeDeadlineSeconds in DaemonSet is not Supported";
        findings.forbidden(&deadline, detail);
    }
    check_not_negative(&spec.field("minReadySeconds"), findings);
    strategy::check(&spec.field("updateStrategy"), findings);
    check_not_negative(&spec.field("revisionHistoryLimit"), findings);
}

/// `ValidateNonnegativeField`; a number that is not given counts as nothing.
fn check_not_negative(number: &Cursor, findings: &mut Findings) {
    if let Some(value) = number.number().filter(|&value| value < 0) {
        findings.invalid(number, Bad::Number(value), crate::content::NOT_NEGATIVE);
    }
}

/// A number that must lie between two bounds, both included, where it is given.
fn check_range(number: &Cursor, low: i64, high: i64, findings: &mut Findings) {
    if let Some(value) = number
        .number()
        .filter(|value| !(low..=high).contains(value))
    {
        let detail = crate::content::range_message(low, high);
        findings.invalid(number, Bad::Number(value), &detail);
    }
}

/// A field that must be one of a few words.
fn check_one_of(word: &Cursor, supported: &[&str], findings: &mut Findings) {
    if !supported.contains(&word.text()) {
        findings.not_supported(word, Bad::Word(word.text()), supported);
    }
}

/// A name that must be given and must be a DNS label.
fn check_required_label(name: &Cursor, findings: &mut Findings) {
    if name.text().is_empty() {
        findings.required(name, "");
    } else {
        findings.invalid_text(name, name.text(), crate::content::dns_label(name.text()));
    }
}

/// Calls `visit` with every container of a pod, in Kubernetes' order.
pub(crate) fn visit_containers<'v>(pod: &Cursor<'v, '_>, visit: &mut dyn FnMut(&Cursor<'v, '_>)) {
    container::visit_all(pod, visit);
}

/// A text that must not be empty.
fn check_required(text: &Cursor, findings: &mut Findings) {
    if text.text().is_empty() {
        findings.required(text, "");
    }
}
