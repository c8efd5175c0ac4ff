//! Taking notice: every change in the store updates a view and plans what follows from it.

use std::sync::Arc;

use jiff::SignedDuration;
use serde::Deserialize;

use super::{
    Simulation,
    kubelet::Step,
    timers::{PodRef, Task},
    view::{DaemonSetView, NodeView, PodView, RawOwner},
};
use crate::{
    kind::{Definition, Kind},
    store::{Change, Object, WatchEventType},
};

/// How long a controller lets changes gather before it looks, in milliseconds.
const CONTROLLER_DELAY: i64 = 10;

#[derive(Deserialize)]
struct Owned {
    metadata: OwnedMetadata,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OwnedMetadata {
    uid: Option<String>,
    deletion_timestamp: Option<String>,
    #[serde(default)]
    owner_references: Vec<RawOwner>,
    #[serde(default)]
    finalizers: Vec<String>,
}

impl Simulation {
    /// Takes notice of everything that has happened since it was last done.
    pub(super) fn observe(&mut self) {
        loop {
            let Ok((changes, reached)) = self.world.store.changes_after(self.cursor, |_| true)
            else {
                self.relist();
                continue;
            };
            self.cursor = reached;
            if changes.is_empty() {
                return;
            }
            let later = changes.iter().skip(1).map(Some).chain([None]);
            for (change, later) in changes.iter().zip(later) {
                // Views follow from states: of two in a row, the later one is enough.
                if !later.is_some_and(|later| later.supersedes(change)) {
                    self.notice(change);
                }
            }
        }
    }

    /// The history did not reach back to the last look, so everything is looked at.
    fn relist(&mut self) {
        self.cursor = self.world.store.revision();
        let mut gone: Vec<Box<str>> = self.pods.keys().cloned().collect();
        gone.retain(|key| self.world.store.get(Kind::Pod, key).is_none());
        for key in gone {
            self.forget_pod(&key);
        }
        let (store, daemon_sets) = (&self.world.store, &mut self.daemon_sets);
        daemon_sets.retain(|key, _| store.get(Kind::DaemonSet, key).is_some());
        self.nodes
            .retain(|name, _| store.get(Kind::Node, name).is_some());
        for kind in Definition::all_kinds(&self.world.store) {
            for object in self.world.store.list(kind, None, None).objects {
                self.notice(&Change {
                    what: WatchEventType::Modified,
                    object,
                    previous: None,
                });
            }
        }
    }

    fn notice(&mut self, change: &Change) {
        let object = &*change.object;
        let gone = change.what == WatchEventType::Deleted;
        let is_counted = change.what != WatchEventType::Modified && object.kind() != Kind::Pod;
        if is_counted && !matches!(object.kind(), Kind::Event | Kind::Lease) {
            self.plan_quotas(object.namespace());
        }
        match object.kind() {
            // Nobody owns an event, and nothing follows from one.
            Kind::Event | Kind::Lease => return,
            Kind::Node => self.notice_node(object, gone),
            Kind::Pod => self.notice_pod(object, gone),
            Kind::DaemonSet => self.notice_daemon_set(object, gone),
            Kind::Namespace if !gone => self.notice_namespace(object),
            Kind::CustomResourceDefinition => self.notice_definition(object, gone),
            Kind::ClusterRole => self.gather_cluster_roles(),
            Kind::PersistentVolumeClaim
            | Kind::PersistentVolume
            | Kind::StorageClass
            | Kind::DeviceClass
            | Kind::ResourceClaim
            | Kind::ResourceClaimTemplate => {
                self.wake_apart();
            }
            Kind::ConfigMap
            | Kind::Secret
            | Kind::ServiceAccount
            | Kind::LimitRange
            | Kind::ResourceQuota
            | Kind::RuntimeClass
            | Kind::PriorityClass => {
                if object.kind() == Kind::ResourceQuota {
                    self.plan_quotas(object.namespace());
                }
                self.retry_refused(object.namespace());
            }
            _ => {}
        }
        self.notice_ownership(object, gone);
    }

    fn notice_node(&mut self, object: &Object, gone: bool) {
        let former = self.nodes.remove(object.name());
        let mut wakes_pods = former.is_none();
        let before = former.as_ref().map(|former| former.facts.clone());
        if gone {
            if let Some(former) = former {
                // Nobody is left who could stop these pods.
                for pod in former.pods {
                    self.remove_pod(&pod);
                }
            }
        } else {
            let was_ready = former.as_ref().map(|former| former.ready);
            let view = NodeView::read(object, former);
            if let Some(was_ready) = was_ready.filter(|was| *was != view.ready) {
                wakes_pods = !was_ready;
            }
            wakes_pods |= before.is_some_and(|before| before != view.facts);
            self.nodes.insert(object.name().into(), view);
            self.after(controller_delay(), Task::SyncNode(object.name().into()));
        }
        for view in self.daemon_sets.values_mut() {
            view.verdicts.remove(object.name());
        }
        let keys: Vec<_> = self.daemon_sets.keys().cloned().collect();
        for key in keys {
            self.plan_sync(&key);
        }
        if wakes_pods {
            self.wake_unscheduled(object.name());
        }
    }

    fn notice_pod(&mut self, object: &Object, gone: bool) {
        let former = self.forget_pod(object.key());
        if gone || former.is_none() {
            self.plan_quotas(object.namespace());
        }
        if gone {
            if let Some(former) = former {
                self.plan_sync_of_owner(&former.controller);
                self.wake_unscheduled(&former.node);
                self.wake_apart();
            }
            return;
        }
        let Some(mut view) = PodView::read(object) else {
            return;
        };
        self.share_traits(&mut view);
        let pod = PodRef {
            key: object.key().into(),
            uid: view.uid.clone(),
        };
        if view.finished && former.as_ref().is_some_and(|former| !former.finished) {
            self.plan_quotas(object.namespace());
        }
        let same = former.as_ref().filter(|former| former.uid == view.uid);
        let bound_now = view.scheduled && same.is_none_or(|former| !former.scheduled);
        let deleted_now = view.deleting && same.is_none_or(|former| !former.deleting);
        if !view.scheduled && same.is_none() {
            let delay = self.about(20);
            self.after(delay, Task::Schedule(pod.clone()));
        }
        if bound_now {
            self.wake_apart();
        }
        if bound_now && !view.deleting && !view.finished && view.ready_since.is_none() {
            let delay = self.kubelet_delay(&view.node, 60);
            self.after(delay, Task::Kubelet(pod.clone(), Step::Create));
        }
        if view.has_moved_gates && !view.deleting {
            let delay = self.kubelet_delay(&view.node, 60);
            self.after(delay, Task::Kubelet(pod.clone(), Step::Weigh));
        }
        if deleted_now && view.scheduled {
            self.begin_termination(&pod, &view.node);
        }
        self.plan_sync_of_owner(&view.controller);
        if view.controller.is_empty() {
            self.plan_adoption(object);
        }
        if let Some(node) = self.nodes.get_mut(&view.node)
            && let Some(taken) = &view.taken
        {
            node.used_mut().add(taken);
            node.pods.insert(object.key().into());
        }
        self.pods.insert(object.key().into(), view);
    }

    /// Keeps what thousands of pods show alike once.
    fn share_traits(&mut self, view: &mut PodView) {
        if let Some(known) = self.traits.get(&view.traits) {
            view.traits = Arc::clone(known);
            return;
        }
        self.traits.retain(|traits| Arc::strong_count(traits) > 1);
        self.traits.insert(Arc::clone(&view.traits));
    }

    /// Drops the view of a pod and what it used.
    fn forget_pod(&mut self, key: &str) -> Option<PodView> {
        let view = self.pods.remove(key)?;
        if let Some(node) = self.nodes.get_mut(&view.node)
            && node.pods.remove(key)
            && let Some(taken) = &view.taken
        {
            node.used_mut().remove(taken);
        }
        Some(view)
    }

    fn notice_daemon_set(&mut self, object: &Object, gone: bool) {
        let former = self.daemon_sets.remove(object.key());
        if gone {
            return;
        }
        self.daemon_sets
            .insert(object.key().into(), DaemonSetView::read(object, former));
        self.plan_sync(object.key());
    }

    fn notice_namespace(&mut self, object: &Object) {
        if object.phase() == "Terminating" {
            let task = Task::EmptyNamespace(object.name().into());
            self.after(SignedDuration::from_millis(50), task);
        }
    }

    /// Keeps the book of who owns whom, and plans what a deletion means for the owned.
    fn notice_ownership(&mut self, object: &Object, gone: bool) {
        let Some(Owned { metadata }) = object.read() else {
            return;
        };
        let entry = (object.kind(), Box::from(object.key()));
        for owner in &metadata.owner_references {
            let owned = self
                .dependents
                .entry(owner.uid.as_str().into())
                .or_default();
            if gone {
                owned.remove(&entry);
                if owned.is_empty() {
                    self.dependents.remove(owner.uid.as_str());
                }
            } else if owned.insert(entry.clone()) {
                // The owner may be gone already, or never have been.
                self.plan_collection_of_lost(owner, object.namespace());
            }
        }
        let Some(uid) = metadata.uid else { return };
        if gone {
            if self.dependents.contains_key(uid.as_str()) {
                self.after(controller_delay(), Task::Collect(uid.into()));
            }
            for owner in &metadata.owner_references {
                self.plan_finish(owner, object.namespace());
            }
        } else if metadata.deletion_timestamp.is_some()
            && metadata
                .finalizers
                .iter()
                .any(|name| name == "orphan" || name == "foregroundDeletion")
        {
            self.after(
                controller_delay(),
                Task::FinishOwner(object.kind(), object.key().into()),
            );
        }
    }

    /// Plans that the controller looks at a DaemonSet.
    pub(super) fn plan_sync(&mut self, key: &str) {
        self.after(controller_delay(), Task::SyncDaemonSet(key.into()));
    }

    fn plan_sync_of_owner(&mut self, uid: &str) {
        if uid.is_empty() {
            return;
        }
        let found = self
            .daemon_sets
            .iter()
            .find(|(_, view)| &*view.uid == uid)
            .map(|(key, _)| key.clone());
        if let Some(key) = found {
            self.plan_sync(&key);
        }
    }

    /// A pod without a controller may belong to a DaemonSet that selects it.
    fn plan_adoption(&mut self, pod: &Object) {
        let labels = pod.labels().labels;
        let prefix = format!("{}/", pod.namespace());
        let selecting: Vec<_> = self
            .daemon_sets
            .iter()
            .filter(|(key, view)| {
                key.starts_with(&prefix)
                    && view
                        .selector
                        .as_ref()
                        .is_some_and(|selector| selector.matches(&labels))
            })
            .map(|(key, _)| key.clone())
            .collect();
        for key in selecting {
            self.plan_sync(&key);
        }
    }

    /// Something that pods were refused for may be there now.
    fn retry_refused(&mut self, namespace: &str) {
        let prefix = format!("{namespace}/");
        let refused: Vec<_> = self
            .daemon_sets
            .iter()
            .filter(|(key, view)| {
                view.refusals > 0 && (namespace.is_empty() || key.starts_with(&prefix))
            })
            .map(|(key, _)| key.clone())
            .collect();
        for key in refused {
            self.plan_sync(&key);
        }
    }

    /// Pods that wait for others to come or go are looked at again.
    fn wake_apart(&mut self) {
        for key in std::mem::take(&mut self.apart) {
            self.wake(key);
        }
    }

    fn wake(&mut self, key: Box<str>) {
        if let Some(view) = self.pods.get(&key) {
            let pod = PodRef {
                uid: view.uid.clone(),
                key,
            };
            let delay = self.about(20);
            self.after(delay, Task::Schedule(pod));
        }
    }

    /// Pods that wait for room on this node are looked at again.
    fn wake_unscheduled(&mut self, node: &str) {
        for place in [node, ""] {
            for key in self.unscheduled.remove(place).unwrap_or_default() {
                self.wake(key);
            }
        }
    }
}

fn controller_delay() -> SignedDuration {
    SignedDuration::from_millis(CONTROLLER_DELAY)
}
