//! `Idempotency-Key`: a request that is sent again gets the first answer and does nothing.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use store::idempotency::{Answer, Claim};

use crate::{
    app::App,
    error_chain::Chain,
    problem::{Kind, Problem},
    sign_in::hex,
};

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// Says of an answer that it is the one that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// A taken key.
pub(super) struct Key<'a> {
    app: &'a App,
    user: &'a str,
    name: String,
}

/// What to do with a request.
pub(super) enum Plan<'a> {
    /// Do it; keep the answer if there is a key.
    Do(Option<Key<'a>>),
    /// Give this answer; it was done before.
    Repeat(Response),
}

/// Looks at the header of a request. `parts` are all that make the request what it is.
///
/// # Errors
///
/// The key is not usable, belongs to another request or to one that still runs.
pub(super) async fn plan<'a>(
    app: &'a App,
    user: &'a str,
    headers: &HeaderMap,
    parts: &[&str],
) -> Result<Plan<'a>, Problem> {
    let Some(value) = headers.get(HEADER) else {
        return Ok(Plan::Do(None));
    };
    let key = value
        .to_str()
        .ok()
        .filter(|key| (1..=255).contains(&key.len()))
        .ok_or_else(|| {
            Problem::new(
                Kind::MalformedRequest,
                "`Idempotency-Key` must have 1 to 255 visible ASCII characters, such as a UUID.",
            )
        })?;
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_le_bytes());
        digest.update(part.as_bytes());
    }
    let fingerprint = hex(&digest.finalize());
    let answers = app.store.idempotency(user);
    match answers.claim(key, &fingerprint, Timestamp::now()).await? {
        Claim::New => Ok(Plan::Do(Some(Key {
            app,
            user,
            name: key.to_owned(),
        }))),
        Claim::Done(answer) => Ok(Plan::Repeat(repeat(answer))),
        Claim::Running => Err(Problem::new(
            Kind::RequestInProgress,
            "The first request with this `Idempotency-Key` is not done yet. Try again in a moment.",
        )
        .retry_after(1)),
        Claim::OtherRequest => Err(Problem::new(
            Kind::KeyReused,
            "This `Idempotency-Key` came with another request before. Use a new one for each request.",
        )),
    }
}

fn repeat(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let media_type = HeaderValue::from_str(&answer.media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let mut response = (status, answer.body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

impl Key<'_> {
    /// Keeps the answer of a request that was done; a refused one gives its key back, because it changed
    /// nothing and the next try shall be a real one.
    ///
    /// That this fails is logged and does not change the answer.
    pub(super) async fn settle(self, answer: Option<Answer>) {
        let answers = self.app.store.idempotency(self.user);
        let settled = match answer {
            Some(answer) => answers.finish(&self.name, &answer, Timestamp::now()).await,
            None => answers.release(&self.name).await,
        };
        if let Err(error) = settled {
            tracing::error!(cause = %Chain(&error), "an answer to an idempotency key is not kept");
        }
    }
}
