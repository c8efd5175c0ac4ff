//! [`Fault`]: what can go wrong with a request, and [`End`]: how an open watch can end or be kept back.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;

/// What becomes of a request instead of its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not forwarded and answered with 200 and no body at all.
    Empty,
    /// It is not forwarded and answered with this text, as JSON and with 200.
    Text(String),
    /// It is not forwarded and answered with this HTTP status and a `metav1.Status` that says so.
    Status {
        /// The HTTP status.
        code: u16,
        /// The value of `Retry-After`, where there is to be one.
        retry_after: Option<&'static str>,
    },
    /// It is not forwarded and answered with 302 to a sign-in page, as a proxy with single sign-on does.
    Redirect,
    /// A watch is not forwarded; it is answered with one `ERROR` event of this code, and ends.
    ErrorEvent(u16),
    /// It is forwarded, and this line stands before the body of the answer.
    LineFirst(String),
    /// It is forwarded, and the connection breaks after so many bytes of the body.
    Cut(usize),
    /// It is not forwarded, and the connection breaks.
    Refused,
    /// It is forwarded and done, and the connection breaks instead of an answer.
    LostAnswer,
    /// It is forwarded, and the answer comes so much later.
    Slow(Duration),
    /// It is not forwarded and never answered.
    Silent,
    /// It is not forwarded; 200 comes, and never a byte of the body.
    SilentBody,
    /// It is not forwarded; 200 comes, and a body without line break or end.
    Endless,
}

impl Fault {
    /// A refusal with this HTTP status.
    #[must_use]
    pub const fn status(code: u16) -> Self {
        Self::Status {
            code,
            retry_after: None,
        }
    }
}

/// Keeps back what watches tell, until it is dropped.
#[derive(Debug)]
pub struct Hold(watch::Sender<()>);

impl Default for Hold {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl Hold {
    /// What is done to a watch that is kept back.
    #[must_use]
    pub fn end(&self) -> End {
        End::Held(Held(self.0.subscribe()))
    }
}

/// A watch that is kept back.
#[derive(Clone, Debug)]
pub struct Held(watch::Receiver<()>);

impl Held {
    /// Waits until that is over.
    pub(crate) async fn let_go(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

/// How an open watch ends.
#[derive(Clone, Debug)]
pub enum End {
    /// In good order, as at the end of its time.
    Closed,
    /// The connection breaks.
    Broken,
    /// Not at all: this line comes, and it goes on.
    Line(String),
    /// Not at all: from now on nothing comes any more, and the connection stays.
    Silent,
    /// Not at all: nothing comes until the [`Hold`] is let go, and then all of it.
    Held(Held),
}

impl End {
    /// An `ERROR` event of this code as a line; the API server closes the watch after one.
    #[must_use]
    pub fn error_event(code: u16) -> Self {
        Self::Line(error_event(code))
    }
}

/// An `ERROR` event as it stands in the body of a watch.
pub(crate) fn error_event(code: u16) -> String {
    json!({"type": "ERROR", "object": status(code)}).to_string()
}

/// The `metav1.Status` of a refusal.
pub(crate) fn status(code: u16) -> Value {
    let (reason, message) = match code {
        401 => ("Unauthorized", "Unauthorized"),
        403 => ("Forbidden", "forbidden: the proxy of the test was asked to"),
        410 => ("Expired", "too old resource version: 1 (2)"),
        429 => (
            "TooManyRequests",
            "too many requests, please try again later",
        ),
        500 => ("InternalError", "an error on the server"),
        503 => (
            "ServiceUnavailable",
            "the server is currently unable to handle the request",
        ),
        _ => ("", "the proxy of the test was asked to"),
    };
    json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "reason": reason, "message": message, "code": code,
    })
}
