//! The kubelets: they bring pods up, keep failing ones failing, and take deleted ones down.

mod failures;
mod sources;
mod start;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    Simulation,
    events::Occasion,
    pod_status, readiness,
    timers::{PodRef, Task},
};
use crate::{clock, kind::Kind, random::content_hash, store::Object};

/// The next thing a kubelet does with a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Make its volumes and its network.
    Create,
    /// Pull its images and start its containers.
    Start,
    /// Find it ready.
    Ready,
    /// Find that a readiness gate was opened or closed.
    Weigh,
    /// Find that containers have ended with an error, so many times before.
    Crash(u32),
    /// Start those again.
    Restart(u32),
    /// Wait before the next pull, after so many in vain.
    BackOff(u32),
    /// Pull again in vain.
    Pull(u32),
    /// Take up what was left when the node was lost.
    Resume,
    /// Stop it for good.
    Kill,
}

impl Simulation {
    /// How long a kubelet takes for something that takes others `milliseconds`: machines differ.
    pub(super) fn kubelet_delay(&self, node: &str, milliseconds: u64) -> SignedDuration {
        let hash = content_hash(node.as_bytes());
        let speed = hash.bytes().fold(0_u64, |sum, byte| sum + u64::from(byte)) % 100;
        self.about(milliseconds * (60 + speed) / 100)
    }

    fn plan_step(&mut self, pod: &PodRef, milliseconds: u64, step: Step) {
        let node = self
            .pods
            .get(&pod.key)
            .map(|view| view.node.clone())
            .unwrap_or_default();
        let delay = self.kubelet_delay(&node, milliseconds);
        self.after(delay, Task::Kubelet(pod.clone(), step));
    }

    /// Takes one step with a pod, if it is still the same and its node is well.
    pub(super) fn run_kubelet(&mut self, pod: &PodRef, step: Step) {
        let Some(view) = self.pods.get(&pod.key) else {
            return;
        };
        let stale =
            view.uid != pod.uid || (view.deleting && !matches!(step, Step::Kill | Step::Resume));
        if stale || !self.nodes.get(&view.node).is_some_and(|node| node.ready) {
            return;
        }
        let Some(object) = self.world.store.get(Kind::Pod, &pod.key) else {
            return;
        };
        match step {
            Step::Create => self.create_pod(pod, &object),
            Step::Start => self.start_pod(pod, &object),
            Step::Ready => {
                let now = clock::seconds(self.now);
                self.world.store.modify(Kind::Pod, &pod.key, |value| {
                    pod_status::set_ready(value, &now);
                });
            }
            Step::Weigh => {
                let now = clock::seconds(self.now);
                self.world.store.modify(Kind::Pod, &pod.key, |value| {
                    readiness::set_readiness(value, &now);
                });
            }
            Step::Crash(times) => self.crash_containers(pod, &object, times),
            Step::Restart(times) => self.restart_containers(pod, times),
            Step::BackOff(times) => self.back_off(pod, &object, times),
            Step::Pull(times) => self.pull_in_vain(pod, &object, times),
            Step::Resume => self.resume(pod, &object),
            Step::Kill => self.remove_pod(&pod.key),
        }
    }

    fn resume(&mut self, pod: &PodRef, object: &Object) {
        let value = object.value();
        let step = if value["metadata"]["deletionTimestamp"].is_string() {
            Step::Kill
        } else if value["status"]["containerStatuses"].is_null() {
            Step::Create
        } else {
            Step::Ready
        };
        self.plan_step(pod, 200, step);
    }

    /// A pod on a node has been asked to go.
    pub(super) fn begin_termination(&mut self, pod: &PodRef, node: &str) {
        if let Some(object) = self.world.store.get(Kind::Pod, &pod.key) {
            let value = object.value();
            for (name, _) in pod_status::containers(&value, "containers") {
                let message = format!("Stopping container {name}");
                self.record(&value, &Occasion::kubelet(node, "Killing", &message));
            }
        }
        let delay = self.kubelet_delay(node, 300);
        self.after(delay, Task::Kubelet(pod.clone(), Step::Kill));
    }

    /// Removes a pod from the store, unless finalizers hold it.
    pub(super) fn remove_pod(&mut self, key: &str) {
        let Some(object) = self.world.store.get(Kind::Pod, key) else {
            return;
        };
        let held = object.value()["metadata"]["finalizers"]
            .as_array()
            .is_some_and(|list| !list.is_empty());
        if held {
            let now = clock::seconds(self.now);
            self.world.store.modify(Kind::Pod, key, |value| {
                value["metadata"]["deletionGracePeriodSeconds"] = 0.into();
                pod_status::set_killed(value, &now);
            });
        } else {
            let _gone_already = self.world.store.remove(Kind::Pod, key, object.revision());
        }
    }
}

fn waiting(reason: &str, message: &str) -> Value {
    json!({"waiting": {"reason": reason, "message": message}})
}
