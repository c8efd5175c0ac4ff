//! Environment variables (`ValidateEnv`, `ValidateEnvFrom`, `validateEnvVarValueFrom`).

use manifest::texts;

use super::volumes::paths;
use crate::content::{config_map_key, dns_label, dns_subdomain, label_key, variable_name};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};

/// What a variable may take from its pod, sorted as Kubernetes lists it.
const VARIABLE_FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// What a file may take from its pod.
pub(super) const FILE_FIELDS: [&str; 5] = [
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
];

const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

pub(super) fn check(variables: &Cursor, findings: &mut Findings) {
    for variable in variables.items() {
        let name = variable.field("name");
        if name.text().is_empty() {
            findings.required(&name, "");
        } else {
            findings.invalid_text(&name, name.text(), variable_name(name.text()));
        }
        if let Some(source) = variable.present("valueFrom") {
            let has_value = !variable.text_of("value").is_empty();
            check_source(&source, has_value, findings);
        }
    }
}

fn check_source(source: &Cursor, has_value: bool, findings: &mut Findings) {
    let mut count = 0;
    if let Some(field) = source.present("fieldRef") {
        count += 1;
        check_field_ref(&field, &VARIABLE_FIELDS, findings);
    }
    if let Some(resource) = source.present("resourceFieldRef") {
        count += 1;
        check_resource_ref(&resource, false, findings);
    }
    for name in ["configMapKeyRef", "secretKeyRef"] {
        if let Some(key) = source.present(name) {
            count += 1;
            check_key_ref(&key, findings);
        }
    }
    if let Some(file) = source.present("fileKeyRef") {
        count += 1;
        check_file_key_ref(&file, findings);
    }
    let detail = match count {
        0 => {
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, \
             `secretKeyRef` or `fileKeyRef`"
        }
        _ if has_value => "may not be specified when `value` is not empty",
        1 => return,
        _ => "may not have more than one field specified at a time",
    };
    findings.invalid(source, Bad::Text(""), detail);
}

/// `validateObjectFieldSelector`.
pub(super) fn check_field_ref(reference: &Cursor, allowed: &[&str], findings: &mut Findings) {
    let field = reference.field("fieldPath");
    if field.text().is_empty() {
        findings.required(&field, "");
        return;
    }
    if let Some(why) = unknown_label(reference.text_of("apiVersion"), field.text()) {
        let detail = format!("error converting fieldPath: {why}");
        findings.invalid(&field, Bad::Text(field.text()), &detail);
        return;
    }
    let name = match field.text() {
        "spec.host" => "spec.nodeName",
        name => name,
    };
    match split_subscript(name) {
        Some(("metadata.annotations", key)) => {
            let key = crate::go::to_lower(key);
            findings.invalid_text(reference, &key, label_key(&key));
        }
        Some((_, key)) => findings.invalid_text(reference, key, label_key(key)),
        None if !allowed.contains(&name) => {
            findings.not_supported(&field, Bad::Text(name), allowed);
        }
        None => {}
    }
}

/// Why a field label has no meaning in a version (`ConvertDownwardAPIFieldLabel`).
fn unknown_label(version: &str, label: &str) -> Option<String> {
    if version != "v1" {
        return Some(format!("unsupported pod version: {version}"));
    }
    let others = [
        "spec.restartPolicy",
        "spec.schedulerName",
        "status.phase",
        "spec.host",
    ];
    match split_subscript(label) {
        Some(("metadata.annotations" | "metadata.labels", _)) => None,
        Some(_) => Some(format!("field label does not support subscript: {label}")),
        None if VARIABLE_FIELDS.contains(&label)
            || FILE_FIELDS.contains(&label)
            || others.contains(&label) =>
        {
            None
        }
        None => Some(format!("field label not supported: {label}")),
    }
}

/// `metadata.labels['key']` as its field and its key (`SplitMaybeSubscriptedPath`).
fn split_subscript(label: &str) -> Option<(&str, &str)> {
    let (field, key) = texts::split_once(label.strip_suffix("']")?, "['")?;
    (!field.is_empty()).then_some((field, key))
}

/// `validateContainerResourceFieldSelector`.
pub(super) fn check_resource_ref(reference: &Cursor, is_file: bool, findings: &mut Findings) {
    let container = reference.field("containerName");
    let resource = reference.field("resource");
    let name = resource.text();
    let is_huge_page =
        name.starts_with("requests.hugepages-") || name.starts_with("limits.hugepages-");
    if is_file && container.text().is_empty() {
        findings.required(&container, "");
    } else if name.is_empty() {
        findings.required(&resource, "");
    } else if !RESOURCES.contains(&name) && !is_huge_page {
        findings.not_supported(&resource, Bad::Text(name), &RESOURCES);
    }
    check_divisor(&reference.field("divisor"), name, is_huge_page, findings);
}

/// `validateContainerResourceDivisor`.
fn check_divisor(divisor: &Cursor, resource: &str, is_huge_page: bool, findings: &mut Findings) {
    const BYTES: [&str; 13] = [
        "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei",
    ];
    let Some(quantity) = super::quantity::at(divisor).filter(|quantity| !quantity.is_zero()) else {
        return;
    };
    let spelled = quantity.to_string();
    let what = match resource {
        "limits.cpu" | "requests.cpu" => {
            if !matches!(spelled.as_str(), "1m" | "1") {
                let detail = "only divisor's values 1m and 1 are supported with the cpu resource";
                findings.invalid(divisor, Bad::Text(resource), detail);
            }
            return;
        }
        "limits.memory" | "requests.memory" => "memory",
        "limits.ephemeral-storage" | "requests.ephemeral-storage" => "local ephemeral storage",
        _ if is_huge_page => "hugepages",
        _ => return,
    };
    if !BYTES.contains(&spelled.as_str()) {
        let detail = format!(
            "only divisor's values {} are supported with the {what} resource",
            texts::join(&BYTES, ", ")
        );
        findings.invalid(divisor, Bad::Text(resource), &detail);
    }
}

/// `validateConfigMapKeySelector` and `validateSecretKeySelector`.
fn check_key_ref(reference: &Cursor, findings: &mut Findings) {
    let name = reference.field("name");
    findings.invalid_text(&name, name.text(), dns_subdomain(name.text()));
    let key = reference.field("key");
    if key.text().is_empty() {
        findings.required(&key, "");
    } else {
        findings.invalid_text(&key, key.text(), config_map_key(key.text()));
    }
}

/// `validateFileKeySelector`.
fn check_file_key_ref(reference: &Cursor, findings: &mut Findings) {
    let key = reference.field("key");
    if key.text().is_empty() {
        findings.required(&key, "");
    } else {
        findings.invalid_text(&key, key.text(), variable_name(key.text()));
    }
    let volume = reference.field("volumeName");
    if volume.text().is_empty() {
        findings.required(&volume, "");
    } else {
        findings.invalid_text(&volume, volume.text(), dns_label(volume.text()));
    }
    let path = reference.field("path");
    if path.text().is_empty() {
        findings.required(&path, "");
    } else {
        paths::check_no_backsteps(&path, path.text(), findings);
    }
}

/// `ValidateEnvFrom`; a source of no kind or of two is reported at the list.
pub(super) fn check_sources(sources: &Cursor, findings: &mut Findings) {
    for source in sources.items() {
        let prefix = source.field("prefix");
        if !prefix.text().is_empty() {
            findings.invalid_text(&prefix, prefix.text(), variable_name(prefix.text()));
        }
        let mut count = 0;
        for kind in ["configMapRef", "secretRef"] {
            if let Some(reference) = source.present(kind) {
                count += 1;
                check_source_name(&reference.field("name"), findings);
            }
        }
        let detail = match count {
            0 => "must specify one of: `configMapRef` or `secretRef`",
            1 => continue,
            _ => "may not have more than one field specified at a time",
        };
        findings.invalid(&source.as_parent_prints(), Bad::Text(""), detail);
    }
}

/// A dash at the end is let through, as for a prefix.
fn check_source_name(name: &Cursor, findings: &mut Findings) {
    if name.text().is_empty() {
        findings.required(name, "");
    } else {
        let masked = super::metadata::mask_trailing_dash(name.text());
        findings.invalid_text(name, name.text(), dns_subdomain(&masked));
    }
}
