//! Creating the pods that are missing and deleting those that have no business where they are.

use jiff::SignedDuration;

use super::{Look, PodsByNode};
use crate::{
    kind::Kind,
    registry::{self, DeleteOptions, WriteOptions},
    simulation::{Simulation, events::Occasion, pod_template, rollout, timers::Task},
};

impl Simulation {
    /// Creates the pods that are missing and deletes those that have no business where they are.
    pub(super) fn manage(&mut self, look: &Look, pods: &PodsByNode) {
        let Some(view) = self.daemon_sets.get(look.key) else {
            return;
        };
        let surges = rollout::allows_surge(&look.daemon_set);
        let (mut missing, mut surplus) = (Vec::new(), Vec::new());
        for (name, verdict) in &view.verdicts {
            let on_node = pods.get(name).map_or(&[][..], Vec::as_slice);
            if verdict.runs && on_node.is_empty() {
                missing.push(name.clone());
            } else if verdict.keeps_running {
                surplus.extend(self.surplus_on_node(look, on_node, surges));
            } else {
                surplus.extend(self.not_deleting(on_node).cloned());
            }
        }
        for (name, on_node) in pods {
            if !self.nodes.contains_key(name) {
                surplus.extend(self.not_deleting(on_node).cloned());
            }
        }
        for pod in surplus {
            self.delete_pod(look, &pod);
        }
        self.create_pods(look, &missing);
    }

    pub(super) fn not_deleting<'a>(
        &'a self,
        pods: &'a [Box<str>],
    ) -> impl Iterator<Item = &'a Box<str>> {
        pods.iter()
            .filter(|pod| self.pods.get(*pod).is_some_and(|view| !view.deleting))
    }

    /// Of the pods on one node, those that must go: failed ones, and all but one of each revision.
    fn surplus_on_node(&self, look: &Look, on_node: &[Box<str>], surges: bool) -> Vec<Box<str>> {
        let (mut surplus, mut running) = (Vec::new(), Vec::new());
        for pod in self.not_deleting(on_node) {
            let failed = self.pods.get(pod).is_some_and(|view| view.failed);
            if failed {
                surplus.push(pod.clone());
            } else {
                running.push(pod);
            }
        }
        if !surges {
            surplus.extend(running.into_iter().skip(1).cloned());
            return surplus;
        }
        let (mut old, mut new) = (None, None);
        for pod in running {
            let is_new = self
                .pods
                .get(pod)
                .is_some_and(|view| *view.hash == *look.hash);
            let place = if is_new { &mut new } else { &mut old };
            if place.is_none() {
                *place = Some(pod);
            } else {
                surplus.push(pod.clone());
            }
        }
        if let (Some(old), Some(new)) = (old, new) {
            let old_is_unready = self
                .pods
                .get(old)
                .is_some_and(|view| view.ready_since.is_none());
            let new_is_available = self
                .pods
                .get(new)
                .is_some_and(|view| view.is_available(look.min_ready_seconds, self.now));
            if old_is_unready || new_is_available {
                surplus.push(old.clone());
            }
        }
        surplus
    }

    /// Creates a pod on each of these nodes. Once one is refused the others would be too, so the
    /// controller waits a little, longer each time.
    pub(super) fn create_pods(&mut self, look: &Look, nodes: &[Box<str>]) {
        if nodes.is_empty() {
            return;
        }
        let namespace = look.daemon_set["metadata"]["namespace"].as_str();
        let template = pod_template::pod(&look.daemon_set, &look.hash);
        for node in nodes {
            let mut pod = template.clone();
            pod_template::place(&mut pod, node);
            let options = WriteOptions::default();
            match registry::create(&self.world, Kind::Pod, namespace, pod, options, self.now) {
                Ok(written) => {
                    if self.at_once {
                        self.bring_up_at_once(written.object, node);
                    } else {
                        let name = written.object["metadata"]["name"]
                            .as_str()
                            .unwrap_or_default();
                        let message = format!("Created pod: {name}");
                        self.record(
                            &look.daemon_set,
                            &Occasion::controller("SuccessfulCreate", &message),
                        );
                    }
                    if let Some(view) = self.daemon_sets.get_mut(look.key) {
                        view.refusals = 0;
                    }
                }
                Err(refusal) => {
                    let message = format!("Error creating: {}", refusal.message);
                    self.record(
                        &look.daemon_set,
                        &Occasion::controller_warning("FailedCreate", &message),
                    );
                    let refusals = self.daemon_sets.get_mut(look.key).map_or(1, |view| {
                        view.refusals += 1;
                        view.refusals
                    });
                    let wait = SignedDuration::from_secs(1 << refusals.min(5));
                    self.after(wait, Task::SyncDaemonSet(look.key.into()));
                    return;
                }
            }
        }
    }

    pub(super) fn delete_pod(&mut self, look: &Look, pod: &str) {
        let deleted = registry::delete(
            &self.world,
            Kind::Pod,
            pod,
            &DeleteOptions::default(),
            self.now,
        );
        if deleted.is_ok() {
            let name = pod.split_once('/').map_or(pod, |(_, name)| name);
            let message = format!("Deleted pod: {name}");
            self.record(
                &look.daemon_set,
                &Occasion::controller("SuccessfulDelete", &message),
            );
        }
    }
}
