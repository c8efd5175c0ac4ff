//! What the API server changes between reading and storing: its internal types and `PrepareForCreate`.

use serde_json::Value;

use super::gates::{self, Dropped};
use super::version::Version;
use super::{DecodeProblem, DecodeProblemKind, Place};
use crate::content::quote;
use crate::object::{self, Object, edit, object_at, objects_in, set_if_nil, set_text};

/// The annotation in which apps/v1 keeps the generation of the template; extensions/v1beta1 had a field
/// for it, and so has the API server itself (`pkg/apis/apps/v1/conversion.go`).
pub const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";

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
        let message = crate::message::decode::count_in_quotes(quote(&text));
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
        set_template_generation(tree, generation);
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

/// Gives the object the type that it has in the served version.
pub(super) fn set_type(tree: &mut Object) {
    tree.insert("apiVersion".to_owned(), "apps/v1".into());
    tree.insert("kind".to_owned(), "DaemonSet".into());
}

/// What of the metadata the API server passes over when an object is made
/// (`WipeObjectMetaSystemFields` of apiserver's `pkg/registry/rest/meta.go`). The uid, which it passes
/// over too, is kept so that the object says what the manifest did until there is another one.
const PASSED_OVER: [&str; 4] = [
    "selfLink",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
];

/// The namespace of the request, and what of the metadata no request can set. Returns `managedFields`, which
/// the field manager takes out (`Update` of apimachinery's
/// `pkg/util/managedfields/internal/fieldmanager.go`).
pub(super) fn set_identity(
    tree: &mut Object,
    stored: Option<&Value>,
    template_generation: i64,
) -> Option<Value> {
    let mut managed_fields = None;
    edit(tree, "metadata", |metadata| {
        let namespace = stored.and_then(|stored| stored["metadata"]["namespace"].as_str());
        set_text(metadata, "namespace", namespace.unwrap_or("default"));
        managed_fields = metadata.remove("managedFields");
        if stored.is_none() {
            object::retain(metadata, &mut |name, _| !PASSED_OVER.contains(&name));
        }
        metadata.insert("generation".to_owned(), 1.into());
    });
    set_template_generation(tree, template_generation.max(1));
    managed_fields
}

/// Writes the generation of the template where apps/v1 keeps it.
pub(super) fn set_template_generation(tree: &mut Object, generation: i64) {
    edit(tree, "metadata", |metadata| {
        edit(metadata, "annotations", |annotations| {
            annotations.insert(
                TEMPLATE_GENERATION.to_owned(),
                generation.to_string().into(),
            );
        });
    });
}

/// `PrepareForCreate` of `pkg/registry/apps/daemonset/strategy.go` or, where one is stored, what of
/// `PrepareForUpdate` does not need to know the outcome. Returns the fields that it took out.
pub(super) fn prepare(tree: &mut Object, stored: Option<&Value>) -> Vec<Dropped> {
    tree.remove("status");
    let stored = stored.map(|stored| &stored["spec"]["template"]["spec"]);
    match object_at(tree, &["spec", "template", "spec"]) {
        Some(spec) => gates::drop_disabled_fields(spec, stored),
        None => Vec::new(),
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

/// The sources of the kind `projected` among the volumes of a pod.
fn projected_volumes(spec: &mut Object) -> impl Iterator<Item = &mut Object> {
    objects_in(spec, "volumes").filter_map(|volume| object_at(volume, &["projected"]))
}
