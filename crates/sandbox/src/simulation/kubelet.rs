//! The kubelets: they bring pods up, keep failing ones failing, and take deleted ones down.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    Simulation,
    events::Occasion,
    fate::Fate,
    pod_status,
    timers::{PodRef, Task},
    view::PodView,
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
            Step::Crash(times) => self.crash_containers(pod, &object, times),
            Step::Restart(times) => self.restart_containers(pod, times),
            Step::BackOff(times) => self.back_off(pod, &object, times),
            Step::Pull(times) => self.pull_in_vain(pod, &object, times),
            Step::Resume => self.resume(pod, &object),
            Step::Kill => self.remove_pod(&pod.key),
        }
    }

    /// Binds a pod and brings it up in one write, where the past is too large to be lived through. What
    /// fails, fails from then on.
    pub(super) fn bring_up_at_once(&mut self, key: &str, node: &str) {
        let Some(object) = self.world.store.get(Kind::Pod, key) else {
            return;
        };
        let host = self
            .nodes
            .get(node)
            .map(|node| node.address.clone())
            .unwrap_or_default();
        let room = PodView::read(&object).zip(self.nodes.get(node));
        if !room.is_some_and(|(view, node)| self.missing_room(&view, node).is_empty()) {
            // The scheduler will say why.
            return;
        }
        let mut value = object.value();
        let address = self.pod_address(&value, node);
        let now = clock::seconds(self.now);
        value["spec"]["nodeName"] = node.into();
        pod_status::set_condition(&mut value, "PodScheduled", "True", None, &now);
        pod_status::set_creating(&mut value, &host, &now);
        let doomed = pod_status::containers(&value, "containers")
            .any(|(_, image)| Fate::of_image(image) != Fate::Runs);
        if !doomed {
            pod_status::set_started(&mut value, &address, &now);
            pod_status::set_ready(&mut value, &now);
        }
        let _changed_meanwhile = self
            .world
            .store
            .replace(Kind::Pod, key, object.revision(), value);
    }

    fn create_pod(&mut self, pod: &PodRef, object: &Object) {
        let value = object.value();
        let node = value["spec"]["nodeName"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let address = self
            .nodes
            .get(node.as_str())
            .map(|node| node.address.clone())
            .unwrap_or_default();
        let now = clock::seconds(self.now);
        self.world.store.modify(Kind::Pod, &pod.key, |value| {
            pod_status::set_creating(value, &address, &now);
        });
        if let Some(message) = self.missing_volume(&value) {
            self.record(
                &value,
                &Occasion::kubelet_warning(&node, "FailedMount", &message),
            );
            self.plan_step(pod, 2000, Step::Create);
            return;
        }
        self.plan_step(pod, 350, Step::Start);
    }

    /// The first volume that cannot be filled, in the kubelet's words.
    fn missing_volume(&self, pod: &Value) -> Option<String> {
        let namespace = pod["metadata"]["namespace"].as_str().unwrap_or_default();
        for volume in pod["spec"]["volumes"].as_array().into_iter().flatten() {
            let name = volume["name"].as_str().unwrap_or_default();
            let own = [
                (Kind::ConfigMap, &volume["configMap"], "name"),
                (Kind::Secret, &volume["secret"], "secretName"),
            ];
            let projected = volume["projected"]["sources"]
                .as_array()
                .into_iter()
                .flatten()
                .flat_map(|source| {
                    [
                        (Kind::ConfigMap, &source["configMap"], "name"),
                        (Kind::Secret, &source["secret"], "name"),
                    ]
                });
            for (kind, source, field) in own.into_iter().chain(projected) {
                if let Some(missing) = self.missing(namespace, kind, source, field) {
                    return Some(format!(
                        "MountVolume.SetUp failed for volume \"{name}\" : {missing}"
                    ));
                }
            }
        }
        None
    }

    /// The first variable that cannot be filled, in the kubelet's words.
    fn missing_variable(&self, pod: &Value) -> Option<String> {
        let namespace = pod["metadata"]["namespace"].as_str().unwrap_or_default();
        for container in pod["spec"]["containers"].as_array().into_iter().flatten() {
            let single = container["env"]
                .as_array()
                .into_iter()
                .flatten()
                .flat_map(|variable| {
                    let from = &variable["valueFrom"];
                    [
                        (Kind::ConfigMap, &from["configMapKeyRef"]),
                        (Kind::Secret, &from["secretKeyRef"]),
                    ]
                });
            let whole = container["envFrom"]
                .as_array()
                .into_iter()
                .flatten()
                .flat_map(|from| {
                    [
                        (Kind::ConfigMap, &from["configMapRef"]),
                        (Kind::Secret, &from["secretRef"]),
                    ]
                });
            for (kind, source) in single.chain(whole) {
                if let Some(missing) = self.missing(namespace, kind, source, "name") {
                    return Some(missing);
                }
            }
        }
        None
    }

    fn missing(&self, namespace: &str, kind: Kind, source: &Value, field: &str) -> Option<String> {
        let name = source[field]
            .as_str()
            .filter(|_| source["optional"] != true)?;
        let exists = self
            .world
            .store
            .get(kind, &format!("{namespace}/{name}"))
            .is_some();
        (!exists).then(|| format!("{} \"{name}\" not found", kind.resource().singular()))
    }

    fn start_pod(&mut self, pod: &PodRef, object: &Object) {
        let value = object.value();
        let node = value["spec"]["nodeName"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if let Some(missing) = self.missing_variable(&value) {
            self.world.store.modify(Kind::Pod, &pod.key, |value| {
                for status in container_statuses(value) {
                    status["state"] = waiting("CreateContainerConfigError", &missing);
                }
            });
            self.record(
                &value,
                &Occasion::kubelet_warning(&node, "Failed", &format!("Error: {missing}")),
            );
            self.plan_step(pod, 2000, Step::Start);
            return;
        }
        let address = self.pod_address(&value, &node);
        let now = clock::seconds(self.now);
        self.world.store.modify(Kind::Pod, &pod.key, |value| {
            pod_status::set_started(value, &address, &now);
        });
        let mut fates = Vec::new();
        for (name, image) in pod_status::containers(&value, "containers") {
            let fate = Fate::of_image(image);
            fates.push(fate);
            if fate == Fate::NoImage {
                continue;
            }
            for (reason, message) in [
                (
                    "Pulled",
                    format!("Container image \"{image}\" already present on machine"),
                ),
                ("Created", format!("Created container: {name}")),
                ("Started", format!("Started container {name}")),
            ] {
                self.record(&value, &Occasion::kubelet(&node, reason, &message));
            }
        }
        if fates.contains(&Fate::NoImage) {
            self.plan_step(pod, 20, Step::Pull(0));
        }
        if fates.contains(&Fate::Crashes) {
            self.plan_step(pod, 400, Step::Crash(0));
        }
        if fates.contains(&Fate::NeverReady) {
            let message = "Readiness probe failed: HTTP probe failed with statuscode: 503";
            self.record(
                &value,
                &Occasion::kubelet_warning(&node, "Unhealthy", message),
            );
        }
        self.plan_step(pod, 250, Step::Ready);
    }

    /// The node's own address for a pod on its network, else one made up of the pod's identity.
    fn pod_address(&self, pod: &Value, node: &str) -> String {
        if pod["spec"]["hostNetwork"] == true {
            return self
                .nodes
                .get(node)
                .map(|node| node.address.clone())
                .unwrap_or_default();
        }
        let third = self.nodes.keys().take_while(|name| ***name < *node).count() % 250;
        let fourth = self.world.random.between(2..=254);
        format!("10.244.{third}.{fourth}")
    }

    fn crash_containers(&mut self, pod: &PodRef, object: &Object, times: u32) {
        let value = object.value();
        let node = value["spec"]["nodeName"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let now = clock::seconds(self.now);
        let wait = back_off_seconds(times);
        let name = object.name().to_owned();
        let mut crashed = Vec::new();
        self.world.store.modify(Kind::Pod, &pod.key, |value| {
            let uid = value["metadata"]["uid"].as_str().unwrap_or_default().to_owned();
            let namespace = value["metadata"]["namespace"].as_str().unwrap_or_default().to_owned();
            crashed.clear();
            for status in container_statuses(value) {
                if fate(status) != Fate::Crashes {
                    continue;
                }
                let container = status["name"].as_str().unwrap_or_default().to_owned();
                let began = status["state"]["running"]["startedAt"].clone();
                status["lastState"] = json!({"terminated": {
                    "exitCode": 1, "reason": "Error", "startedAt": began, "finishedAt": now,
                    "containerID": status["containerID"],
                }});
                let message = format!(
                    "back-off {wait}s restarting failed container={container} pod={name}_{namespace}({uid})"
                );
                status["state"] = waiting("CrashLoopBackOff", &message);
                status["ready"] = false.into();
                status["started"] = false.into();
                crashed.push(message);
            }
            pod_status::set_readiness(value, &now);
        });
        for message in crashed {
            let message = format!(
                "Back-off restarting failed container{}",
                after_container(&message)
            );
            self.record(
                &value,
                &Occasion::kubelet_warning(&node, "BackOff", &message),
            );
        }
        self.plan_step(pod, wait * 1000, Step::Restart(times + 1));
    }

    fn restart_containers(&mut self, pod: &PodRef, times: u32) {
        let now = clock::seconds(self.now);
        self.world.store.modify(Kind::Pod, &pod.key, |value| {
            let uid = value["metadata"]["uid"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            for status in container_statuses(value) {
                if fate(status) == Fate::Crashes {
                    let restarts = status["restartCount"].as_u64().unwrap_or_default();
                    status["restartCount"] = (restarts + 1).into();
                    pod_status::start(status, &uid, &now);
                }
            }
        });
        self.plan_step(pod, 500, Step::Crash(times));
    }

    fn pull_in_vain(&mut self, pod: &PodRef, object: &Object, times: u32) {
        let value = object.value();
        let node = value["spec"]["nodeName"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        self.world.store.modify(Kind::Pod, &pod.key, |value| {
            for status in container_statuses(value) {
                if fate(status) == Fate::NoImage {
                    let image = status["image"].as_str().unwrap_or_default();
                    status["state"] = waiting("ErrImagePull", &pull_error(image));
                }
            }
        });
        for (_, image) in pod_status::containers(&value, "containers") {
            if Fate::of_image(image) == Fate::NoImage {
                let pulling = format!("Pulling image \"{image}\"");
                self.record(&value, &Occasion::kubelet(&node, "Pulling", &pulling));
                let failed = format!("Failed to pull image \"{image}\": {}", pull_error(image));
                self.record(&value, &Occasion::kubelet_warning(&node, "Failed", &failed));
            }
        }
        self.plan_step(pod, 1500, Step::BackOff(times));
    }

    fn back_off(&mut self, pod: &PodRef, object: &Object, times: u32) {
        let value = object.value();
        let node = value["spec"]["nodeName"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        self.world.store.modify(Kind::Pod, &pod.key, |value| {
            for status in container_statuses(value) {
                if fate(status) == Fate::NoImage {
                    let image = status["image"].as_str().unwrap_or_default();
                    let message =
                        format!("Back-off pulling image \"{image}\": {}", pull_error(image));
                    status["state"] = waiting("ImagePullBackOff", &message);
                }
            }
        });
        for (_, image) in pod_status::containers(&value, "containers") {
            if Fate::of_image(image) == Fate::NoImage {
                let message = format!("Back-off pulling image \"{image}\"");
                self.record(&value, &Occasion::kubelet(&node, "BackOff", &message));
            }
        }
        self.plan_step(
            pod,
            back_off_seconds(times + 2) * 1000,
            Step::Pull(times + 1),
        );
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
            self.world.store.modify(Kind::Pod, key, |value| {
                value["metadata"]["deletionGracePeriodSeconds"] = 0.into();
                value["status"]["phase"] = "Failed".into();
            });
        } else {
            let _gone_already = self.world.store.remove(Kind::Pod, key, object.revision());
        }
    }
}

fn container_statuses(pod: &mut Value) -> impl Iterator<Item = &mut Value> {
    pod["status"]["containerStatuses"]
        .as_array_mut()
        .into_iter()
        .flatten()
}

fn fate(status: &Value) -> Fate {
    Fate::of_image(status["image"].as_str().unwrap_or_default())
}

fn waiting(reason: &str, message: &str) -> Value {
    json!({"waiting": {"reason": reason, "message": message}})
}

fn pull_error(image: &str) -> String {
    format!(
        "rpc error: code = NotFound desc = failed to pull and unpack image \"{image}\": failed to resolve reference \
         \"{image}\": {image}: not found"
    )
}

/// ` agent in pod …` of a message that speaks of `container=agent pod=…`.
fn after_container(message: &str) -> String {
    let rest = message
        .split_once("container=")
        .map_or("", |(_, rest)| rest);
    rest.split_once(" pod=")
        .map_or_else(String::new, |(name, pod)| format!(" {name} in pod {pod}"))
}

/// Longer each time, and never so long that nobody sees it happen.
fn back_off_seconds(times: u32) -> u64 {
    (1_u64 << times.min(5)).min(30)
}
