//! The pod that becomes of a template: what the API server and its admission add to it, and why they
//! would refuse it.

use serde_json::Value;

use super::admitted_pod::AdmittedPod;
use super::namespace_level::Levels;
use super::{
    app_armor, label_keys, limit_range, pod_security, priority, refusal::Refusal, runtime_class,
    service_account,
};
use crate::facts::{Facts, NamespaceFacts};
use crate::resources;
use crate::rules;

/// Where a LimitRange says what it has set.
const LIMIT_RANGER: &str = "kubernetes.io/limit-ranger";

/// Admits a Pod that has the defaults of templates. Of what is not known, nothing is said.
#[must_use]
pub fn admit(mut pod: Value, facts: &Facts) -> AdmittedPod {
    let (mut metadata, spec) = (pod["metadata"].take(), pod["spec"].take());
    let namespace = metadata["namespace"].as_str().unwrap_or_default();
    let of_namespace = facts.of_namespace(namespace);
    let mut pod = AdmittedPod {
        spec,
        ..AdmittedPod::default()
    };
    set_defaults(&mut pod.spec);
    limit_ranges(&mut pod.spec, &mut metadata, of_namespace);
    // What a LimitRange has given the containers counts among what the pod requests (seen of 1.36: it has its defaults once
    // more after admission).
    set_pod_level(&mut pod.spec);
    pod.metadata = metadata;
    let refusal = service_account::check(&pod.metadata, &pod.spec, of_namespace);
    pod.refusals.extend(refusal);
    priority::admit(&mut pod, facts.priority_classes.as_deref());
    let class = runtime_class::admit(&mut pod, facts.runtime_classes.as_deref());
    label_keys::apply(&mut pod);
    app_armor::apply(&mut pod);
    let owner = pod.as_template();
    let invalid = rules::validate_pod(&owner);
    if !invalid.is_empty() {
        pod.refusals.push(Refusal::Invalid(invalid));
    }
    pod.take_back(owner);
    check_ranges(&mut pod, of_namespace);
    let owner = pod.as_template();
    let labels = of_namespace.and_then(|facts| facts.labels.as_ref());
    let violation =
        labels.and_then(|labels| pod_security::violation(&owner, &Levels::of(labels).enforce));
    pod.take_back(owner);
    if let Some(violation) = violation {
        let message = format!("violates {violation}");
        pod.refusals
            .push(Refusal::forbidden("PodSecurity", &[], message));
    }
    runtime_class::check_overhead(&mut pod, &class);
    pod
}

/// What the `LimitRanges` refuse. The first that refuses anything is what the API server tells of.
fn check_ranges(pod: &mut AdmittedPod, facts: Option<&NamespaceFacts>) {
    let ranges = facts.and_then(|facts| facts.limit_ranges.as_deref());
    for range in ranges.unwrap_or_default() {
        let violations = limit_range::violations(&pod.spec, range);
        if !violations.is_empty() {
            let message = limit_range::join(&violations);
            pod.refusals
                .push(Refusal::forbidden("LimitRange", &["containers"], message));
        }
    }
}

/// Fills in what the `LimitRanges` set; each writes its annotation anew.
fn limit_ranges(spec: &mut Value, metadata: &mut Value, facts: Option<&NamespaceFacts>) {
    let ranges = facts.and_then(|facts| facts.limit_ranges.as_deref());
    for range in ranges.unwrap_or_default() {
        let set = limit_range::set_defaults(spec, range);
        if !set.is_empty() {
            let annotations = resources::object_mut(&mut metadata["annotations"]);
            annotations.insert(LIMIT_RANGER.to_owned(), set.into());
        }
    }
}

/// The defaults that pods get and templates do not (`SetDefaults_Pod` in
/// `pkg/apis/core/v1/defaults.go`): a request that is missing is the limit, and in the network of the
/// node a port of a container is one of the node.
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
    set_pod_level(spec);
    if spec["hostNetwork"] == true {
        for list in ["containers", "initContainers"] {
            for container in resources::containers_mut(spec, list) {
                let ports = container.get_mut("ports").and_then(Value::as_array_mut);
                for port in ports.into_iter().flatten() {
                    if port["hostPort"].as_i64().unwrap_or_default() == 0 {
                        port["hostPort"] = port["containerPort"].clone();
                    }
                }
            }
        }
    }
}

/// `defaultHugePagePodLimits` and `defaultPodRequests`, of a pod that says something of its own.
fn set_pod_level(spec: &mut Value) {
    if !resources::has_pod_level(spec) {
        return;
    }
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
