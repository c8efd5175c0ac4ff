//! The garbage collector: what becomes of objects when those that own them go.
//! Mirrors `pkg/controller/garbagecollector/garbagecollector.go`.

use jiff::SignedDuration;
use serde_json::Value;

use super::{Simulation, timers::Task, view::RawOwner};
use crate::{
    kind::{Definition, Kind},
    registry::{self, DeleteOptions},
};

const ORPHAN: &str = "orphan";
const FOREGROUND: &str = "foregroundDeletion";

impl Simulation {
    /// Where an owner is, and whether it is still the one that is meant.
    fn find_owner(&self, owner: &RawOwner, namespace: &str) -> Option<(Kind, String, bool)> {
        let kind = Definition::kind_of(&self.world.store, &owner.api_version, &owner.kind)?;
        let key = registry::key(kind.resource().namespaced.then_some(namespace), &owner.name);
        let found = self.world.store.get(kind, &key);
        let alive = found.is_some_and(|object| object.has_uid(&owner.uid));
        Some((kind, key, alive))
    }

    /// An object names an owner; if that one is gone, so must this be.
    pub(super) fn plan_collection_of_lost(&mut self, owner: &RawOwner, namespace: &str) {
        if let Some((.., false)) = self.find_owner(owner, namespace) {
            self.after(
                SignedDuration::from_millis(50),
                Task::Collect(owner.uid.as_str().into()),
            );
        }
    }

    /// A dependent has gone; its owner may have waited for that.
    pub(super) fn plan_finish(&mut self, owner: &RawOwner, namespace: &str) {
        if let Some((kind, key, true)) = self.find_owner(owner, namespace) {
            let waits =
                self.world.store.get(kind, &key).is_some_and(|object| {
                    finalizers(&object.value()).any(|name| name == FOREGROUND)
                });
            if waits {
                self.after(
                    SignedDuration::from_millis(10),
                    Task::FinishOwner(kind, key.into()),
                );
            }
        }
    }

    /// Deletes what an owner that is gone has left, or takes its name off where others own it too.
    pub(super) fn collect_dependents(&mut self, owner: &str) {
        for (kind, key) in self.dependents.remove(owner).unwrap_or_default() {
            let Some(object) = self.world.store.get(kind, &key) else {
                continue;
            };
            let value = object.value();
            let references = value["metadata"]["ownerReferences"]
                .as_array()
                .map_or(&[][..], Vec::as_slice);
            if !references.iter().any(|reference| reference["uid"] == owner) {
                continue;
            }
            if references.len() > 1 {
                self.disown(kind, &key, owner);
            } else if value["metadata"]["deletionTimestamp"].is_null() {
                let _gone_already =
                    registry::delete(&self.world, kind, &key, &DeleteOptions::default(), self.now);
            }
        }
    }

    fn disown(&mut self, kind: Kind, key: &str, owner: &str) {
        self.world.store.modify(kind, key, |value| {
            let Some(metadata) = value["metadata"].as_object_mut() else {
                return;
            };
            if let Some(Value::Array(references)) = metadata.get_mut("ownerReferences") {
                references.retain(|reference| reference["uid"] != owner);
                if references.is_empty() {
                    metadata.shift_remove("ownerReferences");
                }
            }
        });
    }

    /// Lets go of an owner that is being deleted as soon as its dependents allow it.
    pub(super) fn finish_owner(&mut self, kind: Kind, key: &str) {
        let Some(object) = self.world.store.get(kind, key) else {
            return;
        };
        let value = object.value();
        if value["metadata"]["deletionTimestamp"].is_null() {
            return;
        }
        let uid = value["metadata"]["uid"].as_str().unwrap_or_default();
        let dependents = self.dependents.get(uid).cloned().unwrap_or_default();
        if finalizers(&value).any(|name| name == ORPHAN) {
            for (kind, key) in dependents {
                self.disown(kind, &key, uid);
            }
            self.dependents.remove(uid);
            self.drop_finalizer(kind, key, ORPHAN);
        } else if finalizers(&value).any(|name| name == FOREGROUND) {
            let mut waiting = false;
            for (kind, key) in dependents {
                let Some(object) = self.world.store.get(kind, &key) else {
                    continue;
                };
                waiting = true;
                if object.value()["metadata"]["deletionTimestamp"].is_null() {
                    let _gone_already = registry::delete(
                        &self.world,
                        kind,
                        &key,
                        &DeleteOptions::default(),
                        self.now,
                    );
                }
            }
            if !waiting {
                self.drop_finalizer(kind, key, FOREGROUND);
            }
        }
    }

    /// Takes a finalizer off; with the last one the object goes.
    fn drop_finalizer(&mut self, kind: Kind, key: &str, finalizer: &str) {
        let mut last = false;
        self.world.store.modify(kind, key, |value| {
            let Some(metadata) = value["metadata"].as_object_mut() else {
                return;
            };
            if let Some(Value::Array(finalizers)) = metadata.get_mut("finalizers") {
                finalizers.retain(|name| name != finalizer);
                last = finalizers.is_empty();
                if last {
                    metadata.shift_remove("finalizers");
                }
            }
        });
        if last && let Some(object) = self.world.store.get(kind, key) {
            let _gone_already = self.world.store.remove(kind, key, object.revision());
        }
    }
}

fn finalizers(object: &Value) -> impl Iterator<Item = &str> {
    object["metadata"]["finalizers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}
