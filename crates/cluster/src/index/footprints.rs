//! What all pods take of their nodes, summed up pod by pod, and who has pods in which namespace.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use preflight::facts::{ControllerFacts, NodeUse, OwnPod, PodUse};

use super::{ObjectKey, intern::Interner};

/// Kind and name of what has pods.
type ControllerName = (String, String);

/// The footprints of all pods.
#[derive(Debug, Default)]
pub(crate) struct Footprints {
    pods: HashMap<ObjectKey, Footprint>,
    nodes: HashMap<Arc<str>, NodeUse>,
    controllers: HashMap<Arc<str>, BTreeMap<ControllerName, Arc<ControllerFacts>>>,
}

/// The footprint of one pod.
#[derive(Debug)]
struct Footprint {
    taken: Option<Taken>,
    controller: Arc<ControllerFacts>,
}

/// What a pod takes of which node, or will take once it is bound.
#[derive(Debug, PartialEq)]
struct Taken {
    node: Arc<str>,
    /// Without the name of the node, which thousands share.
    used: PodUse,
    is_bound: bool,
}

/// What has become other with a pod.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    /// The nodes of which more or less is taken.
    pub(crate) nodes: Vec<Arc<str>>,
    /// Whether another footprint is known of a pod than before.
    pub(crate) any: bool,
}

impl Footprints {
    /// Takes in a pod that is new or has changed.
    pub(crate) fn upsert(
        &mut self,
        key: &ObjectKey,
        taken: Option<OwnPod>,
        controller: ControllerFacts,
        strings: &mut Interner,
    ) -> Difference {
        let taken = taken.map(|mut own| {
            let node = std::mem::take(&mut own.used.node);
            Taken {
                node: strings.intern(&node),
                used: own.used,
                is_bound: own.is_bound,
            }
        });
        if let Some(before) = self.pods.get(key) {
            let same_controller = before.controller.kind == controller.kind
                && before.controller.name == controller.name;
            if before.taken == taken && same_controller {
                return Difference::default();
            }
        }
        let mut difference = self.remove(key);
        difference.any = true;
        if let Some(taken) = taken.as_ref().filter(|taken| taken.is_bound) {
            let node = self.nodes.entry(Arc::clone(&taken.node)).or_default();
            node.add(&taken.used);
            difference.nodes.push(Arc::clone(&taken.node));
        }
        let controllers = self
            .controllers
            .entry(Arc::clone(&key.namespace))
            .or_default();
        let name = (controller.kind.clone(), controller.name.clone());
        let controller = controllers
            .entry(name)
            .or_insert_with(|| Arc::new(controller));
        let controller = Arc::clone(controller);
        self.pods
            .insert(key.clone(), Footprint { taken, controller });
        difference
    }

    /// Forgets a pod.
    pub(crate) fn remove(&mut self, key: &ObjectKey) -> Difference {
        let Some(Footprint { taken, controller }) = self.pods.remove(key) else {
            return Difference::default();
        };
        let mut nodes = Vec::new();
        if let Some(taken) = taken.filter(|taken| taken.is_bound) {
            if let Some(used) = self.nodes.get_mut(&taken.node) {
                used.remove(&taken.used);
                if used.by_priority.is_empty() {
                    self.nodes.remove(&taken.node);
                }
            }
            nodes.push(taken.node);
        }
        // Only the list and this pod knew of it: it was the last one.
        if Arc::strong_count(&controller) == 2
            && let Some(controllers) = self.controllers.get_mut(&key.namespace)
        {
            controllers.remove(&(controller.kind.clone(), controller.name.clone()));
            if controllers.is_empty() {
                self.controllers.remove(&key.namespace);
            }
        }
        Difference { nodes, any: true }
    }

    /// The pods that are known.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &ObjectKey> {
        self.pods.keys()
    }

    /// What the pods on a node take together.
    pub(crate) fn on_node(&self, node: &str) -> NodeUse {
        self.nodes.get(node).cloned().unwrap_or_default()
    }

    /// What a pod takes, or will take.
    pub(crate) fn of_pod(&self, key: &ObjectKey) -> Option<OwnPod> {
        let taken = self.pods.get(key)?.taken.as_ref()?;
        Some(OwnPod {
            used: PodUse {
                node: taken.node.to_string(),
                ..taken.used.clone()
            },
            is_bound: taken.is_bound,
        })
    }

    /// Who has pods in a namespace, by kind and name.
    pub(crate) fn controllers(&self, namespace: &str) -> impl Iterator<Item = &ControllerFacts> {
        let controllers = self.controllers.get(namespace);
        controllers
            .into_iter()
            .flat_map(BTreeMap::values)
            .map(|controller| &**controller)
    }
}
