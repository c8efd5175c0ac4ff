//! Pod Security: what the labels of a namespace demand of pods, and warn of in templates.
//! Mirrors `k8s.io/pod-security-admission/admission/admission.go`.

use preflight::admission::pod_security;
use serde_json::{Value, json};

use crate::{kind::Kind, refusal::Refusal, world::World};

/// The warning that a template earns in its namespace.
pub(super) fn warning(world: &World, daemon_set: &Value) -> Option<String> {
    let namespace = daemon_set["metadata"]["namespace"].as_str()?;
    // A namespace that enforces a level warns of it too, unless it says otherwise.
    let level = label(world, namespace, "warn").or_else(|| label(world, namespace, "enforce"))?;
    let detail = violation(&level, daemon_set)?;
    Some(format!(
        "would violate PodSecurity \"{level}:latest\": {detail}"
    ))
}

/// Refuses a pod that its namespace does not allow.
pub(super) fn admit(world: &World, pod: &Value, shown_name: &str) -> Result<(), Refusal> {
    let namespace = pod["metadata"]["namespace"].as_str().unwrap_or_default();
    let Some(level) = label(world, namespace, "enforce") else {
        return Ok(());
    };
    let as_template =
        json!({"spec": {"template": {"metadata": pod["metadata"], "spec": pod["spec"]}}});
    match violation(&level, &as_template) {
        Some(detail) => {
            let why = format!("violates PodSecurity \"{level}:latest\": {detail}");
            Err(Refusal::forbidden(Kind::Pod, shown_name, &why))
        }
        None => Ok(()),
    }
}

fn label(world: &World, namespace: &str, mode: &str) -> Option<String> {
    let namespace = world.store.get(Kind::Namespace, namespace)?;
    namespace
        .labels()
        .labels
        .remove(&format!("pod-security.kubernetes.io/{mode}"))
}

fn violation(level: &str, daemon_set: &Value) -> Option<String> {
    let detail = match level {
        "baseline" => pod_security::baseline(daemon_set),
        "restricted" => pod_security::restricted(daemon_set),
        _ => String::new(),
    };
    Some(detail).filter(|detail| !detail.is_empty())
}
