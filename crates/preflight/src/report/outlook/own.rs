//! The pods that there are already, node by node.

use manifest::gather::Gather;
use manifest::order;
use serde_json::Value;

use crate::facts::{Facts, OwnPod};

/// The generation of the template, which the controller copies to the label `pod-template-generation`.
const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";

/// The pods that there are already, sorted by node, each with whether it is of an earlier template; none
/// where the DaemonSet is only made.
pub(super) struct OwnPods<'f> {
    /// When this was so, in seconds since 1970.
    pub(super) at: i64,
    pods: Vec<(&'f OwnPod, bool)>,
}

impl<'f> OwnPods<'f> {
    /// Whether a pod is of the current template is told by the template's generation, and by the revision
    /// that pods of that generation have (`IsPodUpdated` in `pkg/controller/daemon/util/daemonset_util.go`).
    pub(super) fn of(
        facts: &'f Facts,
        (namespace, name): (&str, &str),
        (object, stored): (&Value, Option<&Value>),
        changes_pods: bool,
    ) -> Self {
        let own = facts.own_pods(namespace, name).iter();
        let own: Vec<&OwnPod> = own.filter(|_| stored.is_some()).gather();
        let annotations = stored.map(|stored| &stored["metadata"]["annotations"]);
        let generation = annotations.and_then(|found| found[TEMPLATE_GENERATION].as_str());
        let is_current = |pod: &OwnPod| generation == Some(&pod.generation);
        let mut revisions: Vec<&str> = Vec::new();
        for pod in own.iter().filter(|pod| is_current(pod)) {
            if !revisions.contains(&pod.revision.as_str()) {
                revisions.push(&pod.revision);
            }
        }
        // Where the template is that of an earlier revision, the controller takes up that revision again
        // (`constructHistory` in `pkg/controller/daemon/update.go`).
        let known = facts.own.as_ref().map_or(&[][..], |own| &own.templates);
        let mut known = known.iter();
        let template = &object["spec"]["template"];
        let earlier = known.find(|(_, known)| changes_pods && is_same(known, template));
        let is_old = |pod: &OwnPod| {
            if let Some((hash, _)) = earlier {
                return pod.revision != *hash;
            }
            let is_known = generation.is_some() && !pod.revision.is_empty();
            let is_of_it = is_current(pod) || revisions.contains(&pod.revision.as_str());
            changes_pods || (is_known && !is_of_it)
        };
        let mut pods: Vec<(&OwnPod, bool)> = own.iter().map(|pod| (*pod, is_old(pod))).gather();
        order::sort_by(&mut pods, |(one, _), (other, _)| {
            one.used.node.cmp(&other.used.node)
        });
        let at = facts.own.as_ref().map_or(0, |own| own.at);
        Self { at, pods }
    }

    /// The pods on a node.
    pub(super) fn on(&self, node: &str) -> &[(&'f OwnPod, bool)] {
        let from = self
            .pods
            .partition_point(|(pod, _)| pod.used.node.as_str() < node);
        let pods = &self.pods[from..];
        let behind = pods.partition_point(|(pod, _)| pod.used.node == node);
        &pods[..behind]
    }

    /// The pod on a node, the last of several.
    pub(super) fn get(&self, node: &str) -> Option<&'f OwnPod> {
        self.on(node).last().map(|(pod, _)| *pod)
    }

    /// Whether a pod on the node has been bound to it.
    pub(super) fn is_running(&self, node: &str) -> bool {
        self.on(node).iter().any(|(pod, _)| pod.is_bound)
    }
}

/// Whether two values are the same but for what is empty, which the one who wrote them may have left out.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let mut names = one.keys().chain(other.keys());
            names.all(|name| {
                let (one, other) = (one.get(name), other.get(name));
                is_same(one.unwrap_or(&Value::Null), other.unwrap_or(&Value::Null))
            })
        }
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.all(|(one, other)| is_same(one, other))
        }
        _ => one == other || (is_empty(one) && is_empty(other)),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(is_empty),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}
