//! A JSON body.

use axum::extract::{FromRequest, Request};
use http::header;
use serde::de::DeserializeOwned;

use super::body;
use crate::problem::{Kind, Problem};

/// The most bytes of a JSON body. Twice the limit of a manifest, because a draft is one as a JSON string,
/// in which every quote and line end takes two.
const LIMIT: usize = 2 << 20;

/// A JSON body of type `T`.
pub(crate) struct ApiJson<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for ApiJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let media_type = request.headers().get(header::CONTENT_TYPE);
        let is_json = media_type.is_some_and(|value| {
            value
                .to_str()
                .is_ok_and(|text| super::manifest_text::essence(text) == "application/json")
        });
        if !is_json {
            return Err(Problem::new(
                Kind::UnsupportedMediaType,
                "Send JSON and say so: `Content-Type: application/json`.",
            ));
        }
        body::refuse_encoded(request.headers())?;
        let bytes = body::read(request.into_body(), LIMIT).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            Problem::new(
                Kind::MalformedRequest,
                format!("The JSON body cannot be read: {error}."),
            )
        })
    }
}
