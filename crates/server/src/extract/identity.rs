//! Who is signed in.

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::{problem::Problem, sign_in::Identity};

/// The signed-in user, put there by the middleware that lets nobody else past.
pub(crate) struct SignedIn(pub(crate) Identity);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Identity>()
            .cloned()
            .map(Self)
            .ok_or_else(|| Problem::internal("a route that needs an identity is not guarded"))
    }
}
