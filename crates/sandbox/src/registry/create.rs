//! Creating an object.

use jiff::Timestamp;
use serde_json::Value;

use super::{
    Part, WriteOptions, Written, admission, managed_fields, metadata, namespace, strategy,
};
use crate::{kind::Kind, refusal::Refusal, store::StoreError, world::World};

/// Creates `object` in `namespace`, as at the moment `now`.
///
/// The order of the refusals is the API server's: the form of the request, the namespace, the fields,
/// and only then whether the name is taken.
pub(crate) fn create(
    world: &World,
    kind: Kind,
    in_namespace: Option<&str>,
    object: Value,
    options: WriteOptions<'_>,
    now: Timestamp,
) -> Result<Written, Refusal> {
    super::check_type(kind, &object)?;
    let mut object = metadata::place(kind, object, in_namespace)?;
    if metadata::text(&object, "resourceVersion").is_some_and(|version| !version.is_empty()) {
        return Err(Refusal::internal(
            "resourceVersion should not be set on objects to be created",
        ));
    }
    let reading = strategy::decode(kind, &mut object, None, options.field_validation)?;
    if let Some(in_namespace) = in_namespace {
        namespace::check_accepts_content(world, kind, in_namespace, &object)?;
    }
    metadata::complete_new(world, &mut object, now);
    strategy::prepare_create(world, kind, &mut object, now)?;
    metadata::check_name(kind, &object)?;
    let warnings = strategy::validate_create(world, kind, &object, reading)?;

    managed_fields::tell(kind, None, &mut object, options, (Part::Main, now));
    let name = metadata::text(&object, "name")
        .unwrap_or_default()
        .to_owned();
    if options.dry_run {
        if world
            .store
            .get(kind, &crate::store::key_of(&object))
            .is_some()
        {
            return Err(Refusal::already_exists(kind, &name));
        }
        return Ok(Written {
            object: metadata::with_type(kind, object),
            warnings,
        });
    }
    match world.store.create(kind, &mut object) {
        Ok(stored) => {
            if kind == Kind::Namespace {
                namespace::fill_new(world, stored.name(), now);
            }
            admission::count_in_quotas(world, kind, &object);
            Ok(Written {
                object: metadata::with_type(kind, object),
                warnings,
            })
        }
        Err(StoreError::Exists) => Err(Refusal::already_exists(kind, &name)),
        Err(error) => Err(Refusal::internal_error(&error.to_string())),
    }
}
