//! The places of the manifest that the form speaks of by name.

use manifest::FieldPath;

/// `metadata`.
#[must_use]
pub fn metadata() -> FieldPath {
    FieldPath::root().key("metadata")
}

/// `spec`.
#[must_use]
pub fn spec() -> FieldPath {
    FieldPath::root().key("spec")
}

/// `spec.template.spec`.
#[must_use]
pub fn pod() -> FieldPath {
    spec().key("template").key("spec")
}

/// `spec.template.spec.containers`.
#[must_use]
pub fn containers() -> FieldPath {
    pod().key("containers")
}

/// One of [`containers`].
#[must_use]
pub fn container(index: usize) -> FieldPath {
    containers().index(index)
}

/// `spec.template.spec.volumes`.
#[must_use]
pub fn volumes() -> FieldPath {
    pod().key("volumes")
}

/// `spec.template.spec.initContainers`.
#[must_use]
pub fn init_containers() -> FieldPath {
    pod().key("initContainers")
}

/// Whether a field of the pod's spec lists containers.
#[must_use]
pub fn is_container_list(key: &str) -> bool {
    ["containers", "initContainers"].contains(&key)
}
