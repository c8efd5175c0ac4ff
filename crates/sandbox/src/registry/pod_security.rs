//! Pod Security: what the labels of a namespace demand of pods, and warn of in templates.
//! Mirrors `k8s.io/pod-security-admission/admission/admission.go`.

use preflight::admission::pod_security::{self, Levels};
use serde_json::{Value, json};

use crate::{kind::Kind, refusal::Refusal, world::World};

/// The warning that a template earns in its namespace.
pub(super) fn warning(world: &World, daemon_set: &Value) -> Option<String> {
    let namespace = daemon_set["metadata"]["namespace"].as_str()?;
    let violation = pod_security::violation(daemon_set, &levels(world, namespace).warn)?;
    Some(format!("would violate {violation}"))
}

/// Refuses a pod that its namespace does not allow.
pub(super) fn admit(world: &World, pod: &Value, shown_name: &str) -> Result<(), Refusal> {
    let namespace = pod["metadata"]["namespace"].as_str().unwrap_or_default();
    let as_template =
        json!({"spec": {"template": {"metadata": pod["metadata"], "spec": pod["spec"]}}});
    let level = levels(world, namespace).enforce;
    match pod_security::violation(&as_template, &level) {
        Some(violation) => {
            let why = format!("violates {violation}");
            Err(Refusal::forbidden(Kind::Pod, shown_name, &why))
        }
        None => Ok(()),
    }
}

fn levels(world: &World, namespace: &str) -> Levels {
    let namespace = world.store.get(Kind::Namespace, namespace);
    let labels = namespace.map(|namespace| namespace.labels().labels);
    Levels::of(&labels.into_iter().flatten().collect())
}
