//! Taking in what a watch tells, kind by kind.

use std::{
    collections::{HashSet, btree_map, hash_map},
    sync::Arc,
};

use super::{
    Changed, ChangedDaemonSet, DaemonSetEntry, Index, ObjectKey, footprints::Difference,
    pod::PodRecord,
};
use crate::{
    objects::{
        Kind, Watchable, daemonset::DaemonSet, namespace::Namespace, node::Node, pod::Pod,
        refusal::Refusal, stumble::Stumble,
    },
    watch::Part,
};

/// The namespace that every cluster has and none loses (`metav1.NamespaceSystem`).
const SYSTEM: &str = "kube-system";

/// A kind that the index keeps.
pub(crate) trait Indexed: Watchable {
    /// Takes in an object that is new or has changed.
    fn upsert(self, index: &mut Index);
    /// Forgets an object; whether there was one.
    fn remove(key: &ObjectKey, index: &mut Index);
    /// The objects of this kind.
    fn keys(index: &Index) -> Vec<ObjectKey>;
}

impl Index {
    /// Takes in an object that is new or has changed.
    pub(crate) fn apply<T: Indexed>(&mut self, object: T) {
        object.upsert(self);
    }

    /// Forgets an object.
    pub(crate) fn delete<T: Indexed>(&mut self, namespace: &str, name: &str) {
        let key = self.key(namespace, name);
        T::remove(&key, self);
    }

    /// A list of all objects of a part of the kind is about to be read.
    pub(crate) fn begin_list(&mut self, kind: Kind, part: &Part) {
        self.relists.insert((kind, part.number()), HashSet::new());
    }

    /// The list names this object, which need not be readable.
    pub(crate) fn name_in_list(&mut self, kind: Kind, part: &Part, namespace: &str, name: &str) {
        let key = self.key(namespace, name);
        if let Some(seen) = self.relists.get_mut(&(kind, part.number())) {
            seen.insert(key);
        }
    }

    /// The list has been read: what it did not name is gone. Of the kind all is known once each part has been read. Whether
    /// something is gone.
    pub(crate) fn end_list<T: Indexed>(&mut self, part: &Part) -> bool {
        let Some(seen) = self.relists.remove(&(T::KIND, part.number())) else {
            return false;
        };
        let mut has_lost = false;
        for key in T::keys(self) {
            if part.holds(&key.namespace) && !seen.contains(&key) {
                has_lost = true;
                T::remove(&key, self);
            }
        }
        let read = self.read.entry(T::KIND).or_default();
        read.insert(part.number());
        let is_whole = read.len() >= self.extent.parts(T::KIND).len();
        if is_whole && self.known.insert(T::KIND) {
            self.changed.facts = true;
            if T::KIND == Kind::Pod {
                // That a node has no pod can be said only now.
                for uid in self.keys.keys() {
                    self.changed.of(uid).all_nodes = true;
                }
            }
        }
        has_lost
    }

    /// Takes a pod from the DaemonSet that owned it, if one did.
    fn disown(&mut self, key: &ObjectKey) {
        let Some(owner) = self.owners.remove(key) else {
            return;
        };
        let hash_map::Entry::Occupied(mut pods) = self.pods.entry(Arc::clone(&owner)) else {
            return;
        };
        let removed = pods.get_mut().remove(&key.name);
        if pods.get().is_empty() {
            pods.remove();
        }
        let change = self.change(&owner);
        change.pods.remove(&key.name);
        change.removed_pods.insert(Arc::clone(&key.name));
        change.nodes.extend(removed.map(|pod| pod.node));
    }

    /// The kind may not be read any more: what was known of it is no longer said.
    pub(crate) fn forget_kind(&mut self, kind: Kind) {
        self.read.remove(&kind);
        self.changed.facts |= self.known.remove(&kind);
    }

    /// A node has come or gone, or does otherwise than before: any DaemonSet may.
    fn look_at_all(&mut self) {
        for uid in self.keys.keys() {
            self.changed.of(uid);
        }
    }

    /// What has changed of the DaemonSet of this uid.
    fn change(&mut self, uid: &Arc<str>) -> &mut ChangedDaemonSet {
        self.changed.of(uid)
    }
}

impl Changed {
    fn of(&mut self, uid: &Arc<str>) -> &mut ChangedDaemonSet {
        self.daemon_sets.entry(Arc::clone(uid)).or_default()
    }

    fn footprint(&mut self, difference: Difference) {
        self.facts |= difference.any;
        self.used_nodes.extend(difference.nodes);
    }
}

impl Indexed for DaemonSet {
    fn upsert(self, index: &mut Index) {
        let key = index.key(&self.namespace, &self.name);
        let uid = index.strings.intern(&self.uid);
        let template_generation = index.strings.intern(&self.template_generation);
        let before = index.daemon_sets.get(&key);
        if before.is_some_and(|before| before.uid != uid) {
            // Deleted and made anew while nobody looked: another object under the same name.
            Self::remove(&key, index);
        }
        let before = index.daemon_sets.get(&key);
        let all_nodes = before.is_none_or(|before| {
            before.object.generation != self.generation
                || before.template_generation != template_generation
        });
        index.changed.facts |= before.is_none_or(|before| {
            before.object.controller != self.controller || before.object.images != self.images
        });
        index.change(&uid).all_nodes |= all_nodes;
        index.keys.insert(Arc::clone(&uid), key.clone());
        match index.daemon_sets.entry(key) {
            btree_map::Entry::Occupied(mut entry) => {
                let entry = entry.get_mut();
                entry.template_generation = template_generation;
                entry.object = self;
            }
            btree_map::Entry::Vacant(entry) => {
                entry.insert(DaemonSetEntry {
                    object: self,
                    uid,
                    template_generation,
                    current: super::CurrentRevision::default(),
                    refusal: None,
                    listed: None,
                });
            }
        }
    }

    fn remove(key: &ObjectKey, index: &mut Index) {
        if let Some(entry) = index.daemon_sets.remove(key) {
            index.keys.remove(&entry.uid);
            index.changed.daemon_sets.remove(&entry.uid);
            index.changed.facts = true;
            // One that was never published needs no telling that it is gone.
            if entry.listed.is_some() {
                index.changed.removed.insert(entry.uid, key.clone());
            }
        }
    }

    fn keys(index: &Index) -> Vec<ObjectKey> {
        index.daemon_sets.keys().cloned().collect()
    }
}

impl Indexed for Pod {
    fn upsert(mut self, index: &mut Index) {
        let key = index.key(&self.namespace, &self.name);
        let strings = &mut index.strings;
        let difference = index.footprints.upsert(&key, &mut self, strings);
        index.changed.footprint(difference);
        let Some(daemon) = self.daemon else {
            // No DaemonSet owns it, or none does any more.
            index.disown(&key);
            return;
        };
        let owner = index.strings.intern(&daemon.owner);
        if index.owners.get(&key).is_some_and(|known| *known != owner) {
            index.disown(&key);
        }
        let stumble = index.stumbles.of(&key, daemon.terminating);
        let record = PodRecord::new(*daemon, stumble, &mut index.strings);
        let node = Arc::clone(&record.node);
        let name = Arc::clone(&key.name);
        index.owners.insert(key, Arc::clone(&owner));
        let pods = index.pods.entry(Arc::clone(&owner)).or_default();
        let before = pods.insert(Arc::clone(&name), record);
        let now = pods.get(&name);
        if before.as_ref() == now {
            return;
        }
        // The forecast of a change goes by which of the pods are available.
        let stage = |record: &PodRecord| (record.ready_since, record.is_ailing);
        let is_other = before.as_ref().map(stage) != now.map(stage);
        index.changed.facts |= is_other;
        let change = index.change(&owner);
        change.removed_pods.remove(&name);
        change.pods.insert(name);
        change.nodes.insert(node);
        change.nodes.extend(before.map(|before| before.node));
    }

    fn remove(key: &ObjectKey, index: &mut Index) {
        let difference = index.footprints.remove(key);
        index.changed.footprint(difference);
        index.disown(key);
    }

    fn keys(index: &Index) -> Vec<ObjectKey> {
        index.footprints.keys().cloned().collect()
    }
}

impl Indexed for Node {
    fn upsert(self, index: &mut Index) {
        let name = index.strings.intern(&self.facts.name);
        // A node's heartbeat changes nothing that anybody reads here.
        let before = index.nodes.get(&name);
        if before == Some(&self) {
            return;
        }
        let does_otherwise = before.is_none_or(|before| {
            let (before, now) = (&before.facts, &self.facts);
            before.taints != now.taints || before.labels != now.labels
        });
        if does_otherwise || before.is_some_and(|before| before.is_ready != self.is_ready) {
            index.look_at_all();
        }
        index.nodes.insert(Arc::clone(&name), self);
        index.changed.removed_nodes.remove(&name);
        index.changed.nodes.insert(name);
    }

    fn remove(key: &ObjectKey, index: &mut Index) {
        if index.nodes.remove(&key.name).is_some() {
            index.look_at_all();
            index.changed.nodes.remove(&key.name);
            index.changed.removed_nodes.insert(Arc::clone(&key.name));
        }
    }

    fn keys(index: &Index) -> Vec<ObjectKey> {
        let namespace: Arc<str> = Arc::from("");
        index
            .nodes
            .keys()
            .map(|name| ObjectKey {
                namespace: Arc::clone(&namespace),
                name: Arc::clone(name),
            })
            .collect()
    }
}

impl Indexed for Refusal {
    fn upsert(self, index: &mut Index) {
        let key = index.key(&self.namespace, &self.name);
        for uid in index.refusals.put(key, self) {
            index.change(&uid);
        }
    }

    fn remove(key: &ObjectKey, index: &mut Index) {
        if let Some(uid) = index.refusals.remove(key) {
            index.change(&uid);
        }
    }

    fn keys(index: &Index) -> Vec<ObjectKey> {
        index.refusals.keys().cloned().collect()
    }
}

impl Index {
    /// Something else keeps this pod than before, or nothing does.
    fn look_at_stumbles(&mut self, key: &ObjectKey) {
        let Some(owner) = self.owners.get(key).cloned() else {
            return;
        };
        let pods = self.pods.get_mut(&owner);
        let Some(pod) = pods.and_then(|pods| pods.get_mut(&key.name)) else {
            return;
        };
        let stumble = self.stumbles.of(key, pod.terminating);
        if pod.stumble == stumble {
            return;
        }
        pod.stumble = stumble;
        let node = Arc::clone(&pod.node);
        let change = self.change(&owner);
        change.pods.insert(Arc::clone(&key.name));
        change.nodes.insert(node);
    }
}

impl Indexed for Stumble {
    fn upsert(self, index: &mut Index) {
        let key = index.key(&self.namespace, &self.name);
        let former = index.stumbles.remove(&key);
        let pod = index.key(&self.namespace, &self.pod);
        if !self.pod.is_empty() {
            index.stumbles.put(key, pod.clone(), self);
        }
        for pod in former.into_iter().chain([pod]) {
            index.look_at_stumbles(&pod);
        }
    }

    fn remove(key: &ObjectKey, index: &mut Index) {
        if let Some(pod) = index.stumbles.remove(key) {
            index.look_at_stumbles(&pod);
        }
    }

    fn keys(index: &Index) -> Vec<ObjectKey> {
        index.stumbles.keys().cloned().collect()
    }
}

impl Indexed for Namespace {
    fn upsert(self, index: &mut Index) {
        let name = index.strings.intern(&self.name);
        let before = index.namespaces.get(&name);
        index.changed.namespaces |= before.is_none();
        index.changed.facts |= before != Some(&self.labels);
        // One of the same name may have been made anew while nobody looked.
        index.changed.facts |= if self.is_terminating {
            index.terminating.insert(Arc::clone(&name))
        } else {
            index.terminating.remove(&name)
        };
        if &*name == SYSTEM {
            index.identity = Some(self.identity);
        }
        index.namespaces.insert(name, self.labels);
    }

    fn remove(key: &ObjectKey, index: &mut Index) {
        index.terminating.remove(&key.name);
        index.changed.namespaces |= index.namespaces.remove(&key.name).is_some();
    }

    fn keys(index: &Index) -> Vec<ObjectKey> {
        let namespace: Arc<str> = Arc::from("");
        index
            .namespaces
            .keys()
            .map(|name| ObjectKey {
                namespace: Arc::clone(&namespace),
                name: Arc::clone(name),
            })
            .collect()
    }
}
