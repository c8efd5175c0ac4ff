//! Taking on pods that nobody controls.

use std::ops::Bound;

use serde_json::{Value, json};

use crate::{
    kind::Kind,
    simulation::{Simulation, pod_template},
};

impl Simulation {
    /// Takes on pods that the selector finds and that nobody controls.
    pub(super) fn adopt_pods(&mut self, key: &str, daemon_set: &Value) {
        let Some((namespace, _)) = key.split_once('/') else {
            return;
        };
        let Some(selector) = self
            .daemon_sets
            .get(key)
            .and_then(|view| view.selector.clone())
        else {
            return;
        };
        let prefix = format!("{namespace}/");
        let free: Vec<Box<str>> = self
            .pods
            .range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded))
            .take_while(|(pod, _)| pod.starts_with(&prefix))
            .filter(|(_, view)| view.controller.is_empty() && !view.deleting)
            .map(|(pod, _)| pod.clone())
            .collect();
        for pod in free {
            let matches = self
                .world
                .store
                .get(Kind::Pod, &pod)
                .is_some_and(|object| selector.matches(&object.labels().labels));
            if matches {
                let owner = pod_template::owner_reference(daemon_set);
                self.world.store.modify(Kind::Pod, &pod, |value| {
                    match value["metadata"]["ownerReferences"].as_array_mut() {
                        Some(owners) => owners.push(owner.clone()),
                        None => value["metadata"]["ownerReferences"] = json!([owner]),
                    }
                });
            }
        }
    }
}
