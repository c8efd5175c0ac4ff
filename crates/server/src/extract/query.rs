//! The query of a URL.

use axum::{
    RequestPartsExt as _,
    extract::{FromRequestParts, Query},
};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::{Kind, Problem};

/// The query as `T`, which refuses parameters that it does not know: a misspelt one that is passed over
/// would do something else than was meant.
pub(crate) struct ApiQuery<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + 'static> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let Query(value) = parts.extract::<Query<T>>().await.map_err(|rejection| {
            let text = rejection.body_text();
            let reason = text
                .strip_prefix("Failed to deserialize query string: ")
                .unwrap_or(&text);
            Problem::new(
                Kind::MalformedRequest,
                format!("The query cannot be read: {reason}."),
            )
        })?;
        Ok(Self(value))
    }
}
