//! Changing an object: a PUT, or what a patch made of it.

use serde_json::Value;

use super::{WriteOptions, Written, managed_fields, metadata, name_of, strategy};
use crate::{
    kind::Kind,
    refusal::Refusal,
    store::{Object, StoreError},
    world::World,
};

/// Which part of an object a write may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Everything but the status, where the kind has one of its own.
    Main,
    /// The status (`/status`).
    Status,
}

/// Replaces the object at `key` with `object`.
pub(crate) fn update(
    world: &World,
    kind: Kind,
    key: &str,
    part: Part,
    object: Value,
    options: WriteOptions<'_>,
) -> Result<Written, Refusal> {
    let name = name_of(key);
    super::check_type(kind, &object)?;
    let namespace = key.split_once('/').map(|(namespace, _)| namespace);
    let object = metadata::place(kind, object, namespace)?;
    let given = metadata::text(&object, "name").unwrap_or_default();
    if given != name {
        return Err(Refusal::bad_request(format!(
            "the name of the object ({given}) does not match the name on the URL ({name})"
        )));
    }
    let mut attempts = 0;
    loop {
        let old = world
            .store
            .get(kind, key)
            .ok_or_else(|| Refusal::not_found(kind, name))?;
        match replace(world, &old, part, object.clone(), options) {
            // Who names no version wants to win, so a change in between is not in the way.
            Err(Attempt::Raced) if attempts < 5 => attempts += 1,
            Err(Attempt::Raced) => return Err(Refusal::conflict(kind, name)),
            Err(Attempt::Refused(refusal)) => return Err(*refusal),
            Ok(written) => return Ok(written),
        }
    }
}

/// Why an attempt to write failed.
pub(super) enum Attempt {
    /// The object changed while the write was prepared.
    Raced,
    /// The write is refused.
    Refused(Box<Refusal>),
}

impl From<Refusal> for Attempt {
    fn from(refusal: Refusal) -> Self {
        Attempt::Refused(Box::new(refusal))
    }
}

/// Replaces exactly the state `old`.
pub(super) fn replace(
    world: &World,
    old: &Object,
    part: Part,
    mut object: Value,
    options: WriteOptions<'_>,
) -> Result<Written, Attempt> {
    let (kind, name) = (old.kind(), old.name());
    let asked = metadata::text(&object, "resourceVersion").unwrap_or_default();
    if !asked.is_empty() && asked != old.revision().to_string() {
        return Err(Refusal::conflict(kind, name).into());
    }
    let before = old.value();
    let reading = match part {
        Part::Main => strategy::decode(kind, &mut object, Some(&before), options.field_validation)?,
        // Only parts of the cluster write a status, and they know what they write.
        Part::Status => strategy::Reading::default(),
    };
    metadata::keep(kind, &before, &mut object)?;
    if kind.resource().has_status {
        let (kept, from) = match part {
            Part::Main => ("status", &before),
            Part::Status => ("spec", &before),
        };
        keep_field(kept, from, &mut object);
    }
    // Who writes is not who counts generations, which comes next.
    let when = (part, world.clock.now());
    managed_fields::tell(kind, Some(&before), &mut object, options, when);
    let warnings = match part {
        Part::Main => strategy::validate_update(world, kind, &before, &mut object, reading)?,
        Part::Status => Vec::new(),
    };
    if options.dry_run {
        object["metadata"]["resourceVersion"] = old.revision().to_string().into();
        return Ok(Written {
            object: metadata::with_type(kind, object),
            warnings,
        });
    }
    let finished = is_finished(&object);
    let stored = match world.store.replace(kind, old.key(), old.revision(), object) {
        Ok(stored) => stored,
        Err(StoreError::NotFound) => return Err(Refusal::not_found(kind, name).into()),
        Err(_) => return Err(Attempt::Raced),
    };
    if finished {
        // Whoever took the last finalizer away was the last that the object waited for.
        let _gone_already = world.store.remove(kind, old.key(), stored.revision());
    }
    Ok(Written {
        object: stored.value(),
        warnings,
    })
}

/// Whether the object is being deleted and waits for nothing any more. Pods wait for their kubelet.
fn is_finished(object: &Value) -> bool {
    let metadata = &object["metadata"];
    !metadata["deletionTimestamp"].is_null()
        && metadata["finalizers"].as_array().is_none_or(Vec::is_empty)
        && metadata["deletionGracePeriodSeconds"]
            .as_u64()
            .unwrap_or_default()
            == 0
        && object["spec"]["finalizers"]
            .as_array()
            .is_none_or(Vec::is_empty)
}

fn keep_field(field: &str, from: &Value, into: &mut Value) {
    let Some(fields) = into.as_object_mut() else {
        return;
    };
    match from.get(field) {
        Some(value) => {
            fields.insert(field.to_owned(), value.clone());
        }
        None => {
            fields.shift_remove(field);
        }
    }
}
