//! A JSON body.

use axum::extract::Request;
use bytes::Bytes;
use http::header;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    body,
    broken::{self, Broken, Place},
    input,
};
use crate::problem::{Problem, ProblemType};

/// The most bytes of a JSON body. Over twice the limit of a manifest, because a draft is one as a JSON string,
/// in which every quote and line end takes two.
const LIMIT: usize = 2 * super::manifest_text::LIMIT + (64 << 10);

/// The bytes of a body that says that it is JSON.
///
/// # Errors
///
/// It says something else, or is too large.
pub(super) async fn read(request: Request) -> Result<Bytes, Problem> {
    let media_type = request.headers().get(header::CONTENT_TYPE);
    let is_json = media_type.is_some_and(|value| {
        value
            .to_str()
            .is_ok_and(|text| super::manifest_text::essence(text) == "application/json")
    });
    if !is_json {
        return Err(Problem::new(
            ProblemType::UnsupportedMediaType,
            "Send JSON and say so: `Content-Type: application/json`.",
        ));
    }
    body::refuse_encoded(request.headers())?;
    body::read(request.into_body(), LIMIT).await
}

/// A body as `T`, or what is wrong with it.
///
/// # Errors
///
/// It is no JSON at all.
pub(super) fn parse<T: DeserializeOwned>(
    bytes: &[u8],
    broken: &mut Broken,
) -> Result<Option<T>, Problem> {
    let error = match serde_json::from_slice(bytes) {
        Ok(value) => return Ok(Some(value)),
        Err(error) => error,
    };
    // What cannot be read at once is looked at field by field.
    if let Ok(Value::Object(object)) = serde_json::from_slice(bytes) {
        let before = broken.len();
        let read = input::from_object(object, broken);
        if broken.len() > before {
            return Ok(read);
        }
    }
    Err(broken::unreadable(Place::Body, "", &error.to_string()))
}
