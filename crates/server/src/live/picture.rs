//! What viewers of a subject have before them, and how it becomes what it should be.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use cluster::{ChangeSet, DaemonSetChange, ListQuery, Watched};
use contract::{
    Change, DaemonSetRow, DetailChange, DetailSnapshot, Freshness, NodeRow, PodRow, Snapshot,
};

use super::Subject;

/// Rows by namespace and name, as they are listed.
type Rows = BTreeMap<(String, String), DaemonSetRow>;

/// What viewers of a subject have before them.
#[derive(Debug, Default)]
pub(super) struct Picture {
    rows: Rows,
    nodes: u32,
    namespaces: Vec<String>,
    detail: Option<Detail>,
    freshness: Freshness,
}

#[derive(Debug, Default)]
struct Detail {
    nodes: BTreeMap<String, NodeRow>,
    pods: BTreeMap<String, PodRow>,
}

/// What to tell viewers.
#[derive(Debug, Default)]
pub(super) struct Update {
    pub(super) change: Option<Change>,
    pub(super) freshness: Option<Freshness>,
}

impl Picture {
    /// The picture as it is now.
    pub(super) fn take(seen: &Watched, subject: &Subject) -> Self {
        // Looked at first: what is said to be live must hold of what is read after it.
        let freshness = seen.freshness();
        let (rows, nodes) = read_rows(seen, subject);
        Self {
            rows,
            nodes,
            namespaces: seen.namespaces(),
            detail: Detail::read(seen, subject),
            freshness,
        }
    }

    /// The picture as a message.
    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            daemon_sets: self.rows.values().cloned().collect(),
            nodes: self.nodes,
            namespaces: self.namespaces.clone(),
            detail: self.detail.as_ref().map(|detail| DetailSnapshot {
                nodes: detail.nodes.values().cloned().collect(),
                pods: detail.pods_by_node(),
            }),
            freshness: self.freshness.clone(),
        }
    }

    /// What somebody may have missed of these change sets, as it is now: of each thing that they name, whether it has changed
    /// in the end or not, since it may have been shown in between. None where it is sooner told whole.
    pub(super) fn since(
        &self,
        sets: &[Arc<ChangeSet>],
        is_visible: impl Fn(&DaemonSetChange) -> bool,
        subject: &Subject,
    ) -> Option<Change> {
        let mut change = Change {
            // They may have, and whoever asks for them says what it has.
            facts_changed: true,
            ..Change::default()
        };
        // Any row may be another for a moment where a node is.
        let of_nodes = |set: &ChangeSet| !(set.nodes.is_empty() && set.removed_nodes.is_empty());
        if sets.iter().any(|set| of_nodes(set)) {
            return None;
        }
        if sets.iter().any(|set| set.namespaces) {
            change.namespaces = Some(self.namespaces.clone());
        }
        let mut told = HashSet::new();
        let mut detail = DetailChange::default();
        for changed in sets.iter().flat_map(|set| &set.daemon_sets) {
            let is_wanted =
                subject.namespace.is_empty() || *changed.namespace == *subject.namespace;
            if !is_wanted || !is_visible(changed) {
                continue;
            }
            if !subject.name.is_empty() && *changed.name == *subject.name {
                self.detail_since(changed, &mut detail)?;
            }
            if !told.insert(&changed.uid) {
                continue;
            }
            let key = (changed.namespace.to_string(), changed.name.to_string());
            match self.rows.get(&key) {
                Some(row) if *row.uid == *changed.uid => change.daemon_sets.push(row.clone()),
                _ => change.removed.push(changed.uid.to_string()),
            }
        }
        change.detail = (detail != DetailChange::default()).then_some(detail);
        Some(change)
    }

    /// The same of the one DaemonSet.
    fn detail_since(&self, changed: &DaemonSetChange, told: &mut DetailChange) -> Option<()> {
        let detail = self.detail.as_ref()?;
        if changed.removed || changed.all_nodes {
            return None;
        }
        for name in &changed.nodes {
            let is_told = told.nodes.iter().any(|node| *node.name == **name);
            if let (Some(node), false) = (detail.nodes.get(&**name), is_told) {
                told.nodes.push(node.clone());
            }
        }
        for name in changed.pods.iter().chain(&changed.removed_pods) {
            match detail.pods.get(&**name) {
                Some(pod) if told.pods.iter().all(|it| it.name != pod.name) => {
                    told.pods.push(pod.clone());
                }
                None if told.removed_pods.iter().all(|it| **it != **name) => {
                    told.removed_pods.push(name.to_string());
                }
                _ => {}
            }
        }
        Some(())
    }

    /// Whether the console hears from the cluster.
    pub(super) const fn freshness(&self) -> &Freshness {
        &self.freshness
    }

    /// Brings the picture up to date and says what is other than before. `changes` are all that happened since;
    /// none where some were missed, so that everything must be read anew.
    pub(super) fn update(
        &mut self,
        seen: &Watched,
        subject: &Subject,
        changes: Option<&[Arc<ChangeSet>]>,
    ) -> Update {
        let freshness = seen.freshness();
        let happened = |what: fn(&ChangeSet) -> bool| {
            changes.is_none_or(|sets| sets.iter().any(|set| what(set)))
        };
        let mut change = Change {
            facts_changed: happened(|set| set.facts),
            ..Change::default()
        };
        if happened(|set| !set.daemon_sets.is_empty()) {
            self.update_rows(seen, subject, changes, &mut change);
        }
        if happened(|set| !set.nodes.is_empty() || !set.removed_nodes.is_empty()) {
            let (_, nodes) = read_rows(seen, &nothing());
            if nodes != self.nodes {
                self.nodes = nodes;
                change.nodes = Some(nodes);
            }
        }
        if happened(|set| set.namespaces) {
            let namespaces = seen.namespaces();
            if namespaces != self.namespaces {
                self.namespaces.clone_from(&namespaces);
                change.namespaces = Some(namespaces);
            }
        }
        if changes.is_none_or(|sets| sets.iter().any(|set| touches_detail(set, subject))) {
            let detail = Detail::read(seen, subject);
            change.detail = Detail::diff(self.detail.as_ref(), detail.as_ref());
            self.detail = detail;
        }
        let mut update = Update {
            change: (change != Change::default()).then_some(change),
            freshness: None,
        };
        if freshness != self.freshness {
            self.freshness = freshness.clone();
            update.freshness = Some(freshness);
        }
        update
    }

    fn update_rows(
        &mut self,
        seen: &Watched,
        subject: &Subject,
        changes: Option<&[Arc<ChangeSet>]>,
        change: &mut Change,
    ) {
        match changes {
            // Without a search the rows that changed can be read one by one.
            Some(sets) if subject.search.trim().is_empty() => {
                for changed in sets.iter().flat_map(|set| &set.daemon_sets) {
                    let is_wanted =
                        subject.namespace.is_empty() || *changed.namespace == *subject.namespace;
                    if is_wanted && (changed.row || changed.removed) {
                        let key = (changed.namespace.to_string(), changed.name.to_string());
                        let row = seen.row(&key.0, &key.1);
                        replace_row(&mut self.rows, key, row, change);
                    }
                }
            }
            _ => {
                let (now, nodes) = read_rows(seen, subject);
                let gone: Vec<_> = self
                    .rows
                    .keys()
                    .filter(|key| !now.contains_key(*key))
                    .cloned()
                    .collect();
                for key in gone {
                    replace_row(&mut self.rows, key, None, change);
                }
                for (key, row) in now {
                    replace_row(&mut self.rows, key, Some(row), change);
                }
                if nodes != self.nodes {
                    self.nodes = nodes;
                    change.nodes = Some(nodes);
                }
            }
        }
    }
}

/// Puts a row in its place and notes what that changes. Another UID is another object, though it bears the
/// name of the one that is gone.
fn replace_row(
    rows: &mut Rows,
    key: (String, String),
    row: Option<DaemonSetRow>,
    change: &mut Change,
) {
    let before = match row {
        Some(row) if rows.get(&key) == Some(&row) => return,
        Some(row) => {
            change.daemon_sets.retain(|noted| noted.uid != row.uid);
            change.daemon_sets.push(row.clone());
            let uid = row.uid.clone();
            rows.insert(key, row).filter(|before| before.uid != uid)
        }
        None => rows.remove(&key),
    };
    if let Some(before) = before {
        change.daemon_sets.retain(|noted| noted.uid != before.uid);
        change.removed.push(before.uid);
    }
}

fn touches_detail(set: &ChangeSet, subject: &Subject) -> bool {
    !subject.name.is_empty()
        && (!set.nodes.is_empty()
            || !set.removed_nodes.is_empty()
            || set.daemon_sets.iter().any(|changed| {
                *changed.namespace == *subject.namespace && *changed.name == *subject.name
            }))
}

fn read_rows(seen: &Watched, subject: &Subject) -> (Rows, u32) {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let query = ListQuery {
        namespace: text(&subject.namespace),
        search: text(&subject.search),
        ..ListQuery::default()
    };
    match seen.list(&query) {
        Ok(list) => {
            let rows = list.items.into_iter();
            let rows = rows.map(|row| ((row.namespace.clone(), row.name.clone()), row));
            (rows.collect(), list.nodes)
        }
        // Only sorts, selectors and tokens can be wrong, and there are none.
        Err(error) => {
            tracing::error!(%error, "a stream cannot be read");
            Default::default()
        }
    }
}

/// A subject that no row belongs to, because no namespace has such a name: for the mere counts.
fn nothing() -> Subject {
    Subject {
        namespace: "-".to_owned(),
        ..Subject::default()
    }
}

impl Detail {
    fn read(seen: &Watched, subject: &Subject) -> Option<Self> {
        if subject.name.is_empty() {
            return None;
        }
        let nodes = seen.nodes(&subject.namespace, &subject.name)?;
        let pods = seen.pods(&subject.namespace, &subject.name)?;
        Some(Self {
            nodes: nodes
                .into_iter()
                .map(|node| (node.name.clone(), node))
                .collect(),
            pods: pods
                .into_iter()
                .map(|pod| (pod.name.clone(), pod))
                .collect(),
        })
    }

    fn pods_by_node(&self) -> Vec<PodRow> {
        let mut pods: Vec<PodRow> = self.pods.values().cloned().collect();
        pods.sort_by(|one, other| (&one.node, &one.name).cmp(&(&other.node, &other.name)));
        pods
    }

    fn diff(before: Option<&Self>, now: Option<&Self>) -> Option<DetailChange> {
        let nobody = Self::default();
        let (before, now) = (before.unwrap_or(&nobody), now.unwrap_or(&nobody));
        let (nodes, removed_nodes) = diff(&before.nodes, &now.nodes);
        let (pods, removed_pods) = diff(&before.pods, &now.pods);
        let change = DetailChange {
            nodes,
            removed_nodes,
            pods,
            removed_pods,
        };
        (change != DetailChange::default()).then_some(change)
    }
}

/// What is new or other, and the names of what is gone.
fn diff<T: Clone + PartialEq>(
    before: &BTreeMap<String, T>,
    now: &BTreeMap<String, T>,
) -> (Vec<T>, Vec<String>) {
    let changed = now
        .iter()
        .filter(|(name, item)| before.get(*name) != Some(item));
    let removed = before.keys().filter(|name| !now.contains_key(*name));
    (
        changed.map(|(_, item)| item.clone()).collect(),
        removed.cloned().collect(),
    )
}
