//! Pod Security: what the labels of a namespace warn of in templates. What they demand of pods is
//! admission's business. Mirrors `k8s.io/pod-security-admission/admission/admission.go`.

use preflight::admission::pod_security::{self, Levels};
use serde_json::Value;

use crate::{kind::Kind, world::World};

/// The warning that a template earns in its namespace.
pub(super) fn warning(world: &World, daemon_set: &Value) -> Option<String> {
    let namespace = daemon_set["metadata"]["namespace"].as_str()?;
    let violation = pod_security::violation(daemon_set, &levels(world, namespace).warn)?;
    Some(format!("would violate {violation}"))
}

/// The levels that a namespace asks for.
fn levels(world: &World, namespace: &str) -> Levels {
    let namespace = world.store.get(Kind::Namespace, namespace);
    let labels = namespace.map(|namespace| namespace.labels().labels);
    Levels::of(&labels.into_iter().flatten().collect())
}
