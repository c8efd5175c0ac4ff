//! Deleting an object: at once, after its grace period, or when those that depend on it are gone.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{metadata, name_of, namespace};
use crate::{
    clock,
    kind::Kind,
    refusal::{Cause, Refusal},
    store::{Object, StoreError},
    world::World,
};

/// What happens to the objects that this one owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Propagation {
    /// They stay, without an owner.
    Orphan,
    /// They are deleted after it.
    Background,
    /// They are deleted before it.
    Foreground,
}

/// What must hold for a delete to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Preconditions {
    pub(crate) uid: Option<String>,
    pub(crate) resource_version: Option<String>,
}

/// How something is deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeleteOptions {
    pub(crate) propagation: Option<Propagation>,
    pub(crate) grace_period_seconds: Option<u64>,
    pub(crate) preconditions: Preconditions,
    pub(crate) dry_run: bool,
}

/// What came of a delete.
#[derive(Debug)]
pub(crate) enum Deleted {
    /// The object is gone; this was its last state.
    Gone(Value),
    /// The object waits: for its kubelet, its dependents or a finalizer.
    Waiting(Value),
}

/// Deletes the object at `key`.
pub(crate) fn delete(
    world: &World,
    kind: Kind,
    key: &str,
    options: &DeleteOptions,
    now: Timestamp,
) -> Result<Deleted, Refusal> {
    let name = name_of(key);
    let mut attempts = 0;
    loop {
        let old = world
            .store
            .get(kind, key)
            .ok_or_else(|| Refusal::not_found(kind, name))?;
        check_preconditions(&old, &options.preconditions)?;
        if kind == Kind::Namespace
            && namespace::PERMANENT.contains(&name)
            && name != "kube-node-lease"
        {
            return Err(Refusal::forbidden(
                kind,
                name,
                "this namespace may not be deleted",
            ));
        }
        match attempt(world, &old, options, now) {
            Ok(deleted) => return Ok(deleted),
            Err(StoreError::Conflict) if attempts < 5 => attempts += 1,
            Err(StoreError::NotFound) => return Err(Refusal::not_found(kind, name)),
            Err(_) => return Err(Refusal::conflict(kind, name)),
        }
    }
}

fn attempt(
    world: &World,
    old: &Object,
    options: &DeleteOptions,
    now: Timestamp,
) -> Result<Deleted, StoreError> {
    let mut object = old.value();
    let grace = grace_period(old.kind(), &object, options);
    set_finalizers(&mut object, options.propagation);
    let waits = grace > 0
        || object["metadata"]["finalizers"]
            .as_array()
            .is_some_and(|finalizers| !finalizers.is_empty())
        || (old.kind() == Kind::Namespace && !object["spec"]["finalizers"].is_null());
    if !waits {
        if options.dry_run {
            return Ok(Deleted::Gone(object));
        }
        if old.kind() == Kind::Pod {
            stamp(&mut object, now, 0);
        }
        world.store.remove(old.kind(), old.key(), old.revision())?;
        return Ok(Deleted::Gone(object));
    }
    stamp(&mut object, now, grace);
    if old.kind() == Kind::Namespace {
        object["status"]["phase"] = "Terminating".into();
    }
    if options.dry_run {
        return Ok(Deleted::Waiting(object));
    }
    let stored = world
        .store
        .replace(old.kind(), old.key(), old.revision(), object)?;
    Ok(Deleted::Waiting(stored.value()))
}

/// Marks the object as being deleted; a later delete can shorten the wait, never lengthen it.
fn stamp(object: &mut Value, now: Timestamp, grace: u64) {
    let shorter = object["metadata"]["deletionGracePeriodSeconds"]
        .as_u64()
        .is_none_or(|old| grace < old);
    if !object["metadata"]["deletionTimestamp"].is_null() && !shorter {
        return;
    }
    let seconds = i64::try_from(grace).unwrap_or(i64::MAX);
    let end = now
        .checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(now);
    object["metadata"]["deletionTimestamp"] = clock::seconds(end).into();
    object["metadata"]["deletionGracePeriodSeconds"] = grace.into();
    if let Some(generation) = object["metadata"]["generation"].as_i64() {
        object["metadata"]["generation"] = (generation + 1).into();
    }
}

/// Only pods wait for somebody to stop them, and only those that a kubelet has.
fn grace_period(kind: Kind, object: &Value, options: &DeleteOptions) -> u64 {
    let scheduled = object["spec"]["nodeName"]
        .as_str()
        .is_some_and(|node| !node.is_empty());
    let finished = matches!(
        object["status"]["phase"].as_str(),
        Some("Failed" | "Succeeded")
    );
    if kind != Kind::Pod || !scheduled || finished {
        return 0;
    }
    options
        .grace_period_seconds
        .or_else(|| object["spec"]["terminationGracePeriodSeconds"].as_u64())
        .unwrap_or(30)
}

/// The finalizers that stand for a way of propagation, unless the caller leaves them as they are.
fn set_finalizers(object: &mut Value, propagation: Option<Propagation>) {
    const ORPHAN: &str = "orphan";
    const FOREGROUND: &str = "foregroundDeletion";
    let Some(propagation) = propagation else {
        return;
    };
    let mut finalizers: Vec<Value> = object["metadata"]["finalizers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|finalizer| *finalizer != ORPHAN && *finalizer != FOREGROUND)
        .cloned()
        .collect();
    match propagation {
        Propagation::Orphan => finalizers.push(ORPHAN.into()),
        Propagation::Foreground => finalizers.push(FOREGROUND.into()),
        Propagation::Background => {}
    }
    if finalizers.is_empty() {
        if let Some(metadata) = object["metadata"].as_object_mut() {
            metadata.shift_remove("finalizers");
        }
    } else {
        object["metadata"]["finalizers"] = finalizers.into();
    }
}

fn check_preconditions(old: &Object, preconditions: &Preconditions) -> Result<(), Refusal> {
    let (kind, name, object) = (old.kind(), old.name(), old.value());
    let uid = metadata::text(&object, "uid").unwrap_or_default();
    if let Some(asked) = &preconditions.uid
        && asked != uid
    {
        let why = format!(
            "the UID in the precondition ({asked}) does not match the UID in record ({uid}). The object might have \
             been deleted and then recreated"
        );
        return Err(Refusal::precondition(kind, name, &why));
    }
    if let Some(asked) = &preconditions.resource_version
        && *asked != old.revision().to_string()
    {
        let why = format!(
            "the ResourceVersion in the precondition ({asked}) does not match the ResourceVersion in record ({}). \
             The object might have been modified",
            old.revision()
        );
        return Err(Refusal::precondition(kind, name, &why));
    }
    Ok(())
}

impl Propagation {
    /// Reads a `propagationPolicy`.
    pub(crate) fn parse(text: &str) -> Result<Propagation, Refusal> {
        match text {
            "Orphan" => Ok(Propagation::Orphan),
            "Background" => Ok(Propagation::Background),
            "Foreground" => Ok(Propagation::Foreground),
            other => {
                let message = format!(
                    "Unsupported value: {}: supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"",
                    json!(other)
                );
                let cause = Cause::new("FieldValueNotSupported", message, "propagationPolicy");
                Err(Refusal::invalid_kind(
                    "meta.k8s.io",
                    "DeleteOptions",
                    "",
                    &[cause],
                ))
            }
        }
    }
}
