//! Writing: create, replace, patch and delete.

use http::{HeaderMap, Response, StatusCode, header};
use serde_json::{Value, json};

use super::{
    answer::{self, SandboxBody},
    protobuf,
    query::Query,
    route::ObjectPath,
};
use crate::{
    access::{self, User},
    kind::Kind,
    refusal::Refusal,
    registry::{
        self, DeleteOptions, Deleted, Part, PatchType, Preconditions, Propagation, WriteOptions,
    },
    world::World,
};

/// Answers a POST to a list.
pub(super) fn create(
    world: &World,
    path: &ObjectPath,
    user: &User,
    query: &Query,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response<SandboxBody>, Refusal> {
    let options = query.write_options("CreateOptions", headers)?;
    let object = read_object(path.kind, headers, body)?;
    if path.kind.resource().namespaced && path.namespace.is_none() {
        return Err(Refusal::method_not_allowed());
    }
    if access::grants(path.kind) {
        check_grant(world, path, user, "", &object)?;
    }
    let now = world.clock.now();
    let written = registry::create(
        world,
        path.kind,
        path.namespace.as_deref(),
        object,
        options,
        now,
    )?;
    Ok(answer::written(StatusCode::CREATED, &written))
}

/// Answers a PUT of one object or its status.
pub(super) fn replace(
    world: &World,
    path: &ObjectPath,
    (name, part, user): (&str, Part, &User),
    query: &Query,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response<SandboxBody>, Refusal> {
    let options = query.write_options("UpdateOptions", headers)?;
    let object = read_object(path.kind, headers, body)?;
    let key = registry::key(path.namespace.as_deref(), name);
    if access::grants(path.kind) {
        let tried = registry::update(world, path.kind, &key, part, object.clone(), dry(options))?;
        check_change(world, path, user, name, &tried.object)?;
    }
    let written = registry::update(world, path.kind, &key, part, object, options)?;
    Ok(answer::written(StatusCode::OK, &written))
}

/// Answers a PATCH of one object or its status.
pub(super) fn patch(
    world: &World,
    path: &ObjectPath,
    (name, part, user): (&str, Part, &User),
    query: &Query,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response<SandboxBody>, Refusal> {
    let options = query.write_options("PatchOptions", headers)?;
    let patch_type = PatchType::of_content_type(content_type(headers))
        .ok_or_else(Refusal::unsupported_media_type)?;
    let content = if patch_type == PatchType::Apply {
        read_yaml(body)?
    } else {
        serde_json::from_slice(body)
            .map_err(|error| Refusal::bad_request(format!("error decoding patch: {error}")))?
    };
    let key = registry::key(path.namespace.as_deref(), name);
    let now = world.clock.now();
    if access::grants(path.kind) {
        let change = (patch_type, &content);
        let tried = registry::patch(world, path.kind, &key, part, change, dry(options), now)?;
        check_change(world, path, user, name, &tried.0.object)?;
    }
    let (written, created) = registry::patch(
        world,
        path.kind,
        &key,
        part,
        (patch_type, &content),
        options,
        now,
    )?;
    Ok(answer::written(
        if created {
            StatusCode::CREATED
        } else {
            StatusCode::OK
        },
        &written,
    ))
}

/// The same, only tried: what a change would make is looked at before it is made.
fn dry(options: WriteOptions<'_>) -> WriteOptions<'_> {
    WriteOptions {
        dry_run: true,
        ..options
    }
}

fn check_grant(
    world: &World,
    path: &ObjectPath,
    user: &User,
    named: &str,
    object: &Value,
) -> Result<(), Refusal> {
    let namespace = path.namespace.as_deref().unwrap_or_default();
    access::check_grant(&world.store, user, (path.kind, namespace, named), object)
}

/// Refuses what a role or binding shall become, unless only its end changes.
fn check_change(
    world: &World,
    path: &ObjectPath,
    user: &User,
    name: &str,
    object: &Value,
) -> Result<(), Refusal> {
    let key = registry::key(path.namespace.as_deref(), name);
    let before = world.store.get(path.kind, &key);
    if before.is_some_and(|before| access::only_for_garbage(&before.value(), object)) {
        return Ok(());
    }
    check_grant(world, path, user, name, object)
}

/// Answers a DELETE of one object.
pub(super) fn delete(
    world: &World,
    path: &ObjectPath,
    name: &str,
    query: &Query,
    body: &[u8],
) -> Result<Response<SandboxBody>, Refusal> {
    let options = delete_options(query, body)?;
    let key = registry::key(path.namespace.as_deref(), name);
    let deleted = registry::delete(world, path.kind, &key, &options, world.clock.now())?;
    let value = match deleted {
        // A pod is shown as it was, everything else is summed up.
        Deleted::Gone(object) if path.kind == Kind::Pod => object,
        Deleted::Gone(object) => success(path.kind, &object),
        Deleted::Waiting(object) => object,
    };
    Ok(answer::json(StatusCode::OK, &value))
}

/// Answers a DELETE of a list: everything that is selected.
pub(super) fn delete_collection(
    world: &World,
    path: &ObjectPath,
    query: &Query,
    body: &[u8],
) -> Result<Response<SandboxBody>, Refusal> {
    let options = delete_options(query, body)?;
    let selection = super::read::Selection::of(path.kind, query)?;
    let page = world.store.list(path.kind, path.namespace.as_deref(), None);
    let mut items = Vec::new();
    for object in page
        .objects
        .iter()
        .filter(|object| selection.matches(object))
    {
        match registry::delete(world, path.kind, object.key(), &options, world.clock.now()) {
            Ok(Deleted::Gone(object) | Deleted::Waiting(object)) => items.push(object),
            // Somebody else was faster.
            Err(refusal) if refusal.code == 404 => {}
            Err(refusal) => return Err(refusal),
        }
    }
    let resource = path.kind.resource();
    let list = json!({
        "kind": format!("{}List", resource.kind),
        "apiVersion": resource.api_version(),
        "metadata": {"resourceVersion": world.store.revision().to_string()},
        "items": items,
    });
    Ok(answer::json(StatusCode::OK, &list))
}

/// Answers a POST to `/eviction` of a pod, which is a delete that may be refused; here it never is.
pub(super) fn evict(
    world: &World,
    path: &ObjectPath,
    name: &str,
    query: &Query,
    body: &[u8],
) -> Result<Response<SandboxBody>, Refusal> {
    let eviction = if protobuf::is_protobuf(body) {
        protobuf::read_eviction(body).map_err(|reason| {
            Refusal::bad_request(format!("error decoding the eviction: {reason}"))
        })?
    } else {
        serde_json::from_slice(body).unwrap_or_default()
    };
    let inner = eviction["deleteOptions"].to_string();
    let inner = if eviction["deleteOptions"].is_object() {
        inner.as_bytes()
    } else {
        b""
    };
    delete(world, path, name, query, inner)?;
    let status = json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"});
    Ok(answer::json(StatusCode::CREATED, &status))
}

fn success(kind: Kind, object: &Value) -> Value {
    let resource = kind.resource();
    let mut details = json!({"name": object["metadata"]["name"]});
    if !resource.group.is_empty() {
        details["group"] = resource.group.into();
    }
    details["kind"] = resource.plural.into();
    details["uid"] = object["metadata"]["uid"].clone();
    json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details})
}

/// `DeleteOptions` come in the body, in the query or both; the body wins.
fn delete_options(query: &Query, body: &[u8]) -> Result<DeleteOptions, Refusal> {
    let given: Result<Value, String> = if body.is_empty() {
        Ok(Value::Null)
    } else if protobuf::is_protobuf(body) {
        protobuf::read_delete_options(body)
    } else {
        serde_json::from_slice(body).map_err(|error| error.to_string())
    };
    let given = given.map_err(|reason| {
        Refusal::bad_request(format!("error decoding delete options: {reason}"))
    })?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let policy = text(&given["propagationPolicy"]).or_else(|| {
        Some(query.text("propagationPolicy").to_owned()).filter(|text| !text.is_empty())
    });
    let orphan = given["orphanDependents"].as_bool();
    Ok(DeleteOptions {
        propagation: match (policy, orphan) {
            (Some(policy), _) => Some(Propagation::parse(&policy)?),
            (None, Some(true)) => Some(Propagation::Orphan),
            (None, Some(false)) => Some(Propagation::Background),
            (None, None) => None,
        },
        grace_period_seconds: given["gracePeriodSeconds"]
            .as_u64()
            .or_else(|| query.number("gracePeriodSeconds")),
        preconditions: Preconditions {
            uid: text(&given["preconditions"]["uid"]),
            resource_version: text(&given["preconditions"]["resourceVersion"]),
        },
        dry_run: query.dry_run("DeleteOptions")? || given["dryRun"] == json!(["All"]),
    })
}

fn content_type(headers: &HeaderMap) -> &str {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Reads the object that a request carries.
fn read_object(kind: Kind, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    let media_type = content_type(headers)
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    match media_type {
        "" | "application/json" | "*/*" => serde_json::from_slice(body).map_err(|error| {
            Refusal::bad_request(format!(
                "the object provided is unrecognized (must be of type {}): couldn't get version/kind; json parse \
                 error: {error} ({})",
                kind.resource().kind,
                String::from_utf8_lossy(&body[..body.len().min(1024)]),
            ))
        }),
        "application/yaml" => read_yaml(body),
        protobuf::MEDIA_TYPE => protobuf::read_object(kind, body),
        _ => Err(Refusal::unsupported_media_type()),
    }
}

fn read_yaml(body: &[u8]) -> Result<Value, Refusal> {
    // JSON is YAML, and what programs send under this name.
    serde_json::from_slice(body)
        .map_err(|error| Refusal::bad_request(format!("error decoding YAML: {error}")))
}
