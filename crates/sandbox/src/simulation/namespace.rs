//! The namespace controller: a namespace goes when everything in it has gone.

use jiff::SignedDuration;

use super::{Simulation, timers::Task};
use crate::{
    kind::{Definition, Kind},
    registry::{self, DeleteOptions},
};

impl Simulation {
    /// Deletes what is in a namespace that is being deleted, and at last the namespace.
    pub(super) fn empty_namespace(&mut self, name: &str) {
        let Some(namespace) = self.world.store.get(Kind::Namespace, name) else {
            return;
        };
        if namespace.phase() != "Terminating" {
            return;
        }
        let mut remaining = 0;
        for kind in Definition::all_kinds(&self.world.store)
            .into_iter()
            .filter(|kind| kind.resource().namespaced)
        {
            for object in self.world.store.list(kind, Some(name), None).objects {
                remaining += 1;
                if object.value()["metadata"]["deletionTimestamp"].is_null() {
                    let _gone_already = registry::delete(
                        &self.world,
                        kind,
                        object.key(),
                        &DeleteOptions::default(),
                        self.now,
                    );
                }
            }
        }
        if remaining > 0 {
            self.after(
                SignedDuration::from_millis(100),
                Task::EmptyNamespace(name.into()),
            );
            return;
        }
        let _changed_meanwhile =
            self.world
                .store
                .remove(Kind::Namespace, name, namespace.revision());
    }
}
