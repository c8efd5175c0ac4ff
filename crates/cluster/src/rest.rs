//! One request to the API server and its answer: the object, the warnings, or an error of ours.
//!
//! kube's typed calls drop the `Warning` headers and part of `metav1.Status`; so this is below them, with
//! the same authentication, TLS and base address.

mod warning;

use std::{fmt::Write as _, time::Duration};

use contract::path::segment;
use http::{HeaderMap, Method, Request, Response, StatusCode, header, response};
use http_body_util::BodyExt as _;
use kube::client::Body;
use serde::{Deserialize as _, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    error::{Cause, ClusterError},
    transport::Transport,
};

/// How long a call may take from the first byte sent to the last byte read.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// How much of an answer that is no Status goes into the error.
const EXCERPT: usize = 512;

/// A request in the making.
#[derive(Debug)]
pub(crate) struct Call {
    /// What the API server is asked to do, for the error: "create the DaemonSet".
    operation: String,
    method: Method,
    target: String,
    has_query: bool,
    media_type: &'static str,
    body: Vec<u8>,
    timeout: Duration,
}

/// What the API server answered.
#[derive(Debug)]
pub(crate) struct Answer<T> {
    /// The object.
    pub(crate) body: T,
    /// The texts of its `Warning` headers.
    pub(crate) warnings: Vec<String>,
}

impl Call {
    /// A request to this path; every part of it that a user wrote must have gone through
    /// [`segment`].
    pub(crate) fn new(operation: impl Into<String>, method: Method, path: String) -> Self {
        Self {
            operation: operation.into(),
            method,
            target: path,
            has_query: false,
            media_type: "application/json",
            body: Vec::new(),
            timeout: CALL_TIMEOUT,
        }
    }

    /// Adds a parameter.
    pub(crate) fn query(mut self, key: &str, value: &str) -> Self {
        let separator = if self.has_query { '&' } else { '?' };
        self.has_query = true;
        // Writing to a string cannot fail.
        let _ = write!(self.target, "{separator}{key}={}", segment(value));
        self
    }

    /// Adds a parameter if there is a value.
    pub(crate) fn query_if(self, key: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.query(key, value),
            None => self,
        }
    }

    /// Sends this as JSON.
    pub(crate) fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self
    }

    /// Sends this as a strategic merge patch, which joins lists by the keys of their items.
    pub(crate) fn strategic_merge_patch(mut self, patch: &Value) -> Self {
        self.media_type = "application/strategic-merge-patch+json";
        self.json(patch)
    }

    /// Waits at most this long.
    pub(crate) const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends the request and reads the answer.
    ///
    /// # Errors
    /// See [`ClusterError`].
    pub(crate) async fn send<T: DeserializeOwned>(
        self,
        transport: &Transport,
    ) -> Result<Answer<T>, ClusterError> {
        let (head, body) = self.exchange(transport).await?;
        Ok(Answer {
            body,
            warnings: warning::texts(&head.headers),
        })
    }

    /// Sends the request and reads of the answer what `T` reads; all else is passed over.
    ///
    /// # Errors
    /// See [`ClusterError`].
    pub(crate) async fn read<T: DeserializeOwned>(
        self,
        transport: &Transport,
    ) -> Result<T, ClusterError> {
        let (_, body) = self.exchange(transport).await?;
        Ok(body)
    }

    async fn exchange<T: DeserializeOwned>(
        self,
        transport: &Transport,
    ) -> Result<(response::Parts, T), ClusterError> {
        let Self {
            operation,
            method,
            target,
            media_type,
            body,
            timeout,
            ..
        } = self;
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, media_type)
            .body(Body::from(body));
        let request = match request {
            Ok(request) => request,
            Err(source) => return Err(ClusterError::Request { operation, source }),
        };
        let exchange = async {
            let (head, body) = transport.send(request).await?.into_parts();
            let body = body.collect().await?.to_bytes();
            Ok::<_, tower::BoxError>(Response::from_parts(head, body))
        };
        let response = match tokio::time::timeout(timeout, exchange).await {
            Ok(Ok(response)) => response,
            Ok(Err(source)) => {
                return Err(ClusterError::Unreachable { operation, source });
            }
            Err(_) => {
                return Err(ClusterError::TimedOut {
                    operation,
                    after: timeout,
                });
            }
        };
        let (head, body) = response.into_parts();
        if !head.status.is_success() {
            return Err(refused(operation, head.status, &head.headers, &body));
        }
        match serde_json::from_slice(&body) {
            Ok(body) => Ok((head, body)),
            Err(source) => Err(ClusterError::UnreadableAnswer { operation, source }),
        }
    }
}

/// The error for an answer that is not a success.
fn refused(operation: String, code: StatusCode, headers: &HeaderMap, body: &[u8]) -> ClusterError {
    let status = serde_json::from_slice::<Value>(body)
        .ok()
        .filter(|status| status["kind"] == "Status")
        .unwrap_or_else(|| status_from(code, body));
    let text = |field: &str| status[field].as_str().unwrap_or_default().to_owned();
    let header_seconds = headers
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let details = &status["details"];
    ClusterError::Refused {
        operation,
        code: code.as_u16(),
        reason: text("reason"),
        message: text("message"),
        causes: Vec::<Cause>::deserialize(&details["causes"]).unwrap_or_default(),
        retry_after: header_seconds.or_else(|| {
            let seconds = details["retryAfterSeconds"].as_u64()?;
            u32::try_from(seconds).ok()
        }),
        status,
    }
}

/// A `metav1.Status` for an answer that did not come from an API server: a proxy's error page.
fn status_from(code: StatusCode, body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let message = if text.is_empty() {
        code.to_string()
    } else {
        let excerpt: String = text.chars().take(EXCERPT).collect();
        format!("{code}: {excerpt}")
    };
    json!({
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
        "code": code.as_u16(),
    })
}
