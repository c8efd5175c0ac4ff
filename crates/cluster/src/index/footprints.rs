//! What all pods take of their nodes, summed up pod by pod, and who has pods in which namespace.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use preflight::facts::{ControllerFacts, Neighbour, NodeUse, OwnPod, PodTraits, PodUse};

use super::{ObjectKey, intern::Interner};
use crate::objects::pod::Pod;

/// Kind and name of what has pods.
type ControllerName = (String, String);

/// The footprints of all pods.
#[derive(Debug, Default)]
pub(crate) struct Footprints {
    pods: HashMap<ObjectKey, Footprint>,
    nodes: HashMap<Arc<str>, NodeUse>,
    controllers: HashMap<Arc<str>, BTreeMap<ControllerName, Arc<ControllerFacts>>>,
    /// What pods show, once each: thousands show the same.
    traits: HashSet<Arc<PodTraits>>,
    /// The few pods that keep others away.
    repelling: HashSet<ObjectKey>,
}

/// The footprint of one pod.
#[derive(Debug)]
struct Footprint {
    taken: Option<Taken>,
    controller: Arc<ControllerFacts>,
    traits: Arc<PodTraits>,
    is_terminating: bool,
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
        pod: &mut Pod,
        strings: &mut Interner,
    ) -> Difference {
        let controller = std::mem::take(&mut pod.controller);
        let traits = std::mem::take(&mut pod.traits);
        let is_terminating = pod.is_terminating;
        let taken = pod.taken.take().map(|mut own| {
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
            let same_traits = *before.traits == traits && before.is_terminating == is_terminating;
            if before.taken == taken && same_controller && same_traits {
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
        if !traits.repels.is_empty() {
            self.repelling.insert(key.clone());
        }
        let footprint = Footprint {
            taken,
            controller,
            traits: self.share(traits),
            is_terminating,
        };
        self.pods.insert(key.clone(), footprint);
        difference
    }

    fn share(&mut self, traits: PodTraits) -> Arc<PodTraits> {
        if let Some(known) = self.traits.get(&traits) {
            return Arc::clone(known);
        }
        let traits = Arc::new(traits);
        self.traits.insert(Arc::clone(&traits));
        traits
    }

    /// Forgets a pod.
    pub(crate) fn remove(&mut self, key: &ObjectKey) -> Difference {
        let Some(Footprint {
            taken,
            controller,
            traits,
            ..
        }) = self.pods.remove(key)
        else {
            return Difference::default();
        };
        self.repelling.remove(key);
        // Only the set and this pod knew of them.
        if Arc::strong_count(&traits) == 2 {
            self.traits.remove(&traits);
        }
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

    /// The pods that are bound to nodes as others see them, or of these only those that keep others
    /// away.
    pub(crate) fn neighbours(
        &self,
        only_repelling: bool,
    ) -> impl Iterator<Item = (&ObjectKey, Neighbour<'_>)> {
        let repelling = self.repelling.iter();
        let repelling = repelling.filter_map(|key| self.pods.get_key_value(key));
        let (some, all) = if only_repelling {
            (Some(repelling), None)
        } else {
            (None, Some(self.pods.iter()))
        };
        let pods = some.into_iter().flatten().chain(all.into_iter().flatten());
        pods.filter_map(|(key, pod)| {
            let taken = pod.taken.as_ref().filter(|taken| taken.is_bound)?;
            let neighbour = Neighbour {
                namespace: &key.namespace,
                node: &taken.node,
                priority: taken.used.priority,
                is_terminating: pod.is_terminating,
                traits: &pod.traits,
            };
            Some((key, neighbour))
        })
    }

    /// What a pod takes, or will take, and nothing else of it.
    pub(crate) fn of_pod(&self, key: &ObjectKey) -> Option<OwnPod> {
        let taken = self.pods.get(key)?.taken.as_ref()?;
        Some(OwnPod {
            used: PodUse {
                node: taken.node.to_string(),
                ..taken.used.clone()
            },
            is_bound: taken.is_bound,
            ..OwnPod::default()
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
