//! Scopes: which pods a quota counts (`podMatchesScopeFunc`).

use manifest::json::items;
use serde_json::Value;

use crate::facts::ScopeRequirement;
use crate::resources;

/// Whether a pod of this spec is in the scope.
pub(super) fn matches(scope: &ScopeRequirement, spec: &Value) -> bool {
    match scope.scope.as_str() {
        "Terminating" => has_deadline(spec),
        "NotTerminating" => !has_deadline(spec),
        "BestEffort" => is_best_effort(spec),
        "NotBestEffort" => !is_best_effort(spec),
        "PriorityClass" => matches_class(scope, spec),
        "CrossNamespacePodAffinity" => reaches_other_namespaces(spec),
        _ => false,
    }
}

fn has_deadline(spec: &Value) -> bool {
    spec["activeDeadlineSeconds"]
        .as_i64()
        .is_some_and(|seconds| seconds >= 0)
}

/// Whether nothing asks for CPU or memory (`ComputePodQOS` in `pkg/apis/core/v1/helper/qos`).
fn is_best_effort(spec: &Value) -> bool {
    let asks = |owner: &Value| {
        ["requests", "limits"].iter().any(|kind| {
            let list = resources::read_list(&owner["resources"][kind]);
            ["cpu", "memory"].iter().any(|name| {
                let amount = list.get(name);
                amount.is_some_and(|amount| amount.sign() == std::cmp::Ordering::Greater)
            })
        })
    };
    if resources::has_pod_level(spec) {
        return !asks(spec);
    }
    let lists = ["containers", "initContainers"];
    !lists
        .iter()
        .flat_map(|list| resources::containers(spec, list))
        .any(asks)
}

fn matches_class(scope: &ScopeRequirement, spec: &Value) -> bool {
    let class = spec["priorityClassName"].as_str();
    let class = class.filter(|class| !class.is_empty());
    let is_listed = || class.is_some_and(|class| scope.values.iter().any(|value| value == class));
    match scope.operator.as_str() {
        "Exists" => class.is_some(),
        "DoesNotExist" => class.is_none(),
        "In" => is_listed(),
        "NotIn" => !is_listed(),
        _ => false,
    }
}

/// Whether a term of the pod's affinity names namespaces (`usesCrossNamespacePodAffinity`).
fn reaches_other_namespaces(spec: &Value) -> bool {
    let names = |term: &Value| {
        let namespaces = term["namespaces"].as_array();
        namespaces.is_some_and(|list| !list.is_empty()) || term["namespaceSelector"].is_object()
    };
    ["podAffinity", "podAntiAffinity"].iter().any(|kind| {
        let affinity = &spec["affinity"][kind];
        let list = |name: &str| items(&affinity[name]).iter();
        list("requiredDuringSchedulingIgnoredDuringExecution").any(names)
            || list("preferredDuringSchedulingIgnoredDuringExecution")
                .any(|term| names(&term["podAffinityTerm"]))
    })
}
