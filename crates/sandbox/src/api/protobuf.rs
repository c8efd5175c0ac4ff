//! Protobuf bodies, which typed clients of Go send: `kubectl create namespace` and its kin do so for
//! what they make themselves. Answers stay JSON, which those clients take as well.
//!
//! Mirrors `k8s.io/apimachinery/pkg/runtime/serializer/protobuf/protobuf.go`.

mod message;
mod schema;
mod wire;

use std::fmt::Write as _;

use serde_json::{Map, Value};

use self::{
    message::DecodeError,
    schema::Field,
    wire::{Fields, Payload},
};
use super::route::ReviewKind;
use crate::{kind::Kind, refusal::Refusal};

/// The name of this form in `Content-Type`.
pub(super) const MEDIA_TYPE: &str = "application/vnd.kubernetes.protobuf";

/// What every such body begins with.
const PREFIX: &[u8] = b"k8s\0";

/// How many bytes of an unreadable body a refusal shows.
const SHOWN_BYTES: usize = 30;

/// Whether a body is in this form, whatever its `Content-Type` says.
pub(super) fn is_protobuf(body: &[u8]) -> bool {
    body.starts_with(PREFIX)
}

/// Reads the object of a request about `kind` as if it had been sent as JSON.
///
/// # Errors
/// 415 for a kind whose fields are not known here, 400 for a body that cannot be read.
pub(super) fn read_object(kind: Kind, body: &[u8]) -> Result<Value, Refusal> {
    let message = schema::of_kind(kind).ok_or_else(Refusal::unsupported_media_type)?;
    let resource = kind.resource();
    let envelope = Envelope::read(body).map_err(|reason| {
        Refusal::bad_request(format!(
            "the object provided is unrecognized (must be of type {}): {reason} ({})",
            resource.kind,
            summary(body),
        ))
    })?;
    let mut object = envelope.type_meta;
    let own = [
        ("apiVersion", resource.api_version()),
        ("kind", resource.kind.to_owned()),
    ];
    for (field, value) in own {
        object
            .entry(field)
            .or_insert_with(|| Value::String(value.clone()));
        if object[field] != value.as_str() {
            // Its fields mean something else; the registry refuses it by its type.
            return Ok(Value::Object(object));
        }
    }
    message::read_into(&mut object, message, envelope.raw).map_err(|error| {
        Refusal::bad_request(format!(
            "{name} in version \"{version}\" cannot be handled as a {name}: {error}",
            name = resource.kind,
            version = resource.version,
        ))
    })?;
    Ok(Value::Object(object))
}

/// Reads the `DeleteOptions` of a request.
///
/// # Errors
/// The reason in words, for the sentence of the caller.
pub(super) fn read_delete_options(body: &[u8]) -> Result<Value, String> {
    read_options(schema::DELETE_OPTIONS, body)
}

/// Reads the `Eviction` of a pod.
///
/// # Errors
/// The reason in words, for the sentence of the caller.
pub(super) fn read_eviction(body: &[u8]) -> Result<Value, String> {
    read_options(schema::EVICTION, body)
}

/// Reads a review.
///
/// # Errors
/// The reason in words, for the sentence of the caller.
pub(super) fn read_review(kind: ReviewKind, body: &[u8]) -> Result<Value, String> {
    read_options(schema::of_review(kind), body)
}

/// Reads a `TokenRequest`.
///
/// # Errors
/// The reason in words, for the sentence of the caller.
pub(super) fn read_token_request(body: &[u8]) -> Result<Value, String> {
    read_options(schema::TOKEN_REQUEST, body)
}

fn read_options(message: &[Field], body: &[u8]) -> Result<Value, String> {
    let envelope = Envelope::read(body)?;
    let mut options = Map::new();
    message::read_into(&mut options, message, envelope.raw).map_err(|error| error.to_string())?;
    Ok(Value::Object(options))
}

/// `runtime.Unknown`: which type it is, and its bytes.
struct Envelope<'a> {
    type_meta: Map<String, Value>,
    raw: &'a [u8],
}

impl Envelope<'_> {
    fn read(body: &[u8]) -> Result<Envelope<'_>, String> {
        if body.is_empty() {
            return Err("empty data".to_owned());
        }
        let Some(content) = body.strip_prefix(PREFIX) else {
            let reason = "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]";
            return Err(reason.to_owned());
        };
        if content.is_empty() {
            return Err("empty body".to_owned());
        }
        Envelope::fields(content).map_err(|error| error.to_string())
    }

    fn fields(content: &[u8]) -> Result<Envelope<'_>, DecodeError> {
        let mut envelope = Envelope {
            type_meta: Map::new(),
            raw: b"",
        };
        for field in Fields::of(content) {
            match field? {
                (1, Payload::Bytes(bytes)) => {
                    message::read_into(&mut envelope.type_meta, schema::TYPE_META, bytes)?;
                }
                (2, Payload::Bytes(bytes)) => envelope.raw = bytes,
                // How the bytes are encoded is said too, but the API server does not look at it either.
                _ => {}
            }
        }
        Ok(envelope)
    }
}

/// The beginning of a body, in hexadecimal.
fn summary(body: &[u8]) -> String {
    if body.is_empty() {
        return "<empty>".to_owned();
    }
    let mut text = String::new();
    for byte in body.iter().take(SHOWN_BYTES) {
        // Writing to a string cannot fail.
        let _infallible = write!(text, "{byte:02x}");
    }
    if body.len() > SHOWN_BYTES {
        text.push_str(" ...");
    }
    text
}

#[cfg(test)]
mod tests;
