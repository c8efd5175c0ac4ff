//! Bringing a pod up: volumes, network, containers.

use serde_json::Value;

use super::{Step, waiting};
use crate::{
    clock,
    kind::Kind,
    random::content_hash,
    simulation::{Simulation, events::Occasion, fate::Fate, pod_status, timers::PodRef},
    store::Object,
};

impl Simulation {
    /// Binds a pod that has just been created and brings it up in one write, where the past is too large
    /// to be lived through. What fails, fails from then on.
    pub(in crate::simulation) fn bring_up_at_once(&mut self, mut pod: Value, node: &str) {
        let Some(host) = self.nodes.get(node) else {
            return;
        };
        if self.schedule_of(&pod).on(&host.facts).is_some() {
            // The scheduler will say why.
            return;
        }
        let host = host.address.clone();
        let address = self.pod_address(&pod, node);
        let now = clock::seconds(self.now);
        pod["spec"]["nodeName"] = node.into();
        pod_status::set_condition(&mut pod, "PodScheduled", "True", None, &now);
        pod_status::set_creating(&mut pod, &host, &now);
        let doomed = ["initContainers", "containers"]
            .into_iter()
            .flat_map(|list| pod_status::containers(&pod, list))
            .any(|(_, image)| Fate::of_image(image) != Fate::Runs);
        if !doomed {
            pod_status::set_started(&mut pod, &address, &now);
            pod_status::set_ready(&mut pod, &now);
        }
        let revision = pod["metadata"]["resourceVersion"].as_str();
        let revision = revision.and_then(|text| text.parse().ok()).unwrap_or(0);
        let key = crate::store::key_of(&pod);
        let _changed_meanwhile = self.world.store.replace(Kind::Pod, &key, revision, pod);
    }

    pub(super) fn create_pod(&mut self, pod: &PodRef, object: &Object) {
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

    pub(super) fn start_pod(&mut self, pod: &PodRef, object: &Object) {
        let value = object.value();
        let node = value["spec"]["nodeName"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if let Some(missing) = self.missing_variable(&value) {
            self.world.store.modify(Kind::Pod, &pod.key, |value| {
                for status in pod_status::main_statuses(value) {
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
        let mut reached = Vec::new();
        self.world.store.modify(Kind::Pod, &pod.key, |value| {
            pod_status::set_started(value, &address, &now);
            let text = |field: &Value| field.as_str().unwrap_or_default().to_owned();
            reached = pod_status::reached(value)
                .map(|status| (text(&status["name"]), text(&status["image"])))
                .collect();
        });
        let mut fates = Vec::new();
        for (name, image) in reached {
            let fate = Fate::of_image(&image);
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
        if fates.iter().any(|fate| fate.end().is_some()) {
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
        let third = u64::from_str_radix(&content_hash(node.as_bytes())[..4], 36).unwrap_or(0) % 250;
        let fourth = self.world.random.between(2..=254);
        format!("10.244.{third}.{fourth}")
    }
}
