//! Containers that crash and images that cannot be pulled, with longer waits each time.

use serde_json::{Value, json};

use super::{Step, waiting};
use crate::{
    clock,
    kind::Kind,
    simulation::{Simulation, events::Occasion, fate::Fate, pod_status, readiness, timers::PodRef},
    store::Object,
};

impl Simulation {
    pub(super) fn crash_containers(&mut self, pod: &PodRef, object: &Object, times: u32) {
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
            for status in pod_status::reached(value) {
                let Some((exit_code, reason)) = fate(status).end() else {
                    continue;
                };
                let container = status["name"].as_str().unwrap_or_default().to_owned();
                let began = status["state"]["running"]["startedAt"].clone();
                status["lastState"] = json!({"terminated": {
                    "exitCode": exit_code, "reason": reason, "startedAt": began, "finishedAt": now,
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
            readiness::set_readiness(value, &now);
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

    pub(super) fn restart_containers(&mut self, pod: &PodRef, times: u32) {
        let now = clock::seconds(self.now);
        self.world.store.modify(Kind::Pod, &pod.key, |value| {
            let uid = value["metadata"]["uid"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            for status in pod_status::reached(value) {
                if fate(status).end().is_some() {
                    let restarts = status["restartCount"].as_u64().unwrap_or_default();
                    status["restartCount"] = (restarts + 1).into();
                    pod_status::start(status, &uid, &now);
                }
            }
        });
        self.plan_step(pod, 500, Step::Crash(times));
    }

    pub(super) fn pull_in_vain(&mut self, pod: &PodRef, object: &Object, times: u32) {
        let value = object.value();
        let node = value["spec"]["nodeName"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        self.world.store.modify(Kind::Pod, &pod.key, |value| {
            for status in pod_status::reached(value) {
                if fate(status) == Fate::NoImage {
                    let image = status["image"].as_str().unwrap_or_default();
                    status["state"] = waiting("ErrImagePull", &pull_error(image));
                }
            }
        });
        for image in images(&value) {
            if Fate::of_image(&image) == Fate::NoImage {
                let pulling = format!("Pulling image \"{image}\"");
                self.record(&value, &Occasion::kubelet(&node, "Pulling", &pulling));
                let failed = format!("Failed to pull image \"{image}\": {}", pull_error(&image));
                self.record(&value, &Occasion::kubelet_warning(&node, "Failed", &failed));
            }
        }
        self.plan_step(pod, 1500, Step::BackOff(times));
    }

    pub(super) fn back_off(&mut self, pod: &PodRef, object: &Object, times: u32) {
        let value = object.value();
        let node = value["spec"]["nodeName"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        self.world.store.modify(Kind::Pod, &pod.key, |value| {
            for status in pod_status::reached(value) {
                if fate(status) == Fate::NoImage {
                    let image = status["image"].as_str().unwrap_or_default();
                    let message =
                        format!("Back-off pulling image \"{image}\": {}", pull_error(image));
                    status["state"] = waiting("ImagePullBackOff", &message);
                }
            }
        });
        for image in images(&value) {
            if Fate::of_image(&image) == Fate::NoImage {
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
}

/// The images of the containers that do not wait for one before them.
fn images(pod: &Value) -> Vec<String> {
    let mut pod = pod.clone();
    pod_status::reached(&mut pod)
        .filter_map(|status| status["image"].as_str().map(str::to_owned))
        .collect()
}

fn fate(status: &Value) -> Fate {
    Fate::of_image(status["image"].as_str().unwrap_or_default())
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
