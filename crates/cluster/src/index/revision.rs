//! Which pods are of the current revision of their DaemonSet.

use std::{collections::BTreeSet, sync::Arc};

use super::pod::PodRecord;

/// The current revision, as far as the DaemonSet and its pods tell it.
///
/// The controller compares `controller-revision-hash` with the latest `ControllerRevision`, or
/// `pod-template-generation` with the DaemonSet's (`IsPodUpdated` in
/// `pkg/controller/daemon/util/daemonset_util.go`). The generation names the current pods; after a
/// rollback, which makes a new generation of an old revision, the pods that had never left that
/// revision are known by sharing a hash with those.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CurrentRevision {
    template_generation: Arc<str>,
    hashes: BTreeSet<Arc<str>>,
}

impl CurrentRevision {
    pub(crate) fn find<'a>(
        template_generation: &Arc<str>,
        pods: impl Iterator<Item = &'a PodRecord>,
    ) -> Self {
        let hashes = pods
            .filter(|pod| {
                !template_generation.is_empty()
                    && pod.template_generation == *template_generation
                    && !pod.revision.is_empty()
            })
            .map(|pod| Arc::clone(&pod.revision))
            .collect();
        Self {
            template_generation: Arc::clone(template_generation),
            hashes,
        }
    }

    /// Whether the pod is of this revision.
    pub(crate) fn is_of(&self, pod: &PodRecord) -> bool {
        let same_generation = !self.template_generation.is_empty()
            && pod.template_generation == self.template_generation;
        same_generation || self.hashes.contains(&pod.revision)
    }
}
