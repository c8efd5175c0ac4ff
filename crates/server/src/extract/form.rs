//! A form of a page.

use std::time::Duration;

use axum::extract::{FromRequest, Request};
use http::header;
use serde::de::DeserializeOwned;
use validator::Validate;

use super::{
    body,
    broken::{self, Broken, Place},
    input,
};
use crate::problem::{Problem, ProblemType};

/// The most bytes of a form.
const LIMIT: usize = 16 << 10;

/// How long a form may take to arrive. Whoever sends one is not signed in yet.
const PATIENCE: Duration = Duration::from_secs(10);

/// A form of type `T`, held to its rules.
pub(crate) struct Form<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Validate> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let media_type = request.headers().get(header::CONTENT_TYPE);
        let is_form = media_type.is_some_and(|value| {
            value.to_str().is_ok_and(|text| {
                super::manifest_text::essence(text) == "application/x-www-form-urlencoded"
            })
        });
        if !is_form {
            return Err(Problem::new(
                ProblemType::UnsupportedMediaType,
                "Send a form and say so: `Content-Type: application/x-www-form-urlencoded`.",
            ));
        }
        body::refuse_encoded(request.headers())?;
        let bytes = tokio::time::timeout(PATIENCE, body::read(request.into_body(), LIMIT))
            .await
            .map_err(|_| {
                Problem::new(
                    ProblemType::RequestTimeout,
                    format!("The form was not here within {} s.", PATIENCE.as_secs()),
                )
            })??;
        let pairs = form_urlencoded::parse(&bytes).into_owned().collect();
        let mut broken = Broken::default();
        let read = input::from_pairs(Place::Body, pairs, &mut broken);
        match broken::hold(Place::Body, read, &mut broken) {
            Some(form) if broken.is_empty() => Ok(Self(form)),
            _ => Err(broken.into()),
        }
    }
}
