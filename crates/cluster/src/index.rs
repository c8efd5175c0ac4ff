//! What the watches have told, joined by owner and kept up to date object by object.
//!
//! Pure: events go in, rows come out; no clock, no network. Nothing is ever computed for all
//! objects because one has changed: an event marks the DaemonSet that it concerns, and
//! [`Index::take_changes`] looks at those alone.

pub(crate) mod apply;
pub(crate) mod facts;
mod footprints;
mod grid;
mod intern;
mod pod;
mod refusals;
mod revision;
pub(crate) mod shelves;
mod status;
mod stumbles;
mod take;
pub(crate) mod versions;
mod visible;
mod wall;

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use manifest::StringMap;

use self::{
    footprints::Footprints,
    intern::Interner,
    pod::PodRecord,
    refusals::{LastingRefusal, Refusals},
    revision::CurrentRevision,
    shelves::Shelves,
    stumbles::Stumbles,
    versions::Versions,
};
use crate::{
    Reader,
    list::Listed,
    objects::{Kind, daemonset::DaemonSet, node::Node},
    seen::{KINDS, Seen},
    watch::Extent,
};

pub(crate) use self::{pod::timestamp, visible::Visible};

/// Namespace and name: what an object is known by in lists and watches. The namespace is empty for
/// kinds that have none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ObjectKey {
    pub(crate) namespace: Arc<str>,
    pub(crate) name: Arc<str>,
}

/// The pods of one DaemonSet, by name.
type Pods = BTreeMap<Arc<str>, PodRecord>;

/// The index.
#[derive(Debug, Default)]
pub(crate) struct Index {
    strings: Interner,
    daemon_sets: BTreeMap<ObjectKey, DaemonSetEntry>,
    /// Where the DaemonSet of a uid is.
    keys: HashMap<Arc<str>, ObjectKey>,
    /// The pods by the uid of the DaemonSet that owns them. They may be told of before it is, and
    /// outlive it.
    pods: HashMap<Arc<str>, Pods>,
    /// The uid of the DaemonSet that owns a pod, so that a pod can be found by its name.
    owners: HashMap<ObjectKey, Arc<str>>,
    nodes: BTreeMap<Arc<str>, Node>,
    /// The labels of each namespace.
    namespaces: BTreeMap<Arc<str>, StringMap<String>>,
    /// Those of them that are on their way out.
    terminating: BTreeSet<Arc<str>>,
    footprints: Footprints,
    shelves: Shelves,
    refusals: Refusals,
    stumbles: Stumbles,
    /// What of the cluster is read.
    extent: Extent,
    /// What a list that is being read has named so far, by kind and part; what it has not named by its end
    /// is gone.
    relists: HashMap<(Kind, usize), HashSet<ObjectKey>>,
    /// The parts of each kind of which a whole list has been read.
    read: HashMap<Kind, HashSet<usize>>,
    /// The kinds of which a whole list has been read: of the others nothing is known, and "there is
    /// none" must not be said.
    known: HashSet<Kind>,
    /// How far lists and watches have come.
    pub(crate) versions: Versions,
    /// That of the namespace `kube-system`, by which one cluster is told from another behind however the same address.
    identity: Option<String>,
    /// The API server's version, once it has told it.
    server_version: Option<String>,
    changed: Changed,
}

/// A DaemonSet in the index.
#[derive(Clone, Debug)]
struct DaemonSetEntry {
    object: DaemonSet,
    uid: Arc<str>,
    template_generation: Arc<str>,
    current: CurrentRevision,
    /// What the API server says of the pods that it refuses, while it does.
    refusal: Option<LastingRefusal>,
    /// As it was last published; none before.
    listed: Option<Arc<Listed>>,
}

/// What has changed since [`Index::take_changes`] was last called.
#[derive(Debug, Default)]
struct Changed {
    /// By the uid of the DaemonSet.
    daemon_sets: HashMap<Arc<str>, ChangedDaemonSet>,
    /// DaemonSets that are gone, by uid.
    removed: BTreeMap<Arc<str>, ObjectKey>,
    nodes: BTreeSet<Arc<str>>,
    removed_nodes: BTreeSet<Arc<str>>,
    /// The nodes of which pods take more or less than before.
    used_nodes: BTreeSet<Arc<str>>,
    namespaces: bool,
    /// Whether what preflight reads is another for yet another reason: a DaemonSet has come or
    /// gone, or a kind is known now.
    facts: bool,
}

/// What has changed of one DaemonSet.
#[derive(Debug, Default)]
struct ChangedDaemonSet {
    all_nodes: bool,
    nodes: BTreeSet<Arc<str>>,
    pods: BTreeSet<Arc<str>>,
    removed_pods: BTreeSet<Arc<str>>,
}

impl DaemonSetEntry {
    /// What the API server says of the pods that it refuses, while it does.
    fn words_of_refusal(&self) -> Option<&str> {
        self.refusal.as_ref().map(|refusal| &*refusal.words)
    }
}

impl Index {
    /// What of it a reader may see. There is no other way to look.
    pub(crate) const fn seen_by<'a>(&'a self, reader: &'a Reader) -> Visible<'a> {
        Visible {
            index: self,
            reader,
        }
    }

    /// The names of all namespaces, to ask for each what a reader may see there: they are shown to nobody as they are.
    pub(crate) fn all_namespaces(&self) -> Vec<String> {
        let of_daemon_sets = self.daemon_sets.keys().map(|key| &key.namespace);
        let all = self.namespaces.keys().chain(of_daemon_sets);
        let all = all
            .map(ToString::to_string)
            .chain(self.extent.only.iter().cloned());
        let all: BTreeSet<_> = all.collect();
        all.into_iter().collect()
    }

    /// So much of the cluster is read.
    pub(crate) fn of(extent: Extent) -> Self {
        Self {
            extent,
            ..Self::default()
        }
    }

    /// Whether [`Index::take_changes`] would find anything to look at.
    pub(crate) fn has_changes(&self) -> bool {
        let changed = &self.changed;
        !(changed.daemon_sets.is_empty()
            && changed.removed.is_empty()
            && changed.nodes.is_empty()
            && changed.removed_nodes.is_empty()
            && changed.used_nodes.is_empty())
            || changed.namespaces
            || changed.facts
    }

    /// What is shown once all changes are taken; none where it cannot be held against what others show.
    pub(crate) fn told(&self) -> Option<Seen> {
        let mark = self.identity.as_ref()?;
        self.versions.told_of(mark, self.extent.only.len())
    }

    /// Up to where all has been read.
    pub(crate) fn read(&self) -> Option<Seen> {
        let mark = self.identity.as_ref()?;
        self.versions.read_of(mark, self.extent.only.len())
    }

    /// Whether a DaemonSet of this version, in this namespace or in any, has been read.
    pub(crate) fn has_read_daemon_set(&self, namespace: &str, version: u64) -> bool {
        let part = self.extent.only.iter().position(|only| only == namespace);
        self.versions.has_read(Kind::DaemonSet, part, version)
    }

    /// Whether a list of what rows are made of is only half read: then more is shown than the versions say.
    pub(crate) fn is_half_read(&self) -> bool {
        self.relists.keys().any(|(kind, _)| KINDS.contains(kind))
    }

    /// How many nodes there are.
    fn node_count(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }

    fn entry(&self, namespace: &str, name: &str) -> Option<&DaemonSetEntry> {
        let key = ObjectKey {
            namespace: Arc::from(namespace),
            name: Arc::from(name),
        };
        self.daemon_sets.get(&key)
    }

    fn pods_of(&self, uid: &Arc<str>) -> impl Iterator<Item = (&Arc<str>, &PodRecord)> {
        self.pods.get(uid).into_iter().flatten()
    }

    fn key(&mut self, namespace: &str, name: &str) -> ObjectKey {
        ObjectKey {
            namespace: self.strings.intern(namespace),
            name: self.strings.intern(name),
        }
    }
}
