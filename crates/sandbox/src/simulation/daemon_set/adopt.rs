//! Taking on pods and revisions that nobody controls.

use std::ops::Bound;

use preflight::placement::daemon_pod;
use serde_json::{Value, json};

use crate::{kind::Kind, simulation::Simulation};

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
                self.adopt(Kind::Pod, &pod, daemon_set);
            }
        }
    }

    /// Takes on the history that a DaemonSet of the same selector has left behind. Only one that has no
    /// revision yet looks for it: others would find nothing, each time.
    pub(super) fn adopt_revisions(&mut self, key: &str, daemon_set: &Value) {
        let selector = self.daemon_sets.get(key);
        let selector = selector.and_then(|view| view.selector.clone());
        let (Some((namespace, _)), Some(selector)) = (key.split_once('/'), selector) else {
            return;
        };
        if !self.revisions_of(daemon_set).is_empty() {
            return;
        }
        let store = &self.world.store;
        let revisions = store.list(Kind::ControllerRevision, Some(namespace), None);
        for object in revisions.objects {
            let owners = &object.value()["metadata"]["ownerReferences"];
            let mut owners = owners.as_array().into_iter().flatten();
            let is_free = !owners.any(|owner| owner["controller"] == true);
            if is_free && selector.matches(&object.labels().labels) {
                self.adopt(Kind::ControllerRevision, object.key(), daemon_set);
            }
        }
    }

    fn adopt(&self, kind: Kind, key: &str, daemon_set: &Value) {
        let owner = daemon_pod::owner_reference(daemon_set);
        self.world.store.modify(
            kind,
            key,
            |value| match value["metadata"]["ownerReferences"].as_array_mut() {
                Some(owners) => owners.push(owner.clone()),
                None => value["metadata"]["ownerReferences"] = json!([owner]),
            },
        );
    }
}
