//! Seccomp: the profile field, and the annotations it replaced.

use super::{container, volumes};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::go;

const POD_ANNOTATION: &str = "seccomp.security.alpha.kubernetes.io/pod";
const CONTAINER_ANNOTATION: &str = "container.seccomp.security.alpha.kubernetes.io/";

/// `validateSeccompProfileField`.
pub(super) fn check_profile(profile: &Cursor, findings: &mut Findings) {
    if !profile.is_set() {
        return;
    }
    let kind = profile.field("type");
    if kind.text().is_empty() {
        findings.required(&kind, "type is required when seccompProfile is set");
    } else {
        super::check_one_of(
            &kind,
            &["Localhost", "RuntimeDefault", "Unconfined"],
            findings,
        );
    }
    let path = profile.field("localhostProfile");
    match (kind.text() == "Localhost", path.is_set()) {
        (true, false) => findings.required(&path, "must be set when seccomp type is Localhost"),
        (true, true) => volumes::paths::check_descending(&path, findings),
        (false, true) => {
            let bad = go::struct_of(profile.value(), go::PROFILE);
            let detail = "can only be set when seccomp type is Localhost";
            findings.invalid(&path, Bad::Printed(&bad), detail);
        }
        (false, false) => {}
    }
}

/// `ValidateSeccompPodAnnotations`; Kubernetes prints the key as if it were a field.
pub(super) fn check_annotations(annotations: &Cursor, findings: &mut Findings) {
    for (key, entry) in annotations.entries() {
        if key == POD_ANNOTATION || key.starts_with(CONTAINER_ANNOTATION) {
            check_annotation(&annotations.field(key), entry.text(), findings);
        }
    }
}

/// `ValidateSeccompProfile`.
fn check_annotation(at: &Cursor, profile: &str, findings: &mut Findings) {
    match profile {
        "runtime/default" | "docker/default" | "unconfined" => {}
        _ => match profile.strip_prefix("localhost/") {
            Some(path) => volumes::paths::check_descending_text(at, path, findings),
            None => findings.invalid(at, Bad::Text(profile), "must be a valid seccomp profile"),
        },
    }
}

/// `validateSeccompAnnotationsAndFields`.
pub(super) fn check_annotations_match(annotations: &Cursor, pod: &Cursor, findings: &mut Findings) {
    let security = pod.field("securityContext");
    let profile = security.field("seccompProfile");
    check_match(&annotations.key(POD_ANNOTATION), &profile, findings);
    container::visit_all(pod, &mut |container| {
        let security = container.field("securityContext");
        let profile = security.field("seccompProfile");
        let key = format!("{CONTAINER_ANNOTATION}{}", container.text_of("name"));
        check_match(&annotations.key(&key), &profile, findings);
    });
}

/// `validateSeccompAnnotationsAndFieldsMatch`.
fn check_match(annotation: &Cursor, profile: &Cursor, findings: &mut Findings) {
    if !annotation.is_set() || !profile.is_set() {
        return;
    }
    let value = annotation.text();
    let is_match = match profile.text_of("type") {
        "Unconfined" => value == "unconfined",
        "RuntimeDefault" => matches!(value, "runtime/default" | "docker/default"),
        "Localhost" => match value.strip_prefix("localhost/") {
            None => false,
            Some(path) => {
                let given = profile.field("localhostProfile");
                if !given.is_set() || given.text() != path {
                    let detail = "seccomp profile in annotation and field must match";
                    findings.forbidden(&given, detail);
                }
                true
            }
        },
        _ => true,
    };
    if !is_match {
        let detail = "seccomp type in annotation and field must match";
        findings.forbidden(&profile.field("type"), detail);
    }
}
