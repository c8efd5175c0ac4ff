//! Answers: a body that is complete or a stream, and the ways to make a response.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures::Stream;
use http::{HeaderValue, Response, StatusCode, header};
use hyper::body::{Body, Frame, SizeHint};
use serde_json::Value;

use crate::{refusal::Refusal, registry::Written};

/// The body of an answer.
pub struct SandboxBody(Delivery);

enum Delivery {
    Whole(Option<Bytes>),
    Stream(Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>),
}

impl SandboxBody {
    /// A body that is known as a whole.
    pub(super) fn whole(bytes: impl Into<Bytes>) -> SandboxBody {
        SandboxBody(Delivery::Whole(Some(bytes.into())))
    }

    /// A body that comes piece by piece.
    pub(super) fn stream(
        pieces: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> SandboxBody {
        SandboxBody(Delivery::Stream(Box::pin(pieces)))
    }
}

impl std::fmt::Debug for SandboxBody {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self.0 {
            Delivery::Whole(_) => "SandboxBody::Whole",
            Delivery::Stream(_) => "SandboxBody::Stream",
        })
    }
}

impl Body for SandboxBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match &mut self.0 {
            Delivery::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Delivery::Stream(stream) => stream
                .as_mut()
                .poll_next(context)
                .map(|piece| piece.map(|piece| piece.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.0, Delivery::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Delivery::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Delivery::Stream(_) => SizeHint::default(),
        }
    }
}

/// An answer of `content_type`.
pub(super) fn response(
    status: StatusCode,
    content_type: &'static str,
    body: SandboxBody,
) -> Response<SandboxBody> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache, private"),
    );
    response
}

/// An answer of JSON.
pub(super) fn json(status: StatusCode, value: &Value) -> Response<SandboxBody> {
    response(
        status,
        "application/json",
        SandboxBody::whole(value.to_string()),
    )
}

/// An answer of plain text.
pub(super) fn text(status: StatusCode, text: impl Into<Bytes>) -> Response<SandboxBody> {
    response(
        status,
        "text/plain; charset=utf-8",
        SandboxBody::whole(text),
    )
}

/// The answer to a write, with its warnings as headers.
pub(super) fn written(status: StatusCode, written: &Written) -> Response<SandboxBody> {
    let mut response = json(status, &written.object);
    for warning in &written.warnings {
        // 299 is a persistent warning, and the agent that warns is not named.
        if let Ok(value) =
            HeaderValue::from_str(&format!("299 - {}", Value::from(warning.as_str())))
        {
            response.headers_mut().append(header::WARNING, value);
        }
    }
    response
}

/// The answer that a refusal is.
pub(super) fn refused(refusal: &Refusal) -> Response<SandboxBody> {
    let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, &refusal.status());
    if let Some(seconds) = refusal.retry_after() {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
