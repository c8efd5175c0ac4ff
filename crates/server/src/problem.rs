//! `Problem`: every error that leaves the server, as `application/problem+json` (RFC 9457).

mod convert;
mod of_cluster;
mod problem_type;

use std::error::Error;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use contract::{FieldError, Freshness, ObjectOutcome, ProblemDocument, problem::MEDIA_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use manifest::Message;
use manifest::message::console as said;
use serde_json::{Value, json};

pub(crate) use of_cluster::of_credential;
pub use problem_type::ProblemType;

use crate::error_chain::Chain;

/// An error on its way to the client. What it says is for the user; its `source` is for the log.
///
/// Boxed, because it stands in the `Result` of every handler.
#[derive(Debug)]
pub struct Problem(Box<Parts>);

#[derive(Debug)]
struct Parts {
    kind: ProblemType,
    detail: Message,
    errors: Vec<FieldError>,
    objects: Vec<ObjectOutcome>,
    upstream: Option<Value>,
    headers: HeaderMap,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Problem {
    /// A problem of a kind, with what happened this time and what to do about it.
    #[must_use]
    pub fn new(kind: ProblemType, detail: impl Into<Message>) -> Self {
        Self(Box::new(Parts {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            objects: Vec::new(),
            upstream: None,
            headers: HeaderMap::new(),
            source: None,
        }))
    }

    /// Names fields of the manifest that are wrong.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    /// Names further fields.
    #[must_use]
    pub fn with_more_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors.extend(errors);
        self
    }

    /// Says what came of each object of the text.
    #[must_use]
    pub fn with_objects(mut self, objects: Vec<ObjectOutcome>) -> Self {
        self.0.objects = objects;
        self
    }

    /// The fields that are wrong.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// Keeps what the API server said.
    #[must_use]
    pub fn with_upstream(mut self, status: Value) -> Self {
        self.0.upstream = Some(status);
        self
    }

    /// Says after how many seconds the same request may succeed.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0
            .headers
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        self
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn with_header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// Adds a sentence to what happened.
    #[must_use]
    pub fn with_more(mut self, sentence: impl Into<Message>) -> Self {
        let detail = std::mem::take(&mut self.0.detail);
        self.0.detail = said::then(detail, sentence);
        self
    }

    /// Remembers the cause for the log.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// What kind of problem it is.
    #[must_use]
    pub fn kind(&self) -> ProblemType {
        self.0.kind
    }

    /// The HTTP status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.kind.status()
    }

    /// What happened, for who puts it into another language.
    #[must_use]
    pub(crate) fn said(&self) -> Message {
        self.0.detail.clone()
    }

    /// What happened.
    #[must_use]
    pub fn detail(&self) -> String {
        self.0.detail.to_string()
    }

    /// That nothing of a cluster is followed because of it.
    #[must_use]
    pub(crate) fn freshness(&self) -> Freshness {
        let (code, arguments) = self.0.detail.english_parts();
        Freshness {
            message: self.0.detail.to_string(),
            code,
            arguments,
            ..Freshness::default()
        }
    }

    /// The document as it is sent.
    #[must_use]
    pub fn document(&self) -> ProblemDocument {
        let (code, arguments) = self.0.detail.english_parts();
        ProblemDocument {
            kind: format!("/problems/{}", self.0.kind.slug()),
            title: self.0.kind.title().to_owned(),
            status: self.status().as_u16(),
            detail: self.0.detail.to_string(),
            code,
            arguments,
            errors: self.0.errors.clone(),
            objects: self.0.objects.iter().map(|it| json!(it)).collect(),
            upstream: self.0.upstream.clone(),
        }
    }
}

impl IntoResponse for Problem {
    /// The one place where an error is logged: what the user did is no error of ours, the rest is.
    fn into_response(self) -> Response {
        if self.status().is_server_error() {
            let source: Option<&(dyn Error + 'static)> = self.0.source.as_deref().map(|it| it as _);
            let cause = source
                .map(|error| Chain(error).to_string())
                .unwrap_or_default();
            // What an API server, or a proxy before it, says may hold anything: it is for who asked, not for the log.
            let document = self.document();
            let told = match document.upstream {
                Some(_) => &document.title,
                None => &document.detail,
            };
            if self.0.kind == ProblemType::Internal {
                tracing::error!(cause, "{told}");
            } else {
                tracing::warn!(cause, "{told}");
            }
        }
        let mut response = (self.status(), Json(self.document())).into_response();
        response.headers_mut().extend(self.0.headers);
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        response
    }
}
