//! What the API server changes between reading and storing: its internal types and `PrepareForCreate`.

use serde_json::Value;

use super::version::Version;
use super::{DecodeProblem, DecodeProblemKind, Place};
use crate::object::{self, Object, edit, object_at, objects_in, set_if_nil, set_text};

/// The generation of the template, which apps/v1 keeps in an annotation and extensions/v1beta1 had
/// as a field (`pkg/apis/apps/v1/conversion.go`).
pub(crate) const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";

/// Annotations that older clients wrote, dropped from every pod template
/// (`dropInitContainerAnnotations` in `pkg/apis/core/v1/conversion.go`).
const INIT_CONTAINER_ANNOTATIONS: [&str; 4] = [
    "pod.beta.kubernetes.io/init-containers",
    "pod.alpha.kubernetes.io/init-containers",
    "pod.beta.kubernetes.io/init-container-statuses",
    "pod.alpha.kubernetes.io/init-container-statuses",
];

/// Takes the generation of the template out of where the version keeps it.
pub(super) fn take_template_generation(
    tree: &mut Object,
    version: Version,
    problems: &mut Vec<DecodeProblem>,
) -> i64 {
    if version == Version::Extensions {
        let taken = object_at(tree, &["spec"]).and_then(|spec| spec.remove("templateGeneration"));
        return taken.as_ref().and_then(Value::as_i64).unwrap_or(0);
    }
    let annotations = object_at(tree, &["metadata", "annotations"]);
    let Some(Value::String(text)) =
        annotations.and_then(|annotations| annotations.remove(TEMPLATE_GENERATION))
    else {
        return 0;
    };
    text.parse().unwrap_or_else(|_| {
        let root = Place::Root;
        let metadata = root.key("metadata");
        let annotations = metadata.key("annotations");
        let message = format!("must be a whole number in quotes, not {text:?}");
        problems.push(
            annotations
                .key(TEMPLATE_GENERATION)
                .problem(DecodeProblemKind::WrongType, message),
        );
        0
    })
}

/// Writes the generation of the template, a field of extensions/v1beta1, where apps/v1 keeps it.
pub(super) fn move_template_generation(tree: &mut Object) {
    let generation = take_template_generation(tree, Version::Extensions, &mut Vec::new());
    if generation != 0 {
        edit(tree, "metadata", |metadata| {
            edit(metadata, "annotations", |annotations| {
                annotations.insert(
                    TEMPLATE_GENERATION.to_owned(),
                    generation.to_string().into(),
                );
            });
        });
    }
}

/// The way through the internal types and back.
pub(super) fn through_internal(tree: &mut Object) {
    // The two are no pointers there, so one that is not set becomes zero.
    if let Some(rolling_update) = object_at(tree, &["spec", "updateStrategy", "rollingUpdate"]) {
        set_if_nil(rolling_update, "maxUnavailable", 0);
        set_if_nil(rolling_update, "maxSurge", 0);
    }
    if let Some(annotations) = object_at(tree, &["spec", "template", "metadata", "annotations"]) {
        object::retain(annotations, &mut |key, _| {
            !INIT_CONTAINER_ANNOTATIONS.contains(&key)
        });
    }
    let Some(spec) = object_at(tree, &["spec", "template", "spec"]) else {
        return;
    };
    // `serviceAccount` is the old name of `serviceAccountName`, and both are written.
    let is_set = |name: &&Value| name.as_str().is_some_and(|name| !name.is_empty());
    let account = spec.get("serviceAccountName").filter(is_set);
    let account = account.or_else(|| spec.get("serviceAccount").filter(is_set));
    if let Some(account) = account.cloned() {
        spec.insert("serviceAccountName".to_owned(), account.clone());
        spec.insert("serviceAccount".to_owned(), account);
    }
    for projected in projected_volumes(spec) {
        for source in objects_in(projected, "sources") {
            // No pointer there either.
            if let Some(token) = object_at(source, &["serviceAccountToken"]) {
                set_if_nil(token, "expirationSeconds", 0);
            }
        }
    }
    // The internal security context holds the host's namespaces, so it is always there.
    spec.entry("securityContext")
        .or_insert_with(|| Object::new().into());
}

/// `PrepareForCreate` of `pkg/registry/apps/daemonset/strategy.go`, and the namespace of the request.
///
/// What `BeforeCreate` of apiserver's `pkg/registry/rest/create.go` does to the metadata of every
/// kind is not done here, because it belongs to the request and not to the manifest: a new uid and
/// creation time, no `deletionTimestamp`, no `selfLink`.
pub(super) fn prepare_for_create(tree: &mut Object, template_generation: i64) {
    tree.insert("apiVersion".to_owned(), "apps/v1".into());
    tree.insert("kind".to_owned(), "DaemonSet".into());
    tree.remove("status");
    edit(tree, "metadata", |metadata| {
        set_text(metadata, "namespace", "default");
        metadata.insert("generation".to_owned(), 1.into());
        edit(metadata, "annotations", |annotations| {
            let generation = template_generation.max(1).to_string();
            annotations.insert(TEMPLATE_GENERATION.to_owned(), generation.into());
        });
    });
    if let Some(spec) = object_at(tree, &["spec", "template", "spec"]) {
        drop_disabled_fields(spec);
    }
}

/// Drops each owner that is there already and returns its uid (`dedupOwnerReferences` of apiserver's
/// `pkg/endpoints/handlers/rest.go`). Asked of the object as it is stored, where a text that is not
/// given is empty.
pub(super) fn drop_repeated_owners(tree: &mut Object) -> Vec<String> {
    let mut repeated = Vec::new();
    let metadata = object_at(tree, &["metadata"]);
    if let Some(Value::Array(owners)) = metadata.and_then(|it| it.get_mut("ownerReferences")) {
        let mut kept: Vec<Value> = Vec::with_capacity(owners.len());
        for owner in std::mem::take(owners) {
            if kept.contains(&owner) {
                repeated.push(owner["uid"].as_str().unwrap_or_default().to_owned());
            } else {
                kept.push(owner);
            }
        }
        *owners = kept;
    }
    repeated
}

/// `dropDisabledFields` of `pkg/api/pod/util.go`, for the feature gates that are off by default in
/// Kubernetes 1.36: `GenericWorkload`, `ClusterTrustBundleProjection`, `PodCertificateRequest` and
/// `ContainerStopSignals`.
fn drop_disabled_fields(spec: &mut Object) {
    spec.remove("schedulingGroup");
    for projected in projected_volumes(spec) {
        for source in objects_in(projected, "sources") {
            source.remove("clusterTrustBundle");
            source.remove("podCertificate");
        }
    }
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        for container in objects_in(spec, list) {
            let Some(lifecycle) = object_at(container, &["lifecycle"]) else {
                continue;
            };
            if lifecycle.remove("stopSignal").is_some() && lifecycle.is_empty() {
                container.remove("lifecycle");
            }
        }
    }
}

/// The sources of the kind `projected` among the volumes of a pod.
fn projected_volumes(spec: &mut Object) -> impl Iterator<Item = &mut Object> {
    objects_in(spec, "volumes").filter_map(|volume| object_at(volume, &["projected"]))
}
