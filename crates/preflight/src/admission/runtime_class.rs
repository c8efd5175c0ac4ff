//! `RuntimeClass`: the overhead, node selector and tolerations that its pods get.
//!
//! Follows `plugin/pkg/admission/runtimeclass/admission.go`. The DaemonSet controller knows nothing of
//! them: it makes a pod for each node of its own choice, and those where the runtime is not wait.

use manifest::json::items;
use serde_json::Value;

use super::admitted_pod::AdmittedPod;
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
        Class::Known(class) => class.overhead.is_some(),
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
    let Some(overhead) = &class.overhead else {
        return;
    };
    let given = resources::read_list(&pod.spec["overhead"]);
    if !given.is_empty() && given != *overhead {
        let message =
            "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead".to_owned();
        pod.refusals
            .push(Refusal::forbidden("RuntimeClass", OVERHEAD, message));
        return;
    }
    pod.spec["overhead"] = crate::facts::list_to_value(overhead);
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
    let mut all = items(&pod.spec["tolerations"]).to_vec();
    all.extend(class.tolerations.iter().cloned());
    pod.spec["tolerations"] = Value::Array(merge(&all));
}

/// The tolerations of which no other says as much (`MergeTolerations` in
/// `pkg/util/tolerations/tolerations.go`).
fn merge(all: &[Value]) -> Vec<Value> {
    let mut merged: Vec<Value> = Vec::new();
    for (position, toleration) in all.iter().enumerate() {
        let later = &all[position + 1..];
        // Of equal ones the first stays.
        let is_needless = merged.iter().any(|other| covers(other, toleration))
            || later
                .iter()
                .any(|other| other != toleration && covers(other, toleration));
        if !is_needless {
            merged.push(toleration.clone());
        }
    }
    merged
}

/// `isSuperset`: whether one tolerates all that the other does, and as long.
fn covers(one: &Value, other: &Value) -> bool {
    if one == other {
        return true;
    }
    let text = |toleration: &'_ Value, field: &str| {
        let text = toleration[field].as_str();
        text.unwrap_or_default().to_owned()
    };
    let is_same = |field: &str| text(one, field) == text(other, field);
    let is_any = |field: &str| text(one, field).is_empty();
    let exists = one["operator"] == "Exists";
    let is_key = is_same("key") || (is_any("key") && exists);
    let is_effect = is_same("effect") || is_any("effect");
    if !is_key || !is_effect {
        return false;
    }
    if one["effect"] == "NoExecute"
        && let Some(seconds) = one["tolerationSeconds"].as_i64()
    {
        let own = other["tolerationSeconds"].as_i64();
        if own.is_none_or(|own| own > seconds) {
            return false;
        }
    }
    match text(one, "operator").as_str() {
        "" | "Equal" => other["operator"] == "Equal" && is_same("value"),
        "Exists" => true,
        _ => false,
    }
}
