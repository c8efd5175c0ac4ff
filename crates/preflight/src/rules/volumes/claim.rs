//! The claim that an ephemeral volume makes (`ValidatePersistentVolumeClaimTemplate`).

use crate::content::{dns_label, dns_subdomain};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::rules::options::Options;
use crate::rules::{check_one_of, check_required, label_selector, metadata, quantity};

/// Sorted as Kubernetes lists them.
const ACCESS_MODES: [&str; 4] = [
    "ReadOnlyMany",
    "ReadWriteMany",
    "ReadWriteOnce",
    "ReadWriteOncePod",
];

/// The fields of the metadata that a template may not have.
const METADATA: [&str; 12] = [
    "name",
    "generateName",
    "namespace",
    "selfLink",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "ownerReferences",
    "finalizers",
];

pub(super) fn check(template: &Cursor, options: &Options, findings: &mut Findings) {
    if !template.is_set() {
        findings.required(template, "");
        return;
    }
    let template_metadata = template.field("metadata");
    metadata::check_annotations(&template_metadata.field("annotations"), findings);
    metadata::check_labels(&template_metadata.field("labels"), findings);
    for name in METADATA.iter().chain(&["managedFields"]) {
        let field = template_metadata.field(name);
        // An empty list is set, too.
        if options.is_given(&field) {
            // Kubernetes takes the name of the Go field and lowers its first letter.
            match *name {
                "uid" => {
                    let unnamed = template_metadata.silent_field(name);
                    findings.forbidden(&unnamed.field_called("uID"), "cannot be set");
                }
                _ => findings.forbidden(&field, "cannot be set"),
            }
        }
    }
    check_spec(&template.field("spec"), findings);
}

/// `ValidatePersistentVolumeClaimSpec`.
fn check_spec(spec: &Cursor, findings: &mut Findings) {
    check_access_modes(&spec.field("accessModes"), findings);
    label_selector::check(&spec.field("selector"), false, findings);
    check_storage(spec, findings);
    for class in ["storageClassName", "volumeAttributesClassName"] {
        let class = spec.field(class);
        if !class.text().is_empty() {
            findings.invalid_text(&class, class.text(), dns_subdomain(class.text()));
        }
    }
    if let Some(mode) = spec.present("volumeMode") {
        check_one_of(&mode, &["Block", "Filesystem"], findings);
    }
    check_sources(spec, findings);
}

/// A mode that is not known is reported at the list.
fn check_access_modes(modes: &Cursor, findings: &mut Findings) {
    if modes.list().is_empty() {
        findings.required(modes, "at least 1 access mode is required");
    }
    for mode in modes.silent_items() {
        check_one_of(&mode, &ACCESS_MODES, findings);
    }
    let is_exclusive = |mode: &Cursor| mode.text() == "ReadWriteOncePod";
    let is_shared = |mode: &Cursor| ACCESS_MODES.contains(&mode.text()) && !is_exclusive(mode);
    if modes.items().any(|mode| is_exclusive(&mode)) && modes.items().any(|mode| is_shared(&mode)) {
        findings.forbidden(
            modes,
            "may not use ReadWriteOncePod with other access modes",
        );
    }
}

/// The size is named as if it lay right under `resources`.
fn check_storage(spec: &Cursor, findings: &mut Findings) {
    let resources = spec.field("resources");
    let requests = resources.silent_field("requests");
    let storage = requests.key("storage");
    match quantity::at(&storage) {
        None => findings.required(&storage, ""),
        Some(size) if !size.sign().is_gt() => {
            let bad = size.to_string();
            findings.invalid(&storage, Bad::Text(&bad), "must be greater than zero");
        }
        Some(_) => {}
    }
}

/// `validateDataSource`, `validateDataSourceRef` and how the two go together.
fn check_sources(spec: &Cursor, findings: &mut Findings) {
    let source = spec.field("dataSource");
    let reference = spec.field("dataSourceRef");
    for object in [&source, &reference] {
        if !object.is_set() {
            continue;
        }
        check_required(&object.field("name"), findings);
        check_required(&object.field("kind"), findings);
        let kind = object.text_of("kind");
        let group = object.field("apiGroup");
        if group.text().is_empty() && kind != "PersistentVolumeClaim" {
            let detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
            findings.invalid(object, Bad::Text(kind), detail);
        }
        if !group.text().is_empty() {
            findings.invalid_text(&group, group.text(), dns_subdomain(group.text()));
        }
    }
    let namespace = reference.field("namespace");
    if !namespace.text().is_empty() {
        findings.invalid_text(&namespace, namespace.text(), dns_label(namespace.text()));
    }
    // The bad value is a path inside the API server, of which nothing is printed.
    let bad = Bad::Printed("{}");
    if !namespace.text().is_empty() {
        if source.is_set() {
            let detail = "may not be specified when dataSourceRef.namespace is specified";
            findings.invalid(spec, bad, detail);
        }
    } else if source.is_set() && reference.is_set() {
        let is_equal = ["apiGroup", "kind", "name"]
            .iter()
            .all(|name| source.field(name).value() == reference.field(name).value());
        if !is_equal {
            findings.invalid(spec, bad, "must match dataSourceRef");
        }
    }
}
