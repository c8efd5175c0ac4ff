//! The controllers of custom resource definitions: they accept the names of a new one, serve what it defines, and clear
//! that out when it goes. Mirrors `pkg/controller/status/naming_controller.go`, `pkg/controller/establish` and
//! `pkg/controller/finalizer` of `k8s.io/apiextensions-apiserver`.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Simulation, timers::Task};
use crate::{
    clock,
    kind::{Definition, Kind},
    registry::{self, DeleteOptions},
    store::Object,
};

/// How long a new definition waits to be served.
const DELAY: SignedDuration = SignedDuration::from_millis(60);

impl Simulation {
    /// A definition has come, changed or gone.
    pub(super) fn notice_definition(&mut self, object: &Object, gone: bool) {
        if !gone {
            self.after(DELAY, Task::Establish(object.name().into()));
            return;
        }
        let kinds = Definition::of(object.value()).kinds();
        // All versions stand on one shelf.
        let Some(kind) = kinds.first().copied() else {
            return;
        };
        for object in self.world.store.list(kind, None, None).objects {
            let options = DeleteOptions::default();
            let _gone_already =
                registry::delete(&self.world, kind, object.key(), &options, self.now);
        }
    }

    /// Accepts the names of a definition, and serves it from now on.
    pub(super) fn establish(&mut self, name: &str) {
        let now = clock::seconds(self.now);
        self.world
            .store
            .modify(Kind::CustomResourceDefinition, name, |definition| {
                let names = definition["spec"]["names"].clone();
                let versions = definition["spec"]["versions"].as_array();
                let stored = versions
                    .into_iter()
                    .flatten()
                    .find(|version| version["storage"] == true)
                    .map_or(Value::Null, |version| version["name"].clone());
                let status = &mut definition["status"];
                status["acceptedNames"] = names;
                if status["conditions"].as_array().is_none_or(Vec::is_empty) {
                    let condition = |kind: &str, reason: &str, message: &str| {
                        json!({
                            "type": kind, "status": "True", "reason": reason, "message": message,
                            "lastTransitionTime": now,
                        })
                    };
                    status["conditions"] = json!([
                        condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                        condition(
                            "Established",
                            "InitialNamesAccepted",
                            "the initial names have been accepted"
                        ),
                    ]);
                }
                if status["storedVersions"]
                    .as_array()
                    .is_none_or(Vec::is_empty)
                {
                    status["storedVersions"] = json!([stored]);
                }
            });
    }
}
