//! The revisions of a DaemonSet's template, kept as `ControllerRevision` objects.

use preflight::placement::daemon_pod;
use serde_json::{Map, Value, json};

use super::Simulation;
use crate::{
    kind::Kind,
    random::content_hash,
    registry::{self, WriteOptions},
    store::Object,
};

const HASH_LABEL: &str = "controller-revision-hash";

impl Simulation {
    /// The hash of the current revision, which is written down if it is new.
    pub(super) fn current_revision(&mut self, daemon_set: &Value) -> String {
        let data = revision_data(daemon_set);
        let hash = content_hash(data.to_string().as_bytes());
        let mut revisions = self.revisions_of(daemon_set);
        revisions.sort_by_key(|(revision, _)| *revision);
        let newest = revisions.last().map_or(0, |(revision, _)| *revision);
        let current = revisions
            .iter()
            .find(|(_, object)| label(object, HASH_LABEL) == hash);
        match current {
            // The same template again: its revision becomes the newest once more.
            Some((revision, object)) if *revision < newest => {
                let mut value = object.value();
                value["revision"] = (newest + 1).into();
                let (key, expected) = (object.key(), object.revision());
                let _changed_meanwhile =
                    self.world
                        .store
                        .replace(Kind::ControllerRevision, key, expected, value);
            }
            Some(_) => {}
            None => self.write_revision(daemon_set, &hash, &data, newest + 1),
        }
        hash
    }

    fn write_revision(&mut self, daemon_set: &Value, hash: &str, data: &Value, revision: i64) {
        let metadata = &daemon_set["metadata"];
        let name = metadata["name"].as_str().unwrap_or_default();
        let mut labels = daemon_set["spec"]["template"]["metadata"]["labels"].clone();
        labels[HASH_LABEL] = hash.into();
        let object = json!({
            "metadata": {
                "name": format!("{name}-{hash}"),
                "labels": labels,
                "annotations": metadata["annotations"],
                "ownerReferences": [daemon_pod::owner_reference(daemon_set)],
            },
            "data": data,
            "revision": revision,
        });
        let namespace = metadata["namespace"].as_str();
        let options = WriteOptions::default();
        let written = registry::create(
            &self.world,
            Kind::ControllerRevision,
            namespace,
            object,
            options,
            self.now,
        );
        if let Err(refusal) = written {
            tracing::debug!(
                name,
                message = refusal.message,
                "could not write a revision"
            );
        }
    }

    /// Drops the oldest revisions that no pod has, beyond the number to be kept.
    pub(super) fn clean_history(&mut self, daemon_set: &Value, current: &str, live: &[Box<str>]) {
        let limit = daemon_set["spec"]["revisionHistoryLimit"]
            .as_u64()
            .unwrap_or(10);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut old = self.revisions_of(daemon_set);
        old.retain(|(_, object)| label(object, HASH_LABEL) != current);
        old.sort_by_key(|(revision, _)| *revision);
        let mut surplus = old.len().saturating_sub(limit);
        for (_, object) in old {
            if surplus == 0 {
                return;
            }
            let hash = label(&object, HASH_LABEL);
            if live.iter().any(|live| **live == *hash) {
                continue;
            }
            surplus -= 1;
            let _gone_already =
                self.world
                    .store
                    .remove(Kind::ControllerRevision, object.key(), object.revision());
        }
    }

    pub(super) fn revisions_of(&self, daemon_set: &Value) -> Vec<(i64, std::sync::Arc<Object>)> {
        let uid = daemon_set["metadata"]["uid"].as_str().unwrap_or_default();
        let owned = self.dependents.get(uid).into_iter().flatten();
        owned
            .filter(|(kind, _)| *kind == Kind::ControllerRevision)
            .filter_map(|(kind, key)| self.world.store.get(*kind, key))
            .map(|object| {
                (
                    object.value()["revision"].as_i64().unwrap_or_default(),
                    object,
                )
            })
            .collect()
    }
}

/// The template as a strategic merge patch that brings it back, its fields in the order of their names,
/// so that equal templates are equal texts (`getPatch`).
fn revision_data(daemon_set: &Value) -> Value {
    let mut template = daemon_set["spec"]["template"].clone();
    template["$patch"] = "replace".into();
    json!({"spec": {"template": sorted(template)}})
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.into_iter().collect();
            fields.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(
                fields
                    .into_iter()
                    .map(|(key, value)| (key, sorted(value)))
                    .collect::<Map<_, _>>(),
            )
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        plain => plain,
    }
}

fn label(object: &Object, name: &str) -> String {
    object.labels().labels.remove(name).unwrap_or_default()
}
