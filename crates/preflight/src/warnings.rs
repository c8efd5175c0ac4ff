//! Warnings: what the API server accepts and yet warns of, in its own words.
//!
//! Follows `warningsForPodSpecAndMeta` in pkg/api/pod/warnings.go, in its order.

mod node_labels;
mod overlap;
mod ports;

use manifest::{Decoded, FieldPath, texts};
use serde_json::Value;

use crate::content::ip;
use crate::cursor::Cursor;
use crate::go;
use crate::problem::tally::MOST_OF_A_KIND;
use crate::rules::quantity;
use crate::text_set::TextSet;

/// Keys of annotations that do nothing any more.
const DEPRECATED_ANNOTATIONS: [(&str, &str); 3] = [
    (
        "scheduler.alpha.kubernetes.io/critical-pod",
        "non-functional in v1.16+; use the \"priorityClassName\" field instead",
    ),
    (
        "security.alpha.kubernetes.io/sysctls",
        "non-functional in v1.11+; use the \"sysctls\" field instead",
    ),
    (
        "security.alpha.kubernetes.io/unsafe-sysctls",
        "non-functional in v1.11+; use the \"sysctls\" field instead",
    ),
];

/// Kinds of volumes that do nothing any more, by field and by the name that is printed.
const DEPRECATED_VOLUMES: [(&str, &str, &str); 9] = [
    (
        "photonPersistentDisk",
        "photonPersistentDisk",
        "deprecated in v1.11, non-functional in v1.16+",
    ),
    (
        "gitRepo",
        "gitRepo",
        "deprecated in v1.11, and disabled by default in v1.33+",
    ),
    (
        "scaleIO",
        "scaleIO",
        "deprecated in v1.16, non-functional in v1.22+",
    ),
    (
        "flocker",
        "flocker",
        "deprecated in v1.22, non-functional in v1.25+",
    ),
    (
        "storageos",
        "storageOS",
        "deprecated in v1.22, non-functional in v1.25+",
    ),
    (
        "quobyte",
        "quobyte",
        "deprecated in v1.22, non-functional in v1.25+",
    ),
    (
        "glusterfs",
        "glusterfs",
        "deprecated in v1.25, non-functional in v1.26+",
    ),
    (
        "cephfs",
        "cephfs",
        "deprecated in v1.28, non-functional in v1.31+",
    ),
    (
        "rbd",
        "rbd",
        "deprecated in v1.28, non-functional in v1.31+",
    ),
];

const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// Where warnings are put.
type Warnings = Vec<String>;

/// All warnings when this object is created; none where it could not be decoded.
#[must_use]
pub fn of(decoded: &Decoded) -> Vec<String> {
    let Some(object) = &decoded.object else {
        return Vec::new();
    };
    let root = Cursor::root(object);
    let spec = root.field("spec");
    let template = spec.field("template");
    let metadata = template.field("metadata");
    let annotations = metadata.field("annotations");
    let pod = template.field("spec");
    let mut warnings = Warnings::new();
    warn_repeated_owners(decoded, &mut warnings);
    node_labels::warn(&pod, &mut warnings);
    warn_topology(&pod, &mut warnings);
    for (key, message) in DEPRECATED_ANNOTATIONS {
        let annotation = annotations.key(key);
        if annotation.is_set() {
            warn(&annotation, message, &mut warnings);
        }
    }
    warn_volumes(&pod, &decoded.empty, &mut warnings);
    warn_duplicates(&pod, &mut warnings);
    let overhead = pod.field("overhead");
    warn_fractions(&overhead, &["memory", "ephemeral-storage"], &mut warnings);
    warn_seccomp_of_pod(&pod, &annotations, &mut warnings);
    crate::rules::visit_containers(&pod, &mut |container| {
        warn_container(container, &pod, &annotations, &mut warnings);
    });
    ports::warn(&pod, &mut warnings);
    let grace_period = pod.field("terminationGracePeriodSeconds");
    if grace_period.number().is_some_and(|seconds| seconds < 0) {
        let message = "must be >= 0; negative values are invalid and will be treated as 1";
        warn(&grace_period, message, &mut warnings);
    }
    warn_pod_affinity(&pod, &mut warnings);
    let dns = pod.field("dnsConfig");
    for nameserver in dns.field("nameservers").items() {
        warn_ip(&nameserver, &mut warnings);
    }
    for alias in pod.field("hostAliases").items() {
        warn_ip(&alias.field("ip"), &mut warnings);
    }
    condense(&mut warnings);
    warnings
}

/// Leaves each once, as the API server does (`AddWarning` of apiserver's `pkg/endpoints/filters/warning.go`), and of
/// these so many that somebody may read them, and the number of the others.
fn condense(warnings: &mut Warnings) {
    let mut seen = TextSet::default();
    warnings.retain(|warning| seen.insert(warning.clone()));
    let more = warnings.len().saturating_sub(MOST_OF_A_KIND);
    if more > 0 {
        warnings.truncate(MOST_OF_A_KIND);
        warnings.push(format!("{more} more warnings are not listed"));
    }
}

/// All warnings when `old`, as it is stored, is replaced by this object: the server is silent about
/// a pod template that stays as it is.
#[must_use]
pub fn of_update(old: &Value, decoded: &Decoded) -> Vec<String> {
    let is_same = |object| manifest::is_same_template(old, object);
    if decoded.object.as_ref().is_some_and(is_same) {
        let mut warnings = Warnings::new();
        warn_repeated_owners(decoded, &mut warnings);
        return warnings;
    }
    of(decoded)
}

fn warn(at: &Cursor, message: &str, warnings: &mut Warnings) {
    warnings.push(format!("{at}: {message}"));
}

/// Owners given twice, which only count once (`dedupOwnerReferencesAndAddWarning` of apiserver's
/// `pkg/endpoints/handlers/rest.go`).
fn warn_repeated_owners(decoded: &Decoded, warnings: &mut Warnings) {
    if !decoded.repeated_owners.is_empty() {
        warnings.push(format!(
            ".metadata.ownerReferences contains duplicate entries; API server dedups owner \
             references in 1.20+, and may reject such requests as early as 1.24; please fix your \
             requests; duplicate UID(s) observed: {}",
            texts::join(&decoded.repeated_owners, ", ")
        ));
    }
}

fn warn_topology(pod: &Cursor, warnings: &mut Warnings) {
    for constraint in pod.field("topologySpreadConstraints").items() {
        let key = constraint.field("topologyKey");
        if let Some(message) = node_labels::deprecated(key.text()) {
            warn(&key, &format!("{} is {message}", key.text()), warnings);
        }
        warn_missing_selector(&constraint, warnings);
    }
}

fn warn_missing_selector(parent: &Cursor, warnings: &mut Warnings) {
    let selector = parent.field("labelSelector");
    if !selector.is_set() {
        warn(
            &selector,
            "a null labelSelector results in matching no pod",
            warnings,
        );
    }
}

fn warn_pod_affinity(pod: &Cursor, warnings: &mut Warnings) {
    let affinity = pod.field("affinity");
    for kind in ["podAffinity", "podAntiAffinity"] {
        let kind = affinity.field(kind);
        for term in kind
            .field("requiredDuringSchedulingIgnoredDuringExecution")
            .items()
        {
            warn_missing_selector(&term, warnings);
        }
        for weighted in kind
            .field("preferredDuringSchedulingIgnoredDuringExecution")
            .items()
        {
            warn_missing_selector(&weighted.field("podAffinityTerm"), warnings);
        }
    }
}

fn warn_volumes(pod: &Cursor, empty: &[FieldPath], warnings: &mut Warnings) {
    let volumes = pod.field("volumes");
    for volume in volumes.items() {
        for (field, printed, message) in DEPRECATED_VOLUMES {
            if volume.has(field) {
                warn(&volume.field_called(printed), message, warnings);
            }
        }
        let ephemeral = volume.field("ephemeral");
        let template = ephemeral.field("volumeClaimTemplate");
        let claim = template.field("spec");
        let resources = claim.field("resources");
        for list in ["requests", "limits"] {
            warn_fractions(&resources.field(list), &["storage"], warnings);
        }
    }
    overlap::warn(&volumes, empty, warnings);
}

/// Entries that are there twice, and pull secrets without a name.
fn warn_duplicates(pod: &Cursor, warnings: &mut Warnings) {
    let secrets = pod.field("imagePullSecrets");
    for (list, field, word) in [
        (pod.field("hostAliases"), "ip", "duplicate ip"),
        (secrets, "name", "duplicate name"),
    ] {
        let mut seen = TextSet::default();
        for item in list.items() {
            let value = item.field(field);
            if !seen.insert(value.text()) {
                warn(
                    &value,
                    &format!("{word} {}", go::quote(value.text())),
                    warnings,
                );
            }
        }
    }
    for secret in secrets.items() {
        if secret.text_of("name").is_empty() {
            warn(&secret.field("name"), "invalid empty name \"\"", warnings);
        }
    }
}

/// Amounts of bytes that are not whole.
fn warn_fractions(amounts: &Cursor, names: &[&str], warnings: &mut Warnings) {
    for name in names {
        let entry = amounts.key(name);
        if let Some(amount) = quantity::at(&entry).filter(quantity::is_fractional) {
            let spelled = go::quote(&amount.to_string());
            let message = format!("fractional byte value {spelled} is invalid, must be an integer");
            warn(&entry, &message, warnings);
        }
    }
}

fn warn_seccomp_of_pod(pod: &Cursor, annotations: &Cursor, warnings: &mut Warnings) {
    let security = pod.field("securityContext");
    warn_seccomp(&security, &annotations.key(SECCOMP_POD), warnings);
}

fn warn_seccomp(security: &Cursor, annotation: &Cursor, warnings: &mut Warnings) {
    if annotation.is_set() && !security.has("seccompProfile") {
        let message = "non-functional in v1.27+; use the \"seccompProfile\" field instead";
        warn(annotation, message, warnings);
    }
}

fn warn_container(container: &Cursor, pod: &Cursor, annotations: &Cursor, warnings: &mut Warnings) {
    let name = container.text_of("name");
    // Most templates have no annotations at all, and then no name of one is needed.
    if annotations.is_set() {
        let security = container.field("securityContext");
        let key = format!("{SECCOMP_CONTAINER}{name}");
        warn_seccomp(&security, &annotations.key(&key), warnings);
        if !security.has("appArmorProfile") {
            let key = format!("{APP_ARMOR}{name}");
            let pod_security = pod.field("securityContext");
            let profile = pod_security.field("appArmorProfile");
            warn_app_armor(&annotations.key(&key), &profile, warnings);
        }
    }
    let resources = container.field("resources");
    for kind in ["memory", "ephemeral-storage"] {
        for list in ["limits", "requests"] {
            warn_fractions(&resources.field(list), &[kind], warnings);
        }
    }
    warn_hidden_variables(&container.field("env"), warnings);
}

/// An annotation is out of date unless the pod's own profile says the same
/// (`ApparmorFieldForAnnotation`).
fn warn_app_armor(annotation: &Cursor, profile: &Cursor, warnings: &mut Warnings) {
    if !annotation.is_set() {
        return;
    }
    let (kind, path) = match annotation.text() {
        "unconfined" => ("Unconfined", None),
        "runtime/default" => ("RuntimeDefault", None),
        other => match other.strip_prefix("localhost/") {
            Some(path) if !path.is_empty() => ("Localhost", Some(path)),
            _ => ("", None),
        },
    };
    let given = profile.field("localhostProfile");
    let is_same = profile.is_set()
        && !kind.is_empty()
        && profile.text_of("type") == kind
        && given.value().and_then(Value::as_str) == path;
    if !is_same {
        let message = "deprecated since v1.30; use the \"appArmorProfile\" field instead";
        warn(annotation, message, warnings);
    }
}

/// A variable given twice, unless the second refers to the first.
fn warn_hidden_variables(variables: &Cursor, warnings: &mut Warnings) {
    let mut seen = TextSet::default();
    for variable in variables.items() {
        let name = variable.text_of("name");
        if seen.insert(name) {
            continue;
        }
        let reference = format!("$({name})");
        let value = variable.text_of("value");
        let extends = value != reference && value.contains(&reference);
        if variable.has("valueFrom") || !extends {
            let message = format!(
                "hides previous definition of {}, which may be dropped when using apply",
                go::quote(name)
            );
            warn(&variable, &message, warnings);
        }
    }
}

/// `GetWarningsForIP`; an address that cannot be read at all is refused.
fn warn_ip(address: &Cursor, warnings: &mut Warnings) {
    let text = address.text();
    let Some(ip) = ip::parse(text) else {
        return;
    };
    let quoted = go::quote(text);
    if !ip.is_strict || ip.is_mapped() {
        let legacy = go::quote(&ip.legacy_text());
        let message = format!("non-standard IP address {quoted} is invalid: use {legacy}");
        warn(address, &message, warnings);
    } else if ip.is_v6() && ip.legacy_text() != text {
        let canonical = go::quote(&ip.legacy_text());
        let message =
            format!("IPv6 address {quoted} should be in RFC 5952 canonical format ({canonical})");
        warn(address, &message, warnings);
    }
}
