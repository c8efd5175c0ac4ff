//! The parameters of a path.

use axum::{
    RequestPartsExt as _,
    extract::{FromRequestParts, Path},
};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::{Kind, Problem};

/// The parameters of the path as `T`. What cannot be read names nothing that exists.
pub(crate) struct ApiPath<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send + 'static> FromRequestParts<S> for ApiPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let Path(value) = parts.extract::<Path<T>>().await.map_err(|rejection| {
            Problem::new(
                Kind::NotFound,
                format!("The path cannot be read: {}.", rejection.body_text()),
            )
        })?;
        Ok(Self(value))
    }
}
