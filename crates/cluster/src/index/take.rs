//! Turning what has changed into new rows and a change set.

use std::{collections::BTreeMap, sync::Arc};

use contract::{Counts, DaemonSetRow, Status};

use super::{
    ChangedDaemonSet, DaemonSetEntry, Index, ObjectKey, Pods, refusals::LastingRefusal,
    revision::CurrentRevision, status::Seen, timestamp,
};
use crate::{
    changes::{ChangeSet, DaemonSetChange},
    list::{Listed, View},
    objects::{Kind, node::Node},
};

impl Index {
    /// Makes the rows anew that must be, and says what has changed since the last call. The
    /// sequence, what is shown by now and the freshness are the caller's.
    pub(crate) fn take_changes(&mut self) -> ChangeSet {
        let changed = std::mem::take(&mut self.changed);
        let mut daemon_sets: Vec<DaemonSetChange> = changed
            .removed
            .into_iter()
            .map(|(uid, key)| removed(uid, key))
            .collect();
        for (uid, change) in changed.daemon_sets {
            // The pods of a DaemonSet that is not known (yet) are nobody's.
            let Some(key) = self.keys.get(&uid).cloned() else {
                continue;
            };
            let Some(entry) = self.daemon_sets.get_mut(&key) else {
                continue;
            };
            let pods = self.pods.get(&uid);
            let refusal = self.refusals.lasting(entry, pods);
            let nodes = self.known.contains(&Kind::Node).then_some(&self.nodes);
            daemon_sets.extend(entry.take_change(&key, change, refusal, (pods, nodes)));
        }
        daemon_sets.sort_by(|left, right| {
            let key = |change: &DaemonSetChange| {
                let (namespace, name) = (change.namespace.clone(), change.name.clone());
                // One that is gone comes before another of the same name.
                (namespace, name, !change.removed)
            };
            key(left).cmp(&key(right))
        });
        ChangeSet {
            sequence: 0,
            seen: None,
            daemon_sets,
            facts: changed.namespaces
                || changed.facts
                || !(changed.nodes.is_empty()
                    && changed.removed_nodes.is_empty()
                    && changed.used_nodes.is_empty()),
            used_nodes: changed.used_nodes.into_iter().collect(),
            nodes: changed.nodes.into_iter().collect(),
            removed_nodes: changed.removed_nodes.into_iter().collect(),
            namespaces: changed.namespaces,
            freshness: false,
        }
    }

    /// All rows as they were last made, for those who may see everything.
    pub(crate) fn view(&self) -> View {
        View {
            rows: self
                .daemon_sets
                .values()
                .filter_map(|entry| entry.listed.clone())
                .collect(),
            nodes: self.node_count(),
        }
    }
}

impl DaemonSetEntry {
    /// Makes the row anew and says what has changed; none if nothing that anybody sees.
    fn take_change(
        &mut self,
        key: &ObjectKey,
        change: ChangedDaemonSet,
        refusal: Option<LastingRefusal>,
        (pods, nodes): (Option<&Pods>, Option<&BTreeMap<Arc<str>, Node>>),
    ) -> Option<DaemonSetChange> {
        let its_pods = pods.into_iter().flat_map(Pods::values);
        let current = CurrentRevision::find(&self.template_generation, its_pods);
        let all_nodes = change.all_nodes || current != self.current || refusal != self.refusal;
        self.current = current;
        self.refusal = refusal;
        let seen = Seen {
            entry: self,
            pods,
            nodes,
        };
        let (status, counts) = seen.status();
        let row = self.row(status, counts);
        let is_new = self.listed.as_ref().is_none_or(|listed| {
            // The labels are not in the row, and a search finds them.
            listed.row != row || listed.labels != self.object.labels
        });
        if is_new {
            self.listed = Some(Arc::new(Listed::new(row, self.object.labels.clone())));
        }
        let has_pods = !(change.pods.is_empty() && change.removed_pods.is_empty());
        (is_new || all_nodes || has_pods).then(|| DaemonSetChange {
            uid: Arc::clone(&self.uid),
            namespace: Arc::clone(&key.namespace),
            name: Arc::clone(&key.name),
            removed: false,
            row: is_new,
            all_nodes,
            nodes: change.nodes.into_iter().collect(),
            pods: change.pods.into_iter().collect(),
            removed_pods: change.removed_pods.into_iter().collect(),
        })
    }

    pub(super) fn row(&self, status: Status, counts: Counts) -> DaemonSetRow {
        let object = &self.object;
        DaemonSetRow {
            cluster: String::new(),
            uid: object.uid.clone(),
            namespace: object.namespace.clone(),
            name: object.name.clone(),
            resource_version: object.resource_version.clone(),
            description: object.description.clone(),
            created: timestamp(object.created),
            status,
            counts,
            images: object.images.clone(),
            managed_by: object.managed_by.clone(),
            update_strategy: object.strategy.clone(),
        }
    }
}

/// The change of a DaemonSet that is gone.
fn removed(uid: Arc<str>, key: ObjectKey) -> DaemonSetChange {
    DaemonSetChange {
        uid,
        namespace: key.namespace,
        name: key.name,
        removed: true,
        row: false,
        all_nodes: false,
        nodes: Vec::new(),
        pods: Vec::new(),
        removed_pods: Vec::new(),
    }
}
