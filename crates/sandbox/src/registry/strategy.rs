//! Which kind has which rules of its own. All others are stored as they come.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use manifest::Decoded;
use serde_json::{Value, json};

use super::{
    FieldValidation, admission, daemon_set, definition, fields, key_values, namespace, pod, service,
};
use crate::{clock, kind::Kind, refusal::Refusal, world::World};

/// What came of reading an object as its kind defines it.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) warnings: Vec<String>,
    /// Of a DaemonSet, what the rules need to know.
    decoded: Option<Decoded>,
}

/// Reads the object as its kind defines it: types, unknown fields, defaults.
///
/// `stored` is the object that is to be replaced, if it is no new one.
pub(super) fn decode(
    kind: Kind,
    object: &mut Value,
    stored: Option<&Value>,
    validation: FieldValidation,
) -> Result<Reading, Refusal> {
    key_values::check(kind, object)?;
    if kind != Kind::DaemonSet {
        return Ok(Reading {
            warnings: fields::check(kind, object, validation)?,
            decoded: None,
        });
    }
    let (warnings, decoded) = daemon_set::decode(object, stored, validation)?;
    Ok(Reading {
        warnings,
        decoded: Some(decoded),
    })
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
        Kind::PriorityClass if object["preemptionPolicy"].is_null() => {
            object["preemptionPolicy"] = "PreemptLowerPriority".into();
        }
        Kind::CustomResourceDefinition => definition::prepare_create(object),
        Kind::ResourceQuota => object["status"] = json!({}),
        Kind::Node => prepare_node(object, now),
        _ => {}
    }
    Ok(())
}

/// Checks a new object. Returns all warnings.
pub(super) fn validate_create(
    world: &World,
    kind: Kind,
    object: &Value,
    reading: Reading,
) -> Result<Vec<String>, Refusal> {
    let Reading {
        mut warnings,
        decoded,
    } = reading;
    match (kind, decoded) {
        (Kind::DaemonSet, Some(decoded)) => {
            warnings.extend(daemon_set::validate_create(world, object, decoded)?);
        }
        (Kind::Service, _) => service::validate(object)?,
        (Kind::CustomResourceDefinition, _) => definition::validate(object)?,
        (Kind::Pod, _) => {
            pod::validate_create(world, object)?;
            return Ok(warnings);
        }
        _ => {}
    }
    let name = object["metadata"]["name"].as_str().unwrap_or_default();
    admission::check_quotas(world, kind, object, name)?;
    Ok(warnings)
}

/// Completes and checks a changed object. Returns all warnings.
pub(super) fn validate_update(
    world: &World,
    kind: Kind,
    old: &Value,
    new: &mut Value,
    reading: Reading,
) -> Result<Vec<String>, Refusal> {
    let Reading {
        mut warnings,
        decoded,
    } = reading;
    match (kind, decoded) {
        (Kind::DaemonSet, Some(decoded)) => {
            warnings.extend(daemon_set::validate_update(world, old, new, decoded)?);
        }
        (Kind::Service, _) => service::validate_update(old, new)?,
        (Kind::CustomResourceDefinition, _) => definition::validate(new)?,
        (Kind::Secret, _) => merge_string_data(new),
        _ => {}
    }
    Ok(warnings)
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
        node["status"] = joining_status(now);
    }
    if node["spec"].is_null() {
        node["spec"] = json!({});
    }
}

/// The status of a node that somebody has just added: a kubelet with some room that is well.
fn joining_status(now: Timestamp) -> Value {
    let room = json!({"cpu": "4", "memory": "16Gi", "pods": "110", "ephemeral-storage": "100Gi"});
    let now = clock::seconds(now);
    json!({
        "capacity": room,
        "allocatable": room,
        "conditions": [{
            "type": "Ready", "status": "True", "reason": "KubeletReady",
            "message": "kubelet is posting ready status",
            "lastHeartbeatTime": now, "lastTransitionTime": now,
        }],
        "nodeInfo": {"kubeletVersion": "v1.36.2"},
    })
}
