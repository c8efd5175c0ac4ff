//! Reviews: who somebody is and what somebody may, created, answered and never stored; and tokens of service accounts.
//!
//! Mirrors `k8s.io/kubernetes/pkg/registry/authentication/{tokenreview,selfsubjectreview}`,
//! `k8s.io/kubernetes/pkg/registry/authorization/…` and `k8s.io/kubernetes/pkg/registry/core/serviceaccount/storage/token.go`.

use http::{Response, StatusCode};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    answer::{self, SandboxBody},
    protobuf,
    route::{ObjectPath, ReviewKind},
};
use crate::{
    access::{self, Attributes, Decision, User},
    clock,
    kind::Kind,
    refusal::{Cause, Refusal},
    world::World,
};

/// How long the token of a service account holds where nobody says, in seconds; and the least and the most that can be
/// asked for.
const LIFETIME: (i64, i64, i64) = (3600, 600, 1 << 32);

/// Answers a review that `user` asks for.
pub(super) fn answer(
    (kind, namespace): (ReviewKind, Option<&str>),
    body: &[u8],
    world: &World,
    user: &User,
) -> Result<Response<SandboxBody>, Refusal> {
    let mut review = read(body, |body| protobuf::read_review(kind, body))?;
    let Some((_, group, _, name)) = ReviewKind::ALL.iter().find(|(known, ..)| *known == kind)
    else {
        return Err(Refusal::unknown_resource());
    };
    review["kind"] = (*name).into();
    review["apiVersion"] = format!("{group}/v1").into();
    if review["metadata"].is_null() {
        review["metadata"] = json!({});
    }
    let spec = &review["spec"];
    let status = match kind {
        ReviewKind::SelfSubjectAccess => access(world, user, spec, (group, name))?,
        ReviewKind::SubjectAccess => {
            access(world, &subject(spec, (group, name))?, spec, (group, name))?
        }
        ReviewKind::LocalSubjectAccess => {
            let namespace = namespace.unwrap_or_default();
            is_local(&review, namespace, (group, name))?;
            access(world, &subject(spec, (group, name))?, spec, (group, name))?
        }
        ReviewKind::SelfSubjectRules => rules(world, user, spec)?,
        ReviewKind::SelfSubject => {
            review["metadata"] = json!({"creationTimestamp": clock::seconds(world.clock.now())});
            json!({"userInfo": user.user_info()})
        }
        ReviewKind::Token => token(world, spec)?,
    };
    review["status"] = status;
    Ok(answer::json(StatusCode::CREATED, &review))
}

/// Makes a token for a service account.
pub(super) fn token_request(
    world: &World,
    path: &ObjectPath,
    name: &str,
    body: &[u8],
) -> Result<Response<SandboxBody>, Refusal> {
    let mut request = read(body, protobuf::read_token_request)?;
    let namespace = path.namespace.as_deref().unwrap_or_default();
    let spec = &request["spec"];
    let (usual, least, most) = LIFETIME;
    let seconds = spec["expirationSeconds"].as_i64().unwrap_or(usual);
    let trouble = if seconds < least {
        Some("may not specify a duration less than 10 minutes")
    } else if seconds > most {
        Some("may not specify a duration larger than 2^32 seconds")
    } else {
        None
    };
    if let Some(trouble) = trouble {
        let message = format!("Invalid value: {seconds}: {trouble}");
        let cause = Cause::new("FieldValueInvalid", message, "spec.expirationSeconds");
        let group = "authentication.k8s.io";
        return Err(Refusal::invalid_kind(group, "TokenRequest", name, &[cause]));
    }
    let lifetime = SignedDuration::from_secs(seconds);
    let issued = world.tokens.issue(
        world,
        (namespace, name),
        texts(&spec["audiences"]),
        lifetime,
    );
    let (token, end) = issued.ok_or_else(|| Refusal::not_found(Kind::ServiceAccount, name))?;
    request["kind"] = "TokenRequest".into();
    request["apiVersion"] = "authentication.k8s.io/v1".into();
    request["metadata"] = json!({"name": name, "namespace": namespace});
    request["spec"]["expirationSeconds"] = seconds.into();
    request["status"] = json!({"token": token, "expirationTimestamp": clock::seconds(end)});
    Ok(answer::json(StatusCode::CREATED, &request))
}

fn read(
    body: &[u8],
    of_protobuf: impl FnOnce(&[u8]) -> Result<Value, String>,
) -> Result<Value, Refusal> {
    let read = if protobuf::is_protobuf(body) {
        of_protobuf(body)
    } else {
        serde_json::from_slice(body).map_err(|error| error.to_string())
    };
    let value =
        read.map_err(|error| Refusal::bad_request(format!("error decoding the review: {error}")))?;
    if value.is_object() {
        Ok(value)
    } else {
        Err(Refusal::bad_request("a review is a mapping"))
    }
}

fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten();
    texts
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

/// Whom a `SubjectAccessReview` is about.
fn subject(spec: &Value, (group, kind): (&str, &str)) -> Result<User, Refusal> {
    let name = spec["user"].as_str().unwrap_or_default();
    let groups = texts(&spec["groups"]);
    if name.is_empty() && groups.is_empty() {
        let message = "Invalid value: \"\": at least one of user or group must be specified";
        let cause = Cause::new("FieldValueInvalid", message, "spec.user");
        return Err(Refusal::invalid_kind(group, kind, "", &[cause]));
    }
    let mut user = User::new(name, &[]);
    user.groups = groups;
    Ok(user)
}

fn access(
    world: &World,
    user: &User,
    spec: &Value,
    (group, kind): (&str, &str),
) -> Result<Value, Refusal> {
    let asked = Attributes::of_review(spec).ok_or_else(|| {
        let message = "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified";
        let cause = Cause::new("FieldValueInvalid", message, "spec.resourceAttributes");
        Refusal::invalid_kind(group, kind, "", &[cause])
    })?;
    let (allowed, reason) = match access::authorize(&world.store, user, &asked) {
        Decision::Allowed(reason) => (true, reason),
        Decision::NoOpinion(reason) => (false, reason),
    };
    let mut status = json!({"allowed": allowed});
    if !reason.is_empty() {
        status["reason"] = reason.into();
    }
    Ok(status)
}

/// Refuses a review in a namespace that asks about another one, or about what is in none
/// (`ValidateLocalSubjectAccessReview` in `k8s.io/kubernetes/pkg/apis/authorization/validation/validation.go`).
fn is_local(review: &Value, namespace: &str, (group, kind): (&str, &str)) -> Result<(), Refusal> {
    let own = review["metadata"]["namespace"]
        .as_str()
        .unwrap_or(namespace);
    let spec = &review["spec"];
    let asked = spec["resourceAttributes"]["namespace"].as_str();
    let asked = asked.unwrap_or_default();
    let mut causes = Vec::new();
    let invalid = |message: String, field: &str| Cause::new("FieldValueInvalid", message, field);
    if spec["resourceAttributes"].is_object() && asked != own {
        let message = format!("Invalid value: {asked:?}: must match metadata.namespace");
        causes.push(invalid(message, "spec.resourceAttributes.namespace"));
    }
    let path = &spec["nonResourceAttributes"];
    if path.is_object() {
        let message = format!("Invalid value: {path}: disallowed on this kind of request");
        causes.push(invalid(message, "spec.nonResourceAttributes"));
    }
    if !causes.is_empty() {
        return Err(Refusal::invalid_kind(group, kind, "", &causes));
    }
    if own != namespace {
        return Err(Refusal::bad_request(
            "the namespace of the provided object does not match the namespace sent on the request",
        ));
    }
    Ok(())
}

fn rules(world: &World, user: &User, spec: &Value) -> Result<Value, Refusal> {
    let namespace = spec["namespace"].as_str().unwrap_or_default();
    if namespace.is_empty() {
        return Err(Refusal::bad_request("no namespace on request"));
    }
    let (rules, errors) = access::rules_for(&world.store, user, namespace);
    let of_resources = rules.iter().filter(|rule| !rule.resources.is_empty());
    let of_paths = rules
        .iter()
        .filter(|rule| !rule.non_resource_urls.is_empty());
    let mut status = json!({
        "resourceRules": of_resources.collect::<Vec<_>>(),
        "nonResourceRules": of_paths.collect::<Vec<_>>(),
        "incomplete": false,
    });
    if !errors.is_empty() {
        status["evaluationError"] = errors.join(", ").into();
    }
    Ok(status)
}

fn token(world: &World, spec: &Value) -> Result<Value, Refusal> {
    let token = spec["token"].as_str().unwrap_or_default();
    if token.is_empty() {
        return Err(Refusal::bad_request(
            "token is required for TokenReview in authentication",
        ));
    }
    let audiences = texts(&spec["audiences"]);
    Ok(match world.tokens.look_up(world, token, &audiences) {
        Some(issued) => json!({
            "authenticated": true,
            "user": issued.user.user_info(),
            "audiences": issued.audiences,
        }),
        None => json!({"user": {}, "error": "invalid bearer token"}),
    })
}
