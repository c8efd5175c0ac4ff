//! `RuntimeClass`: the overhead, node selector and tolerations that its pods get.
//!
//! Follows `plugin/pkg/admission/runtimeclass/admission.go`. The DaemonSet controller knows nothing of
//! them: it makes a pod for each node of its own choice, and those where the runtime is not wait.

use serde_json::Value;

use super::pod::AdmittedPod;
use super::refusal::Refusal;
use crate::facts::RuntimeClassFacts;
use crate::go;
use crate::resources;

const NAME: &[&str] = &["runtimeClassName"];
const OVERHEAD: &[&str] = &["overhead"];

/// Which class a pod is of.
pub(super) enum Class<'f> {
    /// Of none.
    None,
    /// Of one that is not known, or not there, which has been said.
    Unknown,
    /// Of this one.
    Known(&'f RuntimeClassFacts),
}

/// Adds what the class brings, and refuses one that is not there or is contradicted.
pub(super) fn admit<'f>(
    pod: &mut AdmittedPod,
    classes: Option<&'f [RuntimeClassFacts]>,
) -> Class<'f> {
    let Some(name) = pod.spec["runtimeClassName"].as_str() else {
        return Class::None;
    };
    let Some(classes) = classes else {
        return Class::Unknown;
    };
    let Some(class) = classes.iter().find(|class| class.name == name) else {
        let message = format!("pod rejected: RuntimeClass {} not found", go::quote(name));
        pod.refusals
            .push(Refusal::forbidden("NotFound", NAME, message));
        return Class::Unknown;
    };
    set_overhead(pod, class);
    set_scheduling(pod, class);
    Class::Known(class)
}

/// Overhead is a class's to give (`validateOverhead`).
pub(super) fn check_overhead(pod: &mut AdmittedPod, class: &Class) {
    let is_given_by_class = match class {
        Class::None => false,
        Class::Unknown => return,
        Class::Known(class) => !class.overhead.is_empty(),
    };
    if !is_given_by_class && pod.spec["overhead"].is_object() {
        let message =
            "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead";
        pod.refusals.push(Refusal::forbidden(
            "RuntimeClass",
            OVERHEAD,
            message.to_owned(),
        ));
    }
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
            .push(Refusal::forbidden("RuntimeClass", OVERHEAD, message));
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
            pod.refusals.push(Refusal::forbidden(
                "RuntimeClass",
                &["nodeSelector"],
                message,
            ));
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
