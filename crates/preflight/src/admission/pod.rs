//! The pod that becomes of a template: what the API server and its admission add to it, and why they
//! would refuse it.

use serde_json::Value;

use super::{limit_range, priority, runtime_class, service_account};
use crate::facts::{Facts, NamespaceFacts};
use crate::go;
use crate::resources;

/// Why a pod is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// A word for programs: `LimitRange`, `QuotaExceeded`, `NotFound` and so on.
    pub reason: &'static str,
    /// What the API server says after `pods "NAME" is forbidden: `.
    pub message: String,
    /// The field of the pod's `spec` that has to do with it, as keys.
    pub field: &'static [&'static str],
}

impl Refusal {
    pub(super) fn new(
        reason: &'static str,
        field: &'static [&'static str],
        message: String,
    ) -> Self {
        Self {
            reason,
            message,
            field,
        }
    }
}

/// A pod as it is stored, or would be if nothing refused it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdmittedPod {
    /// Its `spec`, with the resources, overhead, node selector and tolerations that it gets.
    pub spec: Value,
    /// The annotation `kubernetes.io/limit-ranger`; empty where no LimitRange set anything.
    pub limit_ranger: String,
    /// Its priority; none where the class is not known.
    pub priority: Option<i32>,
    /// Whether it has no others deleted to make room.
    pub never_preempts: bool,
    /// What refuses it, in the order in which the API server asks, without quota.
    pub refusals: Vec<Refusal>,
    /// What validation says of the resources after the defaults (422).
    pub invalid: Vec<String>,
}

/// Makes the pod of a template's `spec` in this namespace. Of what is not known, nothing is said.
#[must_use]
pub fn admit(spec: &Value, facts: &Facts, namespace: &str) -> AdmittedPod {
    let of_namespace = facts.of_namespace(namespace);
    let mut pod = AdmittedPod {
        spec: spec.clone(),
        ..AdmittedPod::default()
    };
    set_defaults(&mut pod.spec);
    limit_ranges(&mut pod, of_namespace);
    if let Some(known) = of_namespace {
        pod.refusals
            .extend(service_account::check(&pod.spec, known));
    }
    priority::admit(&mut pod, facts.priority_classes.as_deref());
    runtime_class::admit(&mut pod, facts.runtime_classes.as_deref());
    // Mutation comes first in the API server and checks after, so these are asked last.
    pod.invalid = requests_above_limits(&pod.spec);
    let ranges = of_namespace.and_then(|facts| facts.limit_ranges.as_deref());
    for range in ranges.unwrap_or_default() {
        let violations = limit_range::violations(&pod.spec, range);
        if !violations.is_empty() {
            let message = limit_range::join(&violations);
            pod.refusals
                .push(Refusal::new("LimitRange", &["containers"], message));
        }
    }
    pod
}

fn limit_ranges(pod: &mut AdmittedPod, facts: Option<&NamespaceFacts>) {
    let ranges = facts.and_then(|facts| facts.limit_ranges.as_deref());
    for range in ranges.unwrap_or_default() {
        let set = limit_range::set_defaults(&mut pod.spec, range);
        // Each writes the annotation anew.
        if !set.is_empty() {
            pod.limit_ranger = set;
        }
    }
}

/// The defaults that pods get and templates do not (`SetDefaults_Pod` in
/// `pkg/apis/core/v1/defaults.go`): a request that is missing is the limit.
fn set_defaults(spec: &mut Value) {
    for list in ["containers", "initContainers"] {
        for container in resources::containers_mut(spec, list) {
            let limits = container["resources"]["limits"].as_object().cloned();
            for (name, limit) in limits.into_iter().flatten() {
                resources::list_mut(container, "requests")
                    .entry(name)
                    .or_insert(limit);
            }
        }
    }
    if resources::has_pod_level(spec) {
        set_pod_level(spec);
    }
}

/// `defaultHugePagePodLimits` and `defaultPodRequests`.
fn set_pod_level(spec: &mut Value) {
    let of_containers = |spec: &Value, kind: &str| {
        resources::aggregate(spec, &|container| {
            resources::read_list(&container["resources"][kind])
        })
    };
    for (name, amount) in of_containers(spec, "limits") {
        let is_requested = !spec["resources"]["requests"][&name].is_null();
        if name.starts_with("hugepages-") && !is_requested {
            resources::list_mut(spec, "limits")
                .entry(name)
                .or_insert(amount.to_string().into());
        }
    }
    let limits = spec["resources"]["limits"].as_object().cloned();
    let limits = limits.unwrap_or_default();
    if limits.is_empty() {
        return;
    }
    let aggregated = of_containers(spec, "requests");
    let requests = resources::list_mut(spec, "requests");
    for (name, amount) in aggregated {
        if matches!(name.as_str(), "cpu" | "memory") {
            requests.entry(name).or_insert(amount.to_string().into());
        }
    }
    for (name, limit) in limits {
        if resources::is_pod_level(&name) {
            requests.entry(name).or_insert(limit);
        }
    }
}

/// What validation refuses once defaults are filled in: a default limit below a request.
fn requests_above_limits(spec: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for list in ["initContainers", "containers"] {
        for (index, container) in resources::containers(spec, list).enumerate() {
            let limits = resources::read_list(&container["resources"]["limits"]);
            for (name, request) in resources::read_list(&container["resources"]["requests"]) {
                let Some(limit) = limits.get(&name).filter(|limit| request > **limit) else {
                    continue;
                };
                found.push(format!(
                    "spec.{list}[{index}].resources.requests: Invalid value: {}: must be less than or equal to {name} limit of {limit}",
                    go::quote(&request.to_string()),
                ));
            }
        }
    }
    found
}
