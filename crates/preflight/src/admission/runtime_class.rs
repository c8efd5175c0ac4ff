//! `RuntimeClass`: the overhead, node selector and tolerations that its pods get.
//!
//! Follows `plugin/pkg/admission/runtimeclass/admission.go`. The DaemonSet controller knows nothing of
//! them: it makes a pod for each node of its own choice, and those where the runtime is not wait.

use serde_json::Value;

use super::pod::{AdmittedPod, Refusal};
use crate::facts::RuntimeClassFacts;
use crate::go;
use crate::resources;

const NAME: &[&str] = &["runtimeClassName"];

/// Adds what the class brings, and refuses one that is not there or is contradicted.
pub(super) fn admit(pod: &mut AdmittedPod, classes: Option<&[RuntimeClassFacts]>) {
    let name = pod.spec["runtimeClassName"].as_str();
    let Some((name, classes)) = name.zip(classes) else {
        return;
    };
    let Some(class) = classes.iter().find(|class| class.name == name) else {
        let message = format!("pod rejected: RuntimeClass {} not found", go::quote(name));
        pod.refusals.push(Refusal::new("NotFound", NAME, message));
        return;
    };
    set_overhead(pod, class);
    set_scheduling(pod, class);
}

fn set_overhead(pod: &mut AdmittedPod, class: &RuntimeClassFacts) {
    if class.overhead.is_empty() {
        return;
    }
    let given = resources::read_list(&pod.spec["overhead"]);
    if !given.is_empty() && given != class.overhead {
        let message =
            "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead".to_owned();
        pod.refusals
            .push(Refusal::new("RuntimeClass", &["overhead"], message));
        return;
    }
    pod.spec["overhead"] = crate::facts::list_to_value(&class.overhead);
}

fn set_scheduling(pod: &mut AdmittedPod, class: &RuntimeClassFacts) {
    for (key, wanted) in &class.node_selector {
        let given = pod.spec["nodeSelector"][key].as_str();
        if let Some(given) = given.filter(|given| given != wanted) {
            let message = format!(
                "conflict: runtimeClass.scheduling.nodeSelector[{key}] = {wanted}; pod.spec.nodeSelector[{key}] = {given}"
            );
            pod.refusals
                .push(Refusal::new("RuntimeClass", &["nodeSelector"], message));
            return;
        }
        let selector = resources::object_mut(&mut pod.spec["nodeSelector"]);
        selector.insert(key.clone(), wanted.as_str().into());
    }
    if class.tolerations.is_empty() {
        return;
    }
    let tolerations = &mut pod.spec["tolerations"];
    if !tolerations.is_array() {
        *tolerations = Value::Array(Vec::new());
    }
    if let Some(list) = tolerations.as_array_mut() {
        for toleration in &class.tolerations {
            if !list.contains(toleration) {
                list.push(toleration.clone());
            }
        }
    }
}
