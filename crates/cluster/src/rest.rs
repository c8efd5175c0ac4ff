//! One request to the API server and its answer: the object, the warnings, or an error of ours.
//!
//! kube's typed calls drop the `Warning` headers and part of `metav1.Status`; so this is below them, with
//! the same authentication, TLS and base address.

mod warning;

use std::{fmt::Write as _, time::Duration};

use bytes::{Bytes, BytesMut};
use contract::path::segment;
use http::{Method, Request, Response, StatusCode, header, response};
use http_body_util::BodyExt as _;
use jiff::{Timestamp, fmt::rfc2822};
use kube::client::Body;
use serde::{
    Deserialize as _,
    de::{DeserializeOwned, Error as _},
};
use serde_json::{Value, json};
use thiserror::Error;
use tokio::time::error::Elapsed;

use crate::{
    error::{Cause, ClusterError, never_left},
    transport::{Incoming, Transport},
};

/// How long a call may take from the first byte sent to the last byte read.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// How large an answer may be, in bytes. More is not read, so that nothing that answers can fill the memory.
const LARGEST: usize = 32 << 20;
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
    accept: &'static str,
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
            accept: "application/json",
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

    /// Sends this as a JSON merge patch (RFC 7386), which replaces lists.
    pub(crate) fn merge_patch(mut self, patch: &Value) -> Self {
        self.media_type = "application/merge-patch+json";
        self.json(patch)
    }

    /// Asks for the answer in this form.
    pub(crate) const fn accept(mut self, form: &'static str) -> Self {
        self.accept = form;
        self
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

    /// Sends the request, and gives the body of the answer as it comes in, however long that takes. The head is
    /// waited for as long as for a whole answer.
    ///
    /// # Errors
    /// See [`ClusterError`].
    pub(crate) async fn open(self, transport: &Transport) -> Result<Incoming, ClusterError> {
        let (request, sent) = self.into_request().map_err(|error| *error)?;
        let head = tokio::time::timeout(sent.timeout, transport.send(request)).await;
        let head = sent.judge(head).map_err(|error| *error)?;
        if head.status().is_success() {
            return Ok(head.into_body());
        }
        let answer = tokio::time::timeout(sent.timeout, whole(head)).await;
        let (head, body) = sent.judge(answer).map_err(|error| *error)?.into_parts();
        Err(refused(sent.operation, transport, &head, &body))
    }

    /// As [`Self::read`], with the API server's clock where its answer has a `Date`.
    ///
    /// # Errors
    /// See [`ClusterError`].
    pub(crate) async fn read_dated<T: DeserializeOwned>(
        self,
        transport: &Transport,
    ) -> Result<(T, Option<Timestamp>), ClusterError> {
        let (head, body) = self.exchange(transport).await?;
        let date = head
            .headers
            .get(header::DATE)
            .and_then(|value| rfc2822::parse(value.to_str().ok()?).ok());
        Ok((body, date.map(|date| date.timestamp())))
    }

    async fn exchange<T: DeserializeOwned>(
        self,
        transport: &Transport,
    ) -> Result<(response::Parts, T), ClusterError> {
        let (request, sent) = self.into_request().map_err(|error| *error)?;
        let answer = tokio::time::timeout(sent.timeout, fetch(transport, request)).await;
        let (head, body) = sent.judge(answer).map_err(|error| *error)?.into_parts();
        let operation = sent.operation;
        if !head.status.is_success() {
            return Err(refused(operation, transport, &head, &body));
        }
        // Whatever Kubernetes answers is an object. A list in its place would pass for one with all fields at
        // their defaults.
        let read = if body.trim_ascii_start().starts_with(b"{") {
            serde_json::from_slice(&body)
        } else {
            Err(serde_json::Error::custom("it is no JSON object"))
        };
        match read {
            Ok(body) => Ok((head, body)),
            Err(source) => Err(ClusterError::UnreadableAnswer { operation, source }),
        }
    }

    fn into_request(self) -> Result<(Request<Body>, Sent), Box<ClusterError>> {
        let operation = self.operation;
        let request = Request::builder()
            .method(self.method)
            .uri(self.target)
            .header(header::ACCEPT, self.accept)
            .header(header::CONTENT_TYPE, self.media_type)
            .body(Body::from(self.body));
        match request {
            Ok(request) => Ok((
                request,
                Sent {
                    operation,
                    timeout: self.timeout,
                },
            )),
            Err(source) => Err(Box::new(ClusterError::Request { operation, source })),
        }
    }
}

/// What is to be known of a request while its answer is waited for.
struct Sent {
    operation: String,
    timeout: Duration,
}

impl Sent {
    /// What came of waiting for an answer.
    fn judge<T>(
        &self,
        answer: Result<Result<T, tower::BoxError>, Elapsed>,
    ) -> Result<T, Box<ClusterError>> {
        let failure = match answer {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(source)) => Some(source),
            Err(_) => None,
        };
        let operation = self.operation.clone();
        Err(Box::new(match failure {
            Some(source) if source.is::<TooLarge>() => ClusterError::AnswerTooLarge {
                operation,
                limit: LARGEST,
            },
            Some(source) => ClusterError::Unreachable {
                operation,
                may_have_arrived: !never_left(source.as_ref()),
                source,
            },
            None => ClusterError::TimedOut {
                operation,
                after: self.timeout,
            },
        }))
    }
}

/// Sends a request and reads the answer to its end.
async fn fetch(
    transport: &Transport,
    request: Request<Body>,
) -> Result<Response<Bytes>, tower::BoxError> {
    whole(transport.send(request).await?).await
}

/// Reads an answer to its end, or to where it is too large.
async fn whole(response: Response<Incoming>) -> Result<Response<Bytes>, tower::BoxError> {
    let (head, mut body) = response.into_parts();
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            if bytes.len() + data.len() > LARGEST {
                return Err(TooLarge.into());
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(Response::from_parts(head, bytes.freeze()))
}

/// More came than is read.
#[derive(Debug, Error)]
#[error("more than {} MiB", LARGEST >> 20)]
struct TooLarge;

/// The error for an answer that is not a success.
fn refused(
    operation: String,
    transport: &Transport,
    head: &response::Parts,
    body: &[u8],
) -> ClusterError {
    let (code, headers) = (head.status, &head.headers);
    let bytes = transport.identity_bytes();
    if bytes > 0 && is_too_large_a_header(code, body) {
        return ClusterError::IdentityTooLarge { operation, bytes };
    }
    let status = serde_json::from_slice::<Value>(body)
        .ok()
        .filter(|status| status["kind"] == "Status")
        .unwrap_or_else(|| status_from(code, body));
    let text = |field: &str| status[field].as_str().unwrap_or_default().to_owned();
    let header_seconds = headers
        .get(header::RETRY_AFTER)
        .and_then(|value| seconds(value.to_str().ok()?, Timestamp::now()));
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

/// Whether an answer says that the headers of the request are too large; nginx says so with the status 400.
fn is_too_large_a_header(code: StatusCode, body: &[u8]) -> bool {
    const NGINX: &[u8] = b"Request Header Or Cookie Too Large";
    let is_of_nginx = || body.windows(NGINX.len()).any(|part| part == NGINX);
    code == StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
        || code == StatusCode::BAD_REQUEST && is_of_nginx()
}

/// The seconds that `Retry-After` names: as a number, or as the moment at which they are over (RFC 9110 §10.2.3).
fn seconds(retry_after: &str, now: Timestamp) -> Option<u32> {
    let text = retry_after.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let moment = rfc2822::parse(text).ok()?.timestamp();
    let seconds = moment.duration_since(now).as_secs();
    Some(u32::try_from(seconds.max(0)).unwrap_or(u32::MAX))
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

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn a_time_to_wait_is_a_number_or_a_moment() {
        let now = "2026-11-21T08:49:30Z".parse().unwrap();
        for (text, expected) in [
            ("7", Some(7)),
            (" 0 ", Some(0)),
            ("Sat, 21 Nov 2026 08:49:37 GMT", Some(7)),
            ("Sat, 21 Nov 2026 08:00:00 GMT", Some(0)),
            ("Tue, 21 Nov 2186 08:00:00 GMT", Some(u32::MAX)),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(seconds(text, now), expected, "{text}");
        }
    }
}
