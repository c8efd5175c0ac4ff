//! The controller of quotas: what the pods and other objects of a namespace use of them.

use jiff::SignedDuration;
use serde_json::Value;

use super::{Simulation, timers::Task};
use crate::{
    kind::{Definition, Kind},
    registry,
    store::Object,
};

/// How long changes gather before all is counted anew, in milliseconds.
const DELAY: i64 = 20;

impl Simulation {
    /// Plans that the quotas of a namespace are counted anew, if it has any.
    pub(super) fn plan_quotas(&mut self, namespace: &str) {
        let quotas = self
            .world
            .store
            .list(Kind::ResourceQuota, Some(namespace), None);
        if !quotas.objects.is_empty() {
            let task = Task::SyncQuotas(namespace.into());
            self.after(SignedDuration::from_millis(DELAY), task);
        }
    }

    /// Writes what the objects of a namespace use into its quotas. Pods that have ended use nothing.
    pub(super) fn sync_quotas(&mut self, namespace: &str) {
        let store = &self.world.store;
        let pods = store.list(Kind::Pod, Some(namespace), None).objects;
        let has_ended = |pod: &Object| matches!(pod.phase().as_str(), "Succeeded" | "Failed");
        let specs: Vec<Value> = pods
            .iter()
            .filter(|pod| !has_ended(pod))
            .map(|pod| pod.value()["spec"].take())
            .collect();
        let kinds = Definition::all_kinds(store).into_iter().filter(|kind| {
            // Pods are counted by what they ask for, and leases come and go by the second.
            kind.resource().namespaced && !matches!(kind, Kind::Pod | Kind::Lease | Kind::Event)
        });
        let objects: Vec<_> = kinds
            .flat_map(|kind| store.list(kind, Some(namespace), None).objects)
            .collect();
        let quotas = store.list(Kind::ResourceQuota, Some(namespace), None);
        for quota in quotas.objects {
            store.modify(Kind::ResourceQuota, quota.key(), |quota| {
                quota["status"] = registry::quota_status(quota, &specs, &objects);
            });
        }
    }
}
