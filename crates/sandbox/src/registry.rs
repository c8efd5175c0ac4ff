//! What the API server does with an object between the request and the store: defaults, checks,
//! versions, finalizers. Knows nothing of HTTP, so the controllers use it as well.

mod admission;
mod create;
mod daemon_set;
mod definition;
mod delete;
mod fields;
mod key_values;
mod managed_fields;
mod metadata;
mod namespace;
mod patch;
mod pod;
mod pod_security;
mod service;
mod strategy;
mod update;

use serde_json::Value;

pub(crate) use self::{
    admission::{Known, quota_status},
    create::create,
    delete::{DeleteOptions, Deleted, Preconditions, Propagation, delete},
    managed_fields::tell_status,
    namespace::PERMANENT as PERMANENT_NAMESPACES,
    patch::{PatchType, patch},
    update::{Part, update},
};
use crate::{kind::Kind, refusal::Refusal};

/// How strictly unknown and duplicate fields are taken (`fieldValidation`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FieldValidation {
    /// They are dropped in silence.
    Ignore,
    /// They are dropped with a warning.
    #[default]
    Warn,
    /// They are refused.
    Strict,
}

/// What a write asks for beside its object.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WriteOptions<'a> {
    /// Whether everything is done but the storing.
    pub(crate) dry_run: bool,
    /// How strictly unknown and duplicate fields are taken.
    pub(crate) field_validation: FieldValidation,
    /// Who writes (`fieldManager`); empty for the cluster's own parts.
    pub(crate) manager: &'a str,
    /// What is applied, where it is a server-side apply.
    pub(crate) applied: Option<&'a Value>,
}

/// What came of a write.
#[derive(Debug)]
pub(crate) struct Written {
    /// The object as stored, or as it would be stored.
    pub(crate) object: Value,
    /// The texts of `Warning` headers.
    pub(crate) warnings: Vec<String>,
}

/// Where an object is: `namespace/name`, or the name alone.
pub(crate) fn key(namespace: Option<&str>, name: &str) -> String {
    match namespace {
        Some(namespace) if !namespace.is_empty() => format!("{namespace}/{name}"),
        _ => name.to_owned(),
    }
}

/// The name at the end of a key.
fn name_of(key: &str) -> &str {
    key.split_once('/').map_or(key, |(_, name)| name)
}

/// Refuses an object of another type than the path speaks of.
pub(crate) fn check_type(kind: Kind, object: &Value) -> Result<(), Refusal> {
    let resource = kind.resource();
    let (version, name) = (
        object["apiVersion"].as_str().unwrap_or_default(),
        object["kind"].as_str().unwrap_or_default(),
    );
    if version == resource.api_version() && name == resource.kind {
        return Ok(());
    }
    if version.is_empty() && name.is_empty() {
        // What does not name its type is taken for what the path says.
        return Ok(());
    }
    let short_version = version.rsplit('/').next().unwrap_or_default();
    Err(Refusal::bad_request(format!(
        "{name} in version \"{short_version}\" cannot be handled as a {}: converting ({short_version}.{name}) to \
         ({}.{}): unknown conversion",
        resource.kind,
        if resource.group.is_empty() {
            "core"
        } else {
            resource.group
        },
        resource.kind,
    )))
}
