//! Reads a body up to a limit.

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header};
use http_body_util::BodyExt as _;
use manifest::message::console as said;

use crate::problem::{Problem, ProblemType};

/// How much is read and thrown away past the limit. Browsers and `curl` take an answer only when they
/// have sent their body; were the connection closed before, they would report a broken one instead of
/// our words.
const DRAINED: usize = 16 << 20;

/// Refuses a body that was compressed: what is limited is what is read.
///
/// # Errors
///
/// `Content-Encoding` names something.
pub(super) fn refuse_encoded(headers: &HeaderMap) -> Result<(), Problem> {
    let encoding = headers.get(header::CONTENT_ENCODING);
    let encoding = encoding.map(|value| value.to_str().unwrap_or_default().trim());
    match encoding {
        None | Some("" | "identity") => Ok(()),
        Some(encoding) => Err(Problem::new(
            ProblemType::UnsupportedMediaType,
            format!("`Content-Encoding: {encoding}` is not taken here; send the body as it is."),
        )),
    }
}

/// All bytes of a body.
///
/// # Errors
///
/// More than `limit` bytes, or the client is gone.
pub(super) async fn read(mut body: Body, limit: usize) -> Result<Bytes, Problem> {
    let mut bytes = BytesMut::new();
    let mut received = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            Problem::new(
                ProblemType::MalformedRequest,
                "The body ended before it was whole.",
            )
            .because(error)
        })?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        received += data.len();
        if received <= limit {
            bytes.extend_from_slice(&data);
        } else if received > limit + DRAINED {
            break;
        }
    }
    if received > limit {
        return Err(Problem::new(
            ProblemType::TooLarge,
            said::body_too_large((limit >> 10).to_string()),
        ));
    }
    Ok(bytes.freeze())
}

/// A body as text.
///
/// # Errors
///
/// As [`read`], or the bytes are not UTF-8.
pub(super) async fn read_text(body: Body, limit: usize) -> Result<String, Problem> {
    String::from_utf8(read(body, limit).await?.into()).map_err(|error| {
        Problem::new(
            ProblemType::MalformedRequest,
            format!(
                "The body is not UTF-8: byte {} is out of place.",
                error.utf8_error().valid_up_to() + 1
            ),
        )
    })
}
