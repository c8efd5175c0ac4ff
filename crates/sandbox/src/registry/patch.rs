//! Patching an object: JSON patch, merge patch and strategic merge patch.

mod strategic;

use jiff::Timestamp;
use serde_json::Value;

use super::{
    Part, WriteOptions, Written, create, metadata, name_of,
    update::{Attempt, replace},
};
use crate::{
    kind::Kind,
    refusal::{Cause, Refusal},
    world::World,
};

/// The form of a patch, named by its media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PatchType {
    /// A list of operations (RFC 6902).
    Json,
    /// A partial object whose lists replace (RFC 7386).
    Merge,
    /// A partial object whose lists merge by key.
    Strategic,
    /// A partial object that is created where there is none (server-side apply). Who owns which fields is told and
    /// decides nothing here: it is a strategic merge that never conflicts and never removes.
    Apply,
}

impl PatchType {
    /// The patch type of a `Content-Type`, whose parameters do not matter.
    pub(crate) fn of_content_type(content_type: &str) -> Option<PatchType> {
        match content_type.split(';').next().unwrap_or_default().trim() {
            "application/json-patch+json" => Some(PatchType::Json),
            "application/merge-patch+json" => Some(PatchType::Merge),
            "application/strategic-merge-patch+json" => Some(PatchType::Strategic),
            "application/apply-patch+yaml" => Some(PatchType::Apply),
            _ => None,
        }
    }
}

/// Patches the object at `key`. Also says whether it was created (server-side apply only).
pub(crate) fn patch(
    world: &World,
    kind: Kind,
    key: &str,
    part: Part,
    (patch_type, patch): (PatchType, &Value),
    options: WriteOptions<'_>,
    now: Timestamp,
) -> Result<(Written, bool), Refusal> {
    let name = name_of(key);
    let options = WriteOptions {
        applied: (patch_type == PatchType::Apply).then_some(patch),
        ..options
    };
    let mut attempts = 0;
    loop {
        let Some(old) = world.store.get(kind, key) else {
            if patch_type != PatchType::Apply {
                return Err(Refusal::not_found(kind, name));
            }
            let namespace = key.split_once('/').map(|(namespace, _)| namespace);
            return create(world, kind, namespace, patch.clone(), options, now)
                .map(|written| (written, true));
        };
        let mut object = old.value();
        apply(patch_type, &mut object, patch)?;
        let given = metadata::text(&object, "name").unwrap_or_default();
        if given != name {
            return Err(Refusal::bad_request(format!(
                "the name of the object ({given}) does not match the name on the URL ({name})"
            )));
        }
        let object = metadata::place(
            kind,
            object,
            key.split_once('/').map(|(namespace, _)| namespace),
        )?;
        match replace(world, &old, part, object.clone(), options) {
            Err(Attempt::Raced) if attempts < 5 => attempts += 1,
            Err(Attempt::Raced) => return Err(Refusal::conflict(kind, name)),
            Err(Attempt::Refused(refusal)) => return Err(as_patch_refusal(*refusal, &object)),
            Ok(written) => return Ok((written, false)),
        }
    }
}

fn apply(patch_type: PatchType, object: &mut Value, patch: &Value) -> Result<(), Refusal> {
    match patch_type {
        PatchType::Json => {
            let operations: json_patch::Patch = serde_json::from_value(patch.clone())
                .map_err(|error| Refusal::bad_request(format!("error decoding patch: {error}")))?;
            json_patch::patch(object, &operations).map_err(|_| Refusal::unprocessable_patch())?;
        }
        PatchType::Merge => json_patch::merge(object, patch),
        PatchType::Strategic | PatchType::Apply => {
            strategic::merge(object, patch).map_err(Refusal::bad_request)?;
        }
    }
    Ok(())
}

/// What a patch makes of an object is not what the client sent, so where it cannot be read the API
/// server shows it whole and calls the patch invalid.
fn as_patch_refusal(refusal: Refusal, patched: &Value) -> Refusal {
    let Some((_, why)) = refusal
        .message
        .split_once(": ")
        .filter(|_| refusal.reason == "BadRequest")
    else {
        return refusal;
    };
    let message = format!(
        "Invalid value: {}: {why}",
        Value::String(patched.to_string())
    );
    Refusal::invalid_kind(
        "",
        "",
        "",
        &[Cause::new("FieldValueInvalid", message, "patch")],
    )
}
