//! `spec.template` (`ValidatePodTemplateSpec` in pkg/apis/core/validation/validation.go).

use super::options::Options;
use super::{annotations, container, metadata, pod, seccomp};
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
    pod::check(&spec, None, options, findings);
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

/// A Pod that is made of a template (`ValidatePodCreate`), of which more is asked than of the template.
pub(super) fn check_pod(made: &Cursor, options: &Options, findings: &mut Findings) {
    let own_metadata = made.field("metadata");
    metadata::check_of_pod(&own_metadata, findings);
    let own_annotations = own_metadata.field("annotations");
    let spec = made.field("spec");
    annotations::check(&own_annotations, &spec, options, findings);
    let is_mirror = own_annotations.has(annotations::MIRROR_POD);
    // Kubernetes names no place.
    let silent = made.silent_field("spec");
    let refused = is_mirror.then(|| silent.silent_field("resourceClaims"));
    pod::check(&spec, refused.as_ref(), options, findings);
    for list in ["containers", "initContainers"] {
        for container in spec.field(list).items() {
            container::check_image_is_trimmed(&container.field("image"), findings);
        }
    }
    let node_name = spec.field("nodeName");
    if !node_name.text().is_empty() && !spec.field("schedulingGates").list().is_empty() {
        let detail = "cannot be set until all schedulingGates have been cleared";
        findings.forbidden(&node_name, detail);
    }
    seccomp::check_annotations_match(&own_annotations, &spec, findings);
    annotations::check_app_armor_matches(&own_annotations, &spec, findings);
}
