//! `Problem`: every error that leaves the server, as `application/problem+json` (RFC 9457).

mod convert;
mod kind;

use std::error::Error;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use contract::{FieldError, ProblemDocument, problem::MEDIA_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;

pub use kind::Kind;

use crate::error_chain::Chain;

/// An error on its way to the client. What it says is for the user; its `source` is for the log.
#[derive(Debug)]
pub struct Problem {
    kind: Kind,
    detail: String,
    errors: Vec<FieldError>,
    upstream: Option<Value>,
    headers: HeaderMap,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Problem {
    /// A problem of a kind, with what happened this time and what to do about it.
    #[must_use]
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            upstream: None,
            headers: HeaderMap::new(),
            source: None,
        }
    }

    /// Names fields of the manifest that are wrong.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    /// Keeps what the API server said.
    #[must_use]
    pub fn with_upstream(mut self, status: Value) -> Self {
        self.upstream = Some(status);
        self
    }

    /// Says after how many seconds the same request may succeed.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.headers
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        self
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn with_header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Remembers the cause for the log.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of problem it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The HTTP status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.kind.status()
    }

    /// What happened.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The document as it is sent.
    #[must_use]
    pub fn document(&self) -> ProblemDocument {
        ProblemDocument {
            kind: format!("/problems/{}", self.kind.slug()),
            title: self.kind.title().to_owned(),
            status: self.status().as_u16(),
            detail: self.detail.clone(),
            errors: self.errors.clone(),
            upstream: self.upstream.clone(),
        }
    }
}

impl IntoResponse for Problem {
    /// The one place where an error is logged: what the user did is no error of ours, the rest is.
    fn into_response(self) -> Response {
        if self.status().is_server_error() {
            let source: Option<&(dyn Error + 'static)> = self.source.as_deref().map(|it| it as _);
            let cause = source
                .map(|error| Chain(error).to_string())
                .unwrap_or_default();
            if self.kind == Kind::Internal {
                tracing::error!(cause, "{}", self.detail);
            } else {
                tracing::warn!(cause, "{}", self.detail);
            }
        }
        let mut response = (self.status(), Json(self.document())).into_response();
        response.headers_mut().extend(self.headers);
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        response
    }
}
