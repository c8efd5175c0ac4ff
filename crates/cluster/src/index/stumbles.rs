//! What keeps pods from starting or from going: as the kubelets' Events tell.

use std::{collections::HashMap, sync::Arc};

use super::ObjectKey;
use crate::objects::stumble::Stumble;

/// The Events, by their own names and by the name of the pod.
#[derive(Debug, Default)]
pub(crate) struct Stumbles {
    pods: HashMap<ObjectKey, ObjectKey>,
    by_pod: HashMap<ObjectKey, HashMap<ObjectKey, Arc<Stumble>>>,
}

impl Stumbles {
    /// Takes in an Event about this pod.
    pub(super) fn put(&mut self, key: ObjectKey, pod: ObjectKey, stumble: Stumble) {
        self.pods.insert(key.clone(), pod.clone());
        let of_pod = self.by_pod.entry(pod).or_default();
        of_pod.insert(key, Arc::new(stumble));
    }

    /// Forgets an Event; its pod.
    pub(super) fn remove(&mut self, key: &ObjectKey) -> Option<ObjectKey> {
        let pod = self.pods.remove(key)?;
        if let Some(of_pod) = self.by_pod.get_mut(&pod) {
            of_pod.remove(key);
            if of_pod.is_empty() {
                self.by_pod.remove(&pod);
            }
        }
        Some(pod)
    }

    /// The names of the Events.
    pub(super) fn keys(&self) -> impl Iterator<Item = &ObjectKey> {
        self.pods.keys()
    }

    /// What was last said of a pod that starts, or of one that goes. An Event is kept for an hour, and the kubelet
    /// says again what lasts every few minutes.
    pub(super) fn of(&self, pod: &ObjectKey, is_end: bool) -> Option<Arc<Stumble>> {
        let of_pod = self.by_pod.get(pod)?.iter();
        let fitting = of_pod.filter(|(_, stumble)| stumble.is_end == is_end);
        let (_, latest) = fitting.max_by_key(|(key, stumble)| (stumble.last, *key))?;
        Some(Arc::clone(latest))
    }
}
