//! The facts that preflight reads, out of the index.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use manifest::StringMap;
use preflight::{
    Facts, NodeFacts,
    facts::{
        ClaimFacts, ControllerFacts, ImageUse, NamespaceFacts, NeighbourFacts, Nodes, OwnPod,
        OwnPods, StorageClassFacts,
    },
};
use serde_json::Value;

use super::{Index, ObjectKey, Visible, shelves::Shelf};
use crate::objects::{Kind, shelved::Claim};

impl Index {
    /// The API server has told its version. Whether it is another one than before.
    pub(crate) fn set_server_version(&mut self, version: &str) -> bool {
        let is_other = self.server_version.as_deref() != Some(version);
        if is_other {
            self.server_version = Some(version.to_owned());
            self.changed.facts = true;
        }
        is_other
    }
}

impl Visible<'_> {
    /// What preflight reads of the cluster, of a namespace and of a DaemonSet in it; both may be
    /// empty. Of a kind that is not known there is nothing, and `why` says why.
    pub(crate) fn facts(
        &self,
        nodes: Option<Nodes>,
        (namespace, daemon_set): (&str, &str),
        why: impl Fn(Kind) -> manifest::Message,
    ) -> Facts {
        let known = |kind| self.knows_all(kind);
        // Those of other namespaces are not there for who may not see them, and then nothing is said of them all.
        let knows_daemon_sets = self.knows(Kind::DaemonSet, namespace) || known(Kind::DaemonSet);
        let daemon_sets = || {
            let all = self.index.daemon_sets.iter();
            all.filter(|(key, _)| self.reader.sees(Kind::DaemonSet, &key.namespace))
        };
        let full_name = |key: &ObjectKey| format!("{}/{}", key.namespace, key.name);
        let images = || {
            daemon_sets().map(|(key, entry)| ImageUse {
                daemon_set: full_name(key),
                images: entry.object.images.clone(),
            })
        };
        let unknown = Kind::ALL
            .into_iter()
            .filter(|kind| kind.is_fact())
            .filter_map(|kind| {
                if !self.index.known.contains(&kind) {
                    return Some((kind.plural().to_owned(), why(kind)));
                }
                // Of pods those of all namespaces matter: they take room, and keep others away.
                let place = if kind == Kind::Pod { "" } else { namespace };
                let unseen = self.reader.why_unseen(kind, place)?;
                Some((kind.plural().to_owned(), unseen))
            });
        Facts {
            nodes,
            namespaces: known(Kind::Namespace).then(|| self.namespaces()),
            daemon_sets: knows_daemon_sets
                .then(|| daemon_sets().map(|(key, _)| full_name(key)).collect()),
            images: knows_daemon_sets.then(|| images().collect()),
            priority_classes: self.all(Kind::PriorityClass, &self.index.shelves.priority_classes),
            runtime_classes: self.all(Kind::RuntimeClass, &self.index.shelves.runtime_classes),
            storage_classes: self.list(
                Kind::StorageClass,
                &self.index.shelves.storage_classes,
                "",
                |class| StorageClassFacts::from_storage_class(&class.0),
            ),
            device_classes: known(Kind::DeviceClass)
                .then(|| names(&self.index.shelves.device_classes, "")),
            server_version: self.index.server_version.clone(),
            namespace: (!namespace.is_empty()).then(|| self.namespace_facts(namespace, daemon_set)),
            own: self.own_pods(namespace, daemon_set),
            neighbours: self.neighbours((namespace, daemon_set), &[]),
            unknown: unknown.collect(),
        }
    }

    /// What the DaemonSet asks of the pods of others, and which of them keep its pods away; none where
    /// the pods are not known.
    pub(crate) fn neighbours(
        &self,
        (namespace, daemon_set): (&str, &str),
        questions: &[Value],
    ) -> Option<NeighbourFacts> {
        if !(self.knows_all(Kind::Pod) && self.reader.sees_all(Kind::Namespace)) {
            return None;
        }
        let own = self
            .index
            .entry(namespace, daemon_set)
            .map(|entry| &entry.uid);
        let is_own = |key: &ObjectKey| own.is_some() && self.index.owners.get(key) == own;
        let pods = self.index.footprints.neighbours(questions.is_empty());
        let others = pods.filter(|(key, _)| !is_own(key));
        let labels = self.index.namespaces.iter();
        let labels = labels.map(|(name, labels)| (&**name, labels)).collect();
        let others = others.map(|(_, pod)| pod);
        Some(NeighbourFacts::find(others, &labels, namespace, questions))
    }

    /// The nodes with what their pods take; none where they are not known.
    pub(crate) fn node_facts(&self) -> Option<Nodes> {
        let nodes = self
            .index
            .nodes
            .values()
            .map(|node| self.with_use(&node.facts));
        self.knows_all(Kind::Node).then(|| nodes.collect())
    }

    /// These nodes alone, as far as they are there.
    pub(crate) fn some_node_facts<'a>(&self, names: impl Iterator<Item = &'a Arc<str>>) -> Nodes {
        names
            .filter(|_| self.knows_all(Kind::Node))
            .filter_map(|name| self.index.nodes.get(name))
            .map(|node| self.with_use(&node.facts))
            .collect()
    }

    fn with_use(&self, node: &NodeFacts) -> NodeFacts {
        let used = || self.index.footprints.on_node(&node.name);
        NodeFacts {
            used: self.knows_all(Kind::Pod).then(used),
            ..node.clone()
        }
    }

    fn namespace_facts(&self, name: &str, daemon_set: &str) -> NamespaceFacts {
        let shelves = &self.index.shelves;
        let known = |kind| self.knows(kind, name);
        let labels = || {
            let labels = self.index.namespaces.get(name).cloned();
            labels.unwrap_or_default()
        };
        NamespaceFacts {
            name: name.to_owned(),
            labels: known(Kind::Namespace).then(labels),
            limit_ranges: self.list(Kind::LimitRange, &shelves.limit_ranges, name, Clone::clone),
            quotas: self.list(Kind::ResourceQuota, &shelves.quotas, name, Clone::clone),
            service_accounts: known(Kind::ServiceAccount)
                .then(|| names(&shelves.service_accounts, name)),
            config_maps: self.list(Kind::ConfigMap, &shelves.config_maps, name, |map| {
                map.0.clone()
            }),
            secrets: self.list(Kind::Secret, &shelves.secrets, name, |secret| {
                secret.0.clone()
            }),
            looked_up: StringMap::default(),
            claims: self.list(
                Kind::PersistentVolumeClaim,
                &shelves.claims,
                name,
                |claim| self.claim_facts(claim, (name, daemon_set)),
            ),
            resource_claims: self.list(
                Kind::ResourceClaim,
                &shelves.resource_claims,
                name,
                |claim| claim.0.clone(),
            ),
            resource_claim_templates: self.list(
                Kind::ResourceClaimTemplate,
                &shelves.resource_claim_templates,
                name,
                |template| template.0.clone(),
            ),
            is_terminating: known(Kind::Namespace) && self.index.terminating.contains(name),
            controllers: (known(Kind::Pod) && known(Kind::DaemonSet))
                .then(|| self.controllers(name)),
        }
    }

    /// All of a kind that has no namespace.
    fn all<T: Clone>(&self, kind: Kind, objects: &Shelf<T>) -> Option<Vec<T>> {
        self.list(kind, objects, "", Clone::clone)
    }

    /// What is kept of a kind in a namespace; none where the kind is not known.
    fn list<T, R>(
        &self,
        kind: Kind,
        objects: &Shelf<T>,
        namespace: &str,
        read: impl Fn(&T) -> R,
    ) -> Option<Vec<R>> {
        let kept = objects.of(namespace).map(|(_, object)| read(object));
        self.knows(kind, namespace).then(|| kept.collect())
    }

    fn claim_facts(
        &self,
        Claim(claim): &Claim,
        (namespace, daemon_set): (&str, &str),
    ) -> ClaimFacts {
        let text = |field: &str| claim["spec"][field].as_str().unwrap_or_default();
        let shelves = &self.index.shelves;
        let volume = shelves.volumes.get(text("volumeName"));
        let volume = volume.filter(|_| self.knows_all(Kind::PersistentVolume));
        let class = shelves.storage_classes.get(text("storageClassName"));
        let class = class.filter(|_| self.knows_all(Kind::StorageClass));
        let mut facts = ClaimFacts::from_claim(
            claim,
            volume.map(|volume| &volume.0),
            class.map(|class| &class.0),
        );
        if facts.is_of_one_pod() && self.knows(Kind::Pod, namespace) {
            let own = self
                .index
                .entry(namespace, daemon_set)
                .map(|entry| &entry.uid);
            let is_own = |key: &ObjectKey| own.is_some() && self.index.owners.get(key) == own;
            let users = self
                .index
                .footprints
                .neighbours(false)
                .filter(|(key, pod)| {
                    let names = pod.traits.claims.iter();
                    *key.namespace == *namespace
                        && names.filter(|name| **name == facts.name).count() > 0
                        && !is_own(key)
                });
            facts.users = users
                .map(|(_, pod)| (pod.node.to_owned(), pod.priority))
                .collect();
            facts.users.sort();
        }
        facts
    }

    /// Who has pods in a namespace: the DaemonSets, and all others by what their pods say.
    fn controllers(&self, namespace: &str) -> Vec<ControllerFacts> {
        let daemon_sets = self.index.daemon_sets.iter();
        let daemon_sets = daemon_sets
            .filter(|(key, _)| *key.namespace == *namespace)
            .map(|(_, entry)| entry.object.controller.clone());
        let others = self.index.footprints.controllers(namespace);
        let others = others.filter(|other| other.kind != "DaemonSet").cloned();
        daemon_sets.chain(others).collect()
    }

    /// The pods of a DaemonSet, if there is one of that name.
    fn own_pods(&self, namespace: &str, name: &str) -> Option<OwnPods> {
        if !self.reader.sees_daemon_set(namespace, name) {
            return None;
        }
        let entry = self.index.entry(namespace, name)?;
        if !self.knows(Kind::Pod, namespace) {
            let all = self.index.nodes.values();
            let nodes = all
                .filter(|_| self.reader.sees_all(Kind::Node))
                .map(|node| &node.facts);
            let meant = nodes.filter(|node| entry.object.placement.on(node).runs);
            let names = meant.map(|node| node.name.as_str());
            return Some(OwnPods::supposed(namespace, name, names));
        }
        let pods = self.index.pods_of(&entry.uid).filter_map(|(pod, record)| {
            let taken = self.index.footprints.of_pod(&ObjectKey {
                namespace: Arc::from(namespace),
                name: Arc::clone(pod),
            })?;
            Some(OwnPod {
                is_terminating: record.terminating,
                ready_since: record.ready_since,
                is_ailing: record.is_ailing,
                revision: record.revision.to_string(),
                generation: record.template_generation.to_string(),
                ..taken
            })
        });
        let mut pods: Vec<_> = pods.collect();
        pods.sort_by(|left, right| left.used.node.cmp(&right.used.node));
        Some(OwnPods {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            at: Timestamp::now().as_second(),
            pods,
            templates: Vec::new(),
        })
    }
}

/// What there is of a kind in a namespace, of which only the names matter.
fn names<T>(shelf: &Shelf<T>, namespace: &str) -> Vec<String> {
    let objects = shelf.of(namespace);
    objects.map(|(name, _)| name.to_owned()).collect()
}

/// Which nodes have changed when, so that who has seen an earlier state need not get all of them.
#[derive(Debug, Default)]
pub(crate) struct NodeLog {
    changed: BTreeMap<Arc<str>, u64>,
    removed: BTreeMap<Arc<str>, u64>,
}

impl NodeLog {
    /// Notes what a change set says; `sequence` is its number.
    pub(crate) fn note(&mut self, sequence: u64, changed: &[Arc<str>], removed: &[Arc<str>]) {
        for name in changed {
            self.removed.remove(name);
            self.changed.insert(Arc::clone(name), sequence);
        }
        for name in removed {
            self.changed.remove(name);
            self.removed.insert(Arc::clone(name), sequence);
        }
    }

    /// The nodes that are other since that change set, and those that are gone.
    pub(crate) fn since(&self, sequence: u64) -> (Vec<Arc<str>>, Vec<Arc<str>>) {
        let later = |log: &BTreeMap<Arc<str>, u64>| {
            let names = log.iter().filter(|(_, changed)| **changed > sequence);
            names.map(|(name, _)| Arc::clone(name)).collect()
        };
        (later(&self.changed), later(&self.removed))
    }
}
