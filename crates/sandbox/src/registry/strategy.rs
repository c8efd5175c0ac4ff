//! Which kind has which rules of its own. All others are stored as they come.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{FieldValidation, daemon_set, namespace, pod, service};
use crate::{kind::Kind, refusal::Refusal, world::World};

/// Reads the object as its kind defines it: types, unknown fields, defaults. Returns warnings.
pub(super) fn decode(
    kind: Kind,
    object: &mut Value,
    validation: FieldValidation,
) -> Result<Vec<String>, Refusal> {
    match kind {
        Kind::DaemonSet => daemon_set::decode(object, validation),
        _ => Ok(Vec::new()),
    }
}

/// Fills in what a new object of this kind gets.
pub(super) fn prepare_create(
    world: &World,
    kind: Kind,
    object: &mut Value,
    now: Timestamp,
) -> Result<(), Refusal> {
    match kind {
        Kind::Namespace => namespace::prepare_create(object),
        Kind::DaemonSet => daemon_set::prepare_create(object),
        Kind::Pod => pod::prepare_create(world, object)?,
        Kind::Service => service::prepare_create(world, object),
        Kind::Secret => merge_string_data(object),
        Kind::PersistentVolumeClaim => object["status"] = json!({"phase": "Pending"}),
        Kind::ResourceQuota => object["status"] = json!({}),
        Kind::Node => prepare_node(object, now),
        _ => {}
    }
    Ok(())
}

/// Checks a new object. Returns warnings.
pub(super) fn validate_create(
    world: &World,
    kind: Kind,
    object: &Value,
) -> Result<Vec<String>, Refusal> {
    match kind {
        Kind::DaemonSet => daemon_set::validate_create(object),
        Kind::Service => service::validate(object).map(|()| Vec::new()),
        Kind::Pod => pod::validate_create(world, object).map(|()| Vec::new()),
        _ => Ok(Vec::new()),
    }
}

/// Completes and checks a changed object. Returns warnings.
pub(super) fn validate_update(
    kind: Kind,
    old: &Value,
    new: &mut Value,
) -> Result<Vec<String>, Refusal> {
    match kind {
        Kind::DaemonSet => daemon_set::validate_update(old, new),
        Kind::Service => service::validate_update(old, new).map(|()| Vec::new()),
        Kind::Secret => {
            merge_string_data(new);
            Ok(Vec::new())
        }
        _ => Ok(Vec::new()),
    }
}

/// `stringData` is write-only: it ends up in `data`, encoded.
fn merge_string_data(secret: &mut Value) {
    if secret["type"].as_str().unwrap_or_default().is_empty() {
        secret["type"] = "Opaque".into();
    }
    let Some(Value::Object(plain)) = secret
        .as_object_mut()
        .and_then(|fields| fields.shift_remove("stringData"))
    else {
        return;
    };
    for (key, text) in plain {
        secret["data"][key] = STANDARD.encode(text.as_str().unwrap_or_default()).into();
    }
}

/// A node that joins is not ready until its kubelet says so. Mirrors
/// `plugin/pkg/admission/nodetaint/admission.go`.
fn prepare_node(node: &mut Value, now: Timestamp) {
    if node["status"].is_null() {
        node["status"] = crate::simulation::node::joining_status(now);
    }
    if node["spec"].is_null() {
        node["spec"] = json!({});
    }
}
