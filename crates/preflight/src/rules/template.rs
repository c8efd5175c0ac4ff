//! `spec.template` (`ValidatePodTemplateSpec` in pkg/apis/core/validation/validation.go).

use super::options::Options;
use super::{annotations, metadata, pod, seccomp};
use crate::cursor::Cursor;
use crate::findings::Findings;

/// Kubernetes names the template's labels and annotations without the word `metadata`.
pub(super) fn check(template: &Cursor, options: &Options, findings: &mut Findings) {
    let template_metadata = template.silent_field("metadata");
    metadata::check_labels(&template_metadata.field("labels"), findings);
    let template_annotations = template_metadata.field("annotations");
    metadata::check_annotations(&template_annotations, findings);
    let spec = template.field("spec");
    annotations::check(&template_annotations, &spec, options, findings);
    pod::check(&spec, options, findings);
    seccomp::check_annotations_match(&template_annotations, &spec, findings);
    annotations::check_app_armor_matches(&template_annotations, &spec, findings);
    let ephemeral = spec.field("ephemeralContainers");
    if !ephemeral.list().is_empty() {
        findings.forbidden(
            &ephemeral,
            "ephemeral containers not allowed in pod template",
        );
    }
}
