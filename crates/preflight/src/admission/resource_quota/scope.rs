//! Scopes: which pods a quota counts (`podMatchesScopeFunc`).

use manifest::json::items;
use serde_json::Value;

use crate::facts::ScopeRequirement;
use crate::quality::QualityOfService;

/// Whether a pod of this spec is in the scope.
pub(super) fn matches(scope: &ScopeRequirement, spec: &Value) -> bool {
    match scope.scope.as_str() {
        "Terminating" => has_deadline(spec),
        "NotTerminating" => !has_deadline(spec),
        "BestEffort" => QualityOfService::of(spec) == QualityOfService::BestEffort,
        "NotBestEffort" => QualityOfService::of(spec) != QualityOfService::BestEffort,
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
