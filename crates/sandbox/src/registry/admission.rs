//! What admission makes of a pod and refuses of it, by preflight's own code: the forecast and what comes of
//! it cannot differ.

use std::sync::Arc;

use preflight::{
    Facts,
    admission::{
        admitted_pod::AdmittedPod,
        pod::admit as admit_pod,
        refusal::Refusal as Admission,
        resource_quota::{self, Demand, ResourceList},
    },
    facts::{LimitRangeFacts, NamespaceFacts, PriorityClassFacts, QuotaFacts, RuntimeClassFacts},
};
use serde_json::{Value, json};

use crate::{
    kind::Kind,
    refusal::{Cause, Refusal},
    store::Object,
    world::World,
};

/// The facts of one namespace, as they were when these kinds had these revisions.
#[derive(Debug)]
pub(crate) struct Known {
    namespace: Box<str>,
    revisions: [u64; KINDS.len()],
    facts: Arc<Facts>,
}

/// What admission looks at, quotas apart: they change with every pod.
const KINDS: [Kind; 5] = [
    Kind::LimitRange,
    Kind::Namespace,
    Kind::PriorityClass,
    Kind::RuntimeClass,
    Kind::ServiceAccount,
];

/// Completes a pod and refuses what its namespace does not allow, quotas apart.
pub(super) fn admit(world: &World, pod: &mut Value, shown_name: &str) -> Result<(), Refusal> {
    let facts = {
        let namespace = pod["metadata"]["namespace"].as_str();
        facts(world, namespace.unwrap_or_default())
    };
    let given = json!({"metadata": pod["metadata"].take(), "spec": pod["spec"].take()});
    let AdmittedPod {
        metadata,
        spec,
        priority,
        never_preempts,
        refusals,
    } = admit_pod(given, &facts);
    (pod["metadata"], pod["spec"]) = (metadata, spec);
    match refusals.into_iter().next() {
        Some(Admission::Forbidden { message, .. }) => {
            return Err(Refusal::forbidden(Kind::Pod, shown_name, &message));
        }
        Some(Admission::Invalid(problems)) => {
            let causes = problems.into_iter();
            let causes = causes
                .map(|cause| Cause::new(&cause.reason, cause.message.to_string(), cause.field));
            let causes: Vec<_> = causes.collect();
            let name = pod["metadata"]["name"].as_str().unwrap_or(shown_name);
            return Err(Refusal::invalid(Kind::Pod, name, &causes));
        }
        None => {}
    }
    pod["spec"]["priority"] = priority.unwrap_or_default().into();
    if pod["spec"]["preemptionPolicy"].is_null() {
        let policy = if never_preempts {
            "Never"
        } else {
            "PreemptLowerPriority"
        };
        pod["spec"]["preemptionPolicy"] = policy.into();
    }
    Ok(())
}

/// Refuses an object for which a quota of its namespace has no room.
pub(super) fn check_quotas(
    world: &World,
    kind: Kind,
    object: &Value,
    shown_name: &str,
) -> Result<(), Refusal> {
    for quota in quotas(world, object) {
        let facts = QuotaFacts::from_resource_quota(&quota.value());
        let refusal = if kind == Kind::Pod {
            let demand = Demand::new(&object["spec"], 1);
            let verdict = resource_quota::check(&facts, &object["spec"], &demand);
            verdict.and_then(|verdict| verdict.refusal)
        } else {
            resource_quota::check_object(&facts, usage(kind, object))
        };
        if let Some(why) = refusal {
            return Err(Refusal::forbidden(kind, shown_name, &why));
        }
    }
    Ok(())
}

/// Counts a new object in the quotas of its namespace, before the next one is looked at.
pub(super) fn count_in_quotas(world: &World, kind: Kind, object: &Value) {
    for quota in quotas(world, object) {
        world
            .store
            .modify(Kind::ResourceQuota, quota.key(), |quota| {
                if quota["status"]["used"].is_null() {
                    // The controller has not looked at it yet, and will count all.
                    return;
                }
                let facts = QuotaFacts::from_resource_quota(quota);
                quota["status"]["used"] = if kind == Kind::Pod {
                    resource_quota::used_with(&facts, &object["spec"])
                } else {
                    resource_quota::used_with_object(&facts, usage(kind, object))
                };
            });
    }
}

fn usage(kind: Kind, object: &Value) -> ResourceList {
    let resource = kind.resource();
    resource_quota::usage_of_object(resource.group, resource.plural, object)
}

/// The quotas of the object's namespace; none for what is in no namespace.
fn quotas(world: &World, object: &Value) -> Vec<Arc<Object>> {
    let namespace = object["metadata"]["namespace"].as_str();
    let Some(namespace) = namespace.filter(|namespace| !namespace.is_empty()) else {
        return Vec::new();
    };
    world
        .store
        .list(Kind::ResourceQuota, Some(namespace), None)
        .objects
}

/// What admission has to know of a namespace. Kept until one of its kinds changes.
fn facts(world: &World, namespace: &str) -> Arc<Facts> {
    let revisions = KINDS.map(|kind| world.store.revision_of(kind));
    let mut known = world.admission();
    if let Some(known) = known
        .as_ref()
        .filter(|known| *known.namespace == *namespace && known.revisions == revisions)
    {
        return Arc::clone(&known.facts);
    }
    let facts = Arc::new(Facts {
        priority_classes: Some(read(
            world,
            Kind::PriorityClass,
            None,
            PriorityClassFacts::from_priority_class,
        )),
        runtime_classes: Some(read(
            world,
            Kind::RuntimeClass,
            None,
            RuntimeClassFacts::from_runtime_class,
        )),
        namespace: Some(NamespaceFacts {
            name: namespace.to_owned(),
            labels: {
                let namespace = world.store.get(Kind::Namespace, namespace);
                let labels = namespace.map(|namespace| namespace.labels().labels);
                Some(labels.into_iter().flatten().collect())
            },
            limit_ranges: Some(read(
                world,
                Kind::LimitRange,
                Some(namespace),
                LimitRangeFacts::from_limit_range,
            )),
            service_accounts: Some(read(
                world,
                Kind::ServiceAccount,
                Some(namespace),
                |account| {
                    let name = account["metadata"]["name"].as_str();
                    name.unwrap_or_default().to_owned()
                },
            )),
            ..NamespaceFacts::default()
        }),
        ..Facts::default()
    });
    *known = Some(Known {
        namespace: namespace.into(),
        revisions,
        facts: Arc::clone(&facts),
    });
    facts
}

fn read<T>(
    world: &World,
    kind: Kind,
    namespace: Option<&str>,
    read: impl Fn(&Value) -> T,
) -> Vec<T> {
    let objects = world.store.list(kind, namespace, None).objects;
    objects.iter().map(|object| read(&object.value())).collect()
}

/// What the controller of quotas writes: the limits that hold, and what these pods and objects use of
/// them.
pub(crate) fn quota_status(quota: &Value, pods: &[Value], objects: &[Arc<Object>]) -> Value {
    let hard = quota["spec"]["hard"].clone();
    let mut seen = quota.clone();
    seen["status"] = json!({"hard": hard});
    let facts = QuotaFacts::from_resource_quota(&seen);
    let objects = objects.iter();
    let objects = objects.map(|object| usage(object.kind(), &object.value()));
    json!({"hard": hard, "used": resource_quota::used(&facts, pods, objects)})
}
