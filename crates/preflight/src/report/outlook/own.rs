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
        stored: Option<&Value>,
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
        let is_old = |pod: &OwnPod| {
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
