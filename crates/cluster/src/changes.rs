//! What has become other: told to everybody who follows the cluster.

use std::sync::Arc;

use crate::Seen;

/// What has become other since the change set before. Who has read it finds the new state in
/// [`crate::Cluster::list`], [`crate::Cluster::row`] and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeSet {
    /// Grows by one with each change set; [`crate::Cluster::sequence`] is the latest.
    pub sequence: u64,
    /// What has been shown to those to whom all change sets up to this one were shown; none where a list is only half
    /// read, so that more is shown than the versions say.
    pub seen: Option<Seen>,
    /// The DaemonSets whose row or pods have changed, by namespace and name.
    pub daemon_sets: Vec<DaemonSetChange>,
    /// The names of nodes that are new, or of which something has changed that preflight reads.
    pub nodes: Vec<Arc<str>>,
    /// The names of nodes that are gone.
    pub removed_nodes: Vec<Arc<str>>,
    /// The names of nodes of which pods take more or less than before.
    pub used_nodes: Vec<Arc<str>>,
    /// Whether a namespace has come or gone.
    pub namespaces: bool,
    /// Whether [`crate::Cluster::facts`] may answer something else now.
    pub facts: bool,
    /// Whether [`crate::Cluster::freshness`] or [`crate::Cluster::summary`] answers something else.
    pub freshness: bool,
}

/// One DaemonSet of which something has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaemonSetChange {
    /// `metadata.uid`.
    pub uid: Arc<str>,
    /// `metadata.namespace`.
    pub namespace: Arc<str>,
    /// `metadata.name`.
    pub name: Arc<str>,
    /// Whether it is gone.
    pub removed: bool,
    /// Whether its row is new or other than before.
    pub row: bool,
    /// Whether any node may now be judged otherwise: its template or its current revision changed.
    pub all_nodes: bool,
    /// The nodes whose pods have changed, by name.
    pub nodes: Vec<Arc<str>>,
    /// The names of pods that are new or other than before.
    pub pods: Vec<Arc<str>>,
    /// The names of pods that are gone.
    pub removed_pods: Vec<Arc<str>>,
}

impl ChangeSet {
    /// Whether nothing has changed.
    pub(crate) fn is_empty(&self) -> bool {
        let Self {
            sequence: _,
            seen: _,
            daemon_sets,
            nodes,
            removed_nodes,
            used_nodes,
            namespaces,
            facts,
            freshness,
        } = self;
        daemon_sets.is_empty()
            && nodes.is_empty()
            && removed_nodes.is_empty()
            && used_nodes.is_empty()
            && !(*namespaces || *facts || *freshness)
    }
}
