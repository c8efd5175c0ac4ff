//! [`Visible`]: the index as one reader may see it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use contract::{NodeRow, PodRow};

use super::{DaemonSetEntry, Index, PodRecord, Pods, grid, status::Seen};
use crate::{
    Reader,
    list::{Listed, View},
    objects::{Kind, node::Node},
};

/// The index as one reader may see it: what is not seen is not there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visible<'a> {
    pub(super) index: &'a Index,
    pub(super) reader: &'a Reader,
}

/// One DaemonSet with what a reader may see of its pods, of nodes and of what is said of them.
pub(super) struct Sighted<'a> {
    pub(super) entry: Cow<'a, DaemonSetEntry>,
    /// None where it is not known which there are.
    pub(super) pods: Option<Cow<'a, Pods>>,
    nodes: Option<&'a BTreeMap<Arc<str>, Node>>,
}

impl<'a> Visible<'a> {
    /// Whether all that there is of a kind in a namespace is known and seen.
    pub(super) fn knows(self, kind: Kind, namespace: &str) -> bool {
        self.index.known.contains(&kind) && self.reader.sees(kind, namespace)
    }

    /// Whether all that there is of a kind is known and seen.
    pub(super) fn knows_all(self, kind: Kind) -> bool {
        self.index.known.contains(&kind) && self.reader.sees_all(kind)
    }

    /// The pods of a DaemonSet, by node and name; none if there is no such DaemonSet.
    pub(crate) fn pods(self, namespace: &str, name: &str) -> Option<Vec<PodRow>> {
        let seen = self.sighted(namespace, name)?;
        let pods = seen.pods.iter().flat_map(|pods| pods.iter());
        let row =
            |(name, pod): (&Arc<str>, &PodRecord)| pod.row(namespace, name, &seen.entry.current);
        let mut rows: Vec<PodRow> = pods.map(row).collect();
        rows.sort_by(|left, right| (&left.node, &left.name).cmp(&(&right.node, &right.name)));
        Some(rows)
    }

    /// All nodes as a DaemonSet sees them, by name; none if there is no such DaemonSet. Where the nodes
    /// may not be read, those that have a pod of it.
    pub(crate) fn nodes(self, namespace: &str, name: &str) -> Option<Vec<NodeRow>> {
        let seen = self.sighted(namespace, name)?;
        let knows_pods = self.knows(Kind::Pod, namespace);
        let mut by_node: HashMap<&str, Vec<grid::NamedPod>> = HashMap::new();
        for (name, pod) in seen.pods.iter().flat_map(|pods| pods.iter()) {
            by_node.entry(&pod.node).or_default().push((name, pod));
        }
        // Those that have been read so far, though there may be more.
        let nodes = self
            .reader
            .sees_all(Kind::Node)
            .then_some(&self.index.nodes);
        let nodes = nodes.into_iter().flat_map(BTreeMap::values);
        let mut rows = Vec::new();
        for node in nodes {
            let pods = by_node.remove(node.facts.name.as_str()).unwrap_or_default();
            let placement = seen.entry.object.placement.on(&node.facts);
            let pods = knows_pods.then_some(pods);
            rows.push(grid::cell(node, &placement, pods, &seen.entry));
        }
        if seen.nodes.is_none() {
            let others = by_node.into_iter().filter(|(node, _)| !node.is_empty());
            let cell = |(node, pods)| grid::cell_of_pods(node, pods, &seen.entry);
            rows.extend(others.filter_map(cell));
            rows.sort_by(|left, right| left.name.cmp(&right.name));
        }
        Some(rows)
    }

    /// The names of the namespaces: of all, or of those whose DaemonSets this reader may see.
    pub(crate) fn namespaces(self) -> Vec<String> {
        if self.reader.sees_all(Kind::Namespace) {
            let names = self.index.namespaces.keys().map(ToString::to_string);
            // Where a few are read alone, no list of all is.
            return names
                .chain(self.index.extent.only.iter().cloned())
                .collect();
        }
        let mut all = self.index.all_namespaces();
        all.retain(|name| self.reader.sees(Kind::DaemonSet, name));
        all
    }

    /// The row of one DaemonSet with all that it is found by.
    pub(crate) fn row(self, namespace: &str, name: &str) -> Option<Arc<Listed>> {
        if !self.reader.sees_daemon_set(namespace, name) {
            return None;
        }
        let entry = self.index.entry(namespace, name)?;
        if self.reader.sees_whole_rows(namespace) {
            return entry.listed.clone();
        }
        // What is not yet shown to anybody is not shown here either.
        entry.listed.as_ref()?;
        let seen = self.sighted(namespace, name)?;
        let told = Seen {
            entry: &seen.entry,
            pods: seen.pods.as_deref(),
            nodes: seen.nodes,
        };
        let (status, counts) = told.status();
        let row = seen.entry.row(status, counts);
        Some(Arc::new(Listed::new(row, seen.entry.object.labels.clone())))
    }

    /// All rows that this reader may see.
    pub(crate) fn view(self) -> View {
        let keys = self.index.daemon_sets.keys();
        let seen = keys.filter_map(|key| self.row(&key.namespace, &key.name));
        View {
            rows: seen.collect(),
            nodes: self.node_count(),
        }
    }

    /// How many nodes there are; 0 where that is not known.
    pub(crate) fn node_count(self) -> u32 {
        if self.reader.sees_all(Kind::Node) {
            self.index.node_count()
        } else {
            0
        }
    }

    pub(super) fn sighted(self, namespace: &str, name: &str) -> Option<Sighted<'a>> {
        if !self.reader.sees_daemon_set(namespace, name) {
            return None;
        }
        let entry = self.index.entry(namespace, name)?;
        let pods = self.index.pods.get(&entry.uid);
        let pods = pods.filter(|_| self.reader.sees(Kind::Pod, namespace));
        let knows_nodes = self.knows_all(Kind::Node);
        let nodes = knows_nodes.then_some(&self.index.nodes);
        if self.reader.sees(Kind::Event, namespace) {
            return Some(Sighted {
                entry: Cow::Borrowed(entry),
                pods: pods.map(Cow::Borrowed),
                nodes,
            });
        }
        // Without what only Events say.
        let silent = |pod: &PodRecord| {
            let mut pod = pod.clone();
            pod.stumble = None;
            pod
        };
        let pods = pods.map(|pods| {
            let pods = pods.iter();
            Cow::Owned(
                pods.map(|(name, pod)| (Arc::clone(name), silent(pod)))
                    .collect(),
            )
        });
        let entry = DaemonSetEntry {
            refusal: None,
            ..entry.clone()
        };
        Some(Sighted {
            entry: Cow::Owned(entry),
            pods,
            nodes,
        })
    }
}
