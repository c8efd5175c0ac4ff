//! Namespaces: whether they take new content, and what a new one is filled with.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{WriteOptions, create, metadata};
use crate::{
    kind::Kind,
    refusal::{Cause, Refusal},
    world::World,
};

/// The namespaces that Kubernetes itself needs.
pub(crate) const PERMANENT: &[&str] = &["default", "kube-node-lease", "kube-public", "kube-system"];

/// Refuses new objects in a namespace that is not there or on its way out. Mirrors
/// `k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go`.
pub(super) fn check_accepts_content(
    world: &World,
    kind: Kind,
    namespace: &str,
    object: &Value,
) -> Result<(), Refusal> {
    let Some(found) = world.store.get(Kind::Namespace, namespace) else {
        return Err(Refusal::not_found(Kind::Namespace, namespace));
    };
    if found.phase() == "Terminating" && kind != Kind::Event {
        let name = metadata::text(object, "name").unwrap_or_default();
        let why = format!(
            "unable to create new content in namespace {namespace} because it is being terminated"
        );
        let cause = Cause::new(
            "NamespaceTerminating",
            format!("namespace {namespace} is being terminated"),
            "metadata.namespace",
        );
        return Err(Refusal::forbidden(kind, name, &why).with_cause(&cause));
    }
    Ok(())
}

/// Completes a new namespace.
pub(super) fn prepare_create(object: &mut Value) {
    let name = object["metadata"]["name"].clone();
    object["metadata"]["labels"]["kubernetes.io/metadata.name"] = name;
    object["spec"] = json!({"finalizers": ["kubernetes"]});
    object["status"] = json!({"phase": "Active"});
}

/// What controllers put into every new namespace: the service account that pods use by default, and
/// the certificate they trust the API server by.
pub(super) fn fill_new(world: &World, namespace: &str, now: Timestamp) {
    let account = json!({"metadata": {"name": "default"}});
    let certificate = json!({
        "metadata": {"name": "kube-root-ca.crt"},
        "data": {"ca.crt": "-----BEGIN CERTIFICATE-----\nsandbox\n-----END CERTIFICATE-----\n"},
    });
    for (kind, object) in [
        (Kind::ServiceAccount, account),
        (Kind::ConfigMap, certificate),
    ] {
        let written = create(
            world,
            kind,
            Some(namespace),
            object,
            WriteOptions::default(),
            now,
        );
        if let Err(refusal) = written {
            tracing::debug!(
                namespace,
                message = refusal.message,
                "could not fill a new namespace"
            );
        }
    }
}
