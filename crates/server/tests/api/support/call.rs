//! A request of a test, and its answer.

use axum::body::Body;
use contract::ProblemDocument;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use super::TestApp;

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error} in {} {}", self.status, self.text))
    }

    /// The body as a problem document; fails if the answer does not say that it is one.
    pub(crate) fn problem(&self) -> ProblemDocument {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{} {}",
            self.status,
            self.text
        );
        let problem: ProblemDocument = serde_json::from_str(&self.text).unwrap();
        assert_eq!(problem.status, self.status.as_u16());
        assert!(
            !problem.title.is_empty() && !problem.detail.is_empty(),
            "{problem:?}"
        );
        problem
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }

    /// Fails unless the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }
}

/// A request that is being put together.
pub(crate) struct Call<'a> {
    app: &'a TestApp,
    request: http::request::Builder,
}

impl<'a> Call<'a> {
    pub(super) fn new(app: &'a TestApp, method: Method, path: &str) -> Self {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:8080");
        Self { app, request }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        // A second value of the same name takes the place of the first.
        if let Some(headers) = self.request.headers_mut() {
            headers.remove(name);
        }
        self.request = self.request.header(name, value);
        self
    }

    /// Sends it and reads the whole answer.
    pub(crate) async fn send(self, body: impl Into<Body>) -> Answer {
        let response = self.open(body).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Sends it and leaves the body of the answer unread.
    pub(crate) async fn open(self, body: impl Into<Body>) -> Response<Body> {
        let request = self.request.body(body.into()).unwrap();
        self.app.router.clone().oneshot(request).await.unwrap()
    }
}
