//! Priority: the number that a pod's class stands for.
//!
//! Follows `plugin/pkg/admission/priority/admission.go`.

use super::admitted_pod::AdmittedPod;
use super::refusal::Refusal;
use crate::facts::PriorityClassFacts;

/// The classes that every cluster has (`SystemPriorityClasses` in
/// `pkg/apis/scheduling/v1/helpers.go`).
const SYSTEM: [(&str, i32); 2] = [
    ("system-node-critical", 2_000_001_000),
    ("system-cluster-critical", 2_000_000_000),
];

const NAME: &[&str] = &["priorityClassName"];

/// Resolves the priority of a pod, and refuses a class that is not there.
pub(super) fn admit(pod: &mut AdmittedPod, classes: Option<&[PriorityClassFacts]>) {
    let name = pod.spec["priorityClassName"].as_str().unwrap_or_default();
    let name = name.to_owned();
    pod.never_preempts = pod.spec["preemptionPolicy"] == "Never";
    let mut decided = None;
    if name.is_empty() {
        decided = resolve_default(pod, classes);
    } else if let Some(class) = classes.and_then(|classes| find(classes, &name)) {
        pod.priority = Some(class.value);
        decided = Some(class.never_preempts);
    } else if let Some((_, value)) = SYSTEM.iter().find(|(system, _)| *system == name) {
        pod.priority = Some(*value);
        decided = Some(false);
    } else if classes.is_some() {
        let message = format!("no PriorityClass with name {name} was found");
        pod.refusals
            .push(Refusal::forbidden("NotFound", NAME, message));
    }
    let given = pod.spec["priority"].as_i64();
    if let (Some(given), Some(computed)) = (given, pod.priority)
        && given != i64::from(computed)
    {
        let message = format!(
            "the integer value of priority ({given}) must not be provided in pod spec; priority admission controller computed {computed} from the given PriorityClass name"
        );
        pod.refusals
            .push(Refusal::forbidden("Priority", &["priority"], message));
    }
    if let Some(never_preempts) = decided {
        pod.never_preempts |= never_preempts;
        check_policy(pod, never_preempts);
    }
}

fn find<'c>(classes: &'c [PriorityClassFacts], name: &str) -> Option<&'c PriorityClassFacts> {
    classes.iter().find(|class| class.name == name)
}

/// Where the pod names no class: the global default, of several the one of the lowest value
/// (`getDefaultPriorityClass`). Says whether its pods have no others deleted; none where that is not known.
fn resolve_default(pod: &mut AdmittedPod, classes: Option<&[PriorityClassFacts]>) -> Option<bool> {
    let defaults = classes?.iter().filter(|class| class.global_default);
    let Some(class) = defaults.min_by_key(|class| class.value) else {
        pod.priority = Some(0);
        return Some(false);
    };
    pod.priority = Some(class.value);
    pod.spec["priorityClassName"] = class.name.as_str().into();
    Some(class.never_preempts)
}

/// The class decides whether others are deleted; a pod may say the same and nothing else.
fn check_policy(pod: &mut AdmittedPod, never_preempts: bool) {
    let computed = if never_preempts {
        "Never"
    } else {
        "PreemptLowerPriority"
    };
    let given = pod.spec["preemptionPolicy"].as_str();
    if let Some(given) = given.filter(|given| *given != computed) {
        let message = format!(
            "the string value of PreemptionPolicy ({given}) must not be provided in pod spec; priority admission controller computed {computed} from the given PriorityClass name"
        );
        pod.refusals.push(Refusal::forbidden(
            "Priority",
            &["preemptionPolicy"],
            message,
        ));
    }
}
