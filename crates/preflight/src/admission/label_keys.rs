//! Label keys: what `matchLabelKeys` and `mismatchLabelKeys` put into selectors when a pod is made.
//!
//! Follows `mutatePodAffinity` and `mutateTopologySpreadConstraints` in
//! `pkg/registry/core/pod/strategy.go`.

use serde_json::{Value, json};

use super::admitted_pod::AdmittedPod;
use crate::resources::object_mut;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// Completes the selectors by the pod's labels. Validation comes after it, and takes no key that a
/// selector has already.
pub(super) fn apply(pod: &mut AdmittedPod) {
    let labels = &pod.metadata["labels"];
    for kind in ["podAffinity", "podAntiAffinity"] {
        for term in list(&mut pod.spec, &["affinity", kind, REQUIRED]) {
            complete(term, labels);
        }
        for weighted in list(&mut pod.spec, &["affinity", kind, PREFERRED]) {
            if let Some(term) = weighted.get_mut("podAffinityTerm") {
                complete(term, labels);
            }
        }
    }
    for constraint in list(&mut pod.spec, &["topologySpreadConstraints"]) {
        complete(constraint, labels);
    }
}

/// The items of a list that is there.
fn list<'v>(spec: &'v mut Value, path: &[&str]) -> impl Iterator<Item = &'v mut Value> {
    let mut here = Some(spec);
    for key in path {
        here = here.and_then(|value| value.get_mut(*key));
    }
    here.and_then(Value::as_array_mut).into_iter().flatten()
}

fn complete(term: &mut Value, labels: &Value) {
    for (field, operator) in [("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")] {
        let keys = term[field].as_array().cloned();
        for key in keys.into_iter().flatten() {
            let value = &labels[key.as_str().unwrap_or_default()];
            if value.is_null() || !term["labelSelector"].is_object() {
                continue;
            }
            let selector = object_mut(&mut term["labelSelector"]);
            let expressions = selector
                .entry("matchExpressions")
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Some(expressions) = expressions.as_array_mut() {
                expressions.push(json!({"key": key, "operator": operator, "values": [value]}));
            }
        }
    }
}
