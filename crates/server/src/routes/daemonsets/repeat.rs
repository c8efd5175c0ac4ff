//! `Idempotency-Key`: a request that is sent again gets the first answer and does nothing.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use contract::FieldError;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use manifest::message::console as said;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::{
    audit::{self, Entry},
    idempotency::{Answer, Claim, Request},
};
use tokio::time::Instant;
use utoipa::IntoParams;

use super::answer;
use crate::{
    app::App,
    error_chain::Chain,
    extract::rules,
    problem::{Problem, ProblemType},
    sign_in::hex,
};

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// Says of an answer that it is the one that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The header, for the description.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(
    dead_code,
    reason = "it is never made: the description is derived from it, and the header is read by hand"
)]
pub(crate) struct KeyHeader {
    /// Chosen by the client, such as a UUID: a request that is sent again with its key is done once and gets the
    /// first answer.
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 255,
        pattern = r"^[ -~]+$"
    )]
    key: Option<String>,
}

/// How long after a key was taken its request may still be sent. The lease is as long as that and the longest
/// write together, and a little longer, so that no second request can begin while the first still runs.
const SEND_WITHIN: SignedDuration = SignedDuration::from_secs(20);

/// How soon it is tried again to keep what came of a request.
const AGAIN: Duration = Duration::from_secs(1);

/// How long keeping it may take.
const SETTLING: Duration = Duration::from_secs(30);

/// A taken key.
pub(super) struct Key {
    name: String,
    since: Instant,
}

/// What came of a request with a key.
pub(super) enum Settlement {
    /// It was done; this is the answer from now on.
    Done(Answer),
    /// It changed nothing, and the next try shall be a real one.
    Nothing,
    /// It may have changed something; whoever comes next has to look.
    Unknown,
}

/// A request that has to be done.
pub(super) struct Task {
    /// The id of its rows in the trail.
    pub(super) id: String,
    /// The rows of the same request, sent before without anybody knowing what came of it; else none.
    pub(super) before: Vec<Entry>,
    key: Option<Key>,
}

/// What to do with a request.
pub(super) enum Plan {
    /// Do it.
    Do(Task),
    /// Give this answer; it was done before.
    Repeat(Response),
}

/// Looks at the header of a request. `parts` are all that make the request what it is.
///
/// # Errors
///
/// The key is not usable, belongs to another request or to one that still runs.
pub(super) async fn plan(
    app: &App,
    user: &str,
    headers: &HeaderMap,
    parts: &[&str],
) -> Result<Plan, Problem> {
    let now = Timestamp::now();
    let id = audit::new_id(now);
    let Some(value) = headers.get(HEADER) else {
        return Ok(Plan::Do(Task {
            id,
            before: Vec::new(),
            key: None,
        }));
    };
    let name = value
        .to_str()
        .ok()
        .filter(|key| (1..=255).contains(&key.len()) && !key.contains('\t'))
        .ok_or_else(unusable)?;
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_le_bytes());
        digest.update(part.as_bytes());
    }
    let fingerprint = hex(&digest.finalize());
    let request = Request {
        key: name,
        fingerprint: &fingerprint,
        id: &id,
    };
    let since = Instant::now();
    let answers = app.store.idempotency(user);
    let (id, before) = match answers.claim(request, lease(), now).await? {
        Claim::New => (id, Vec::new()),
        Claim::Unknown { id } => {
            let before = app.store.audit().of_request(&id).await;
            let before = match before {
                Ok(before) => before,
                Err(error) => {
                    suspend(app, user, name).await;
                    return Err(error.into());
                }
            };
            (id, before)
        }
        Claim::Done(answer) => return Ok(Plan::Repeat(repeat(answer))),
        Claim::Running { seconds } => {
            return Err(
                Problem::new(ProblemType::RequestInProgress, said::key_in_use())
                    .retry_after(seconds.min(super::RETRY_SOON)),
            );
        }
        Claim::OtherRequest => {
            return Err(Problem::new(
                ProblemType::KeyReused,
                said::key_of_other_request(),
            ));
        }
    };
    let name = name.to_owned();
    Ok(Plan::Do(Task {
        id,
        before,
        key: Some(Key { name, since }),
    }))
}

fn unusable() -> Problem {
    let message = "must have 1 to 255 visible ASCII characters, such as a UUID";
    let detail = format!("`Idempotency-Key` {message}.");
    let error = FieldError {
        field: "Idempotency-Key".to_owned(),
        reason: rules::INVALID.to_owned(),
        message: message.to_owned(),
        ..FieldError::default()
    };
    Problem::new(ProblemType::MalformedRequest, detail).with_errors(vec![error])
}

/// How long a key belongs to its request.
fn lease() -> SignedDuration {
    let longest = SignedDuration::try_from(cluster::LONGEST_WRITE).unwrap_or(SignedDuration::MAX);
    SEND_WITHIN + longest + SignedDuration::from_secs(5)
}

fn repeat(kept: Answer) -> Response {
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    let media_type = HeaderValue::from_str(&kept.media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let object: Value = serde_json::from_str(&kept.body).unwrap_or_default();
    let response = (status, kept.body).into_response();
    let mut response = answer::with_version(response, answer::version_of(&object));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

impl Task {
    /// Refuses to begin to send where so much time has passed that the key could be taken over meanwhile.
    ///
    /// # Errors
    ///
    /// [`ProblemType::Busy`]. Nothing was sent.
    pub(super) fn in_time(&self) -> Result<(), Problem> {
        let is_late = self
            .key
            .as_ref()
            .is_some_and(|key| key.since.elapsed() > SEND_WITHIN.unsigned_abs());
        if is_late {
            return Err(Problem::new(ProblemType::Busy, said::judged_too_long())
                .retry_after(super::RETRY_SOON));
        }
        Ok(())
    }

    /// When it was first sent, if that was before and nobody knows what came of it.
    pub(super) fn resumes(&self) -> Option<Timestamp> {
        self.before.first().map(|entry| entry.occurred)
    }

    /// Says what to do about an outcome that nobody knows.
    pub(super) fn advise(&self, problem: Problem) -> Problem {
        if problem.kind() != ProblemType::OutcomeUnknown {
            return problem;
        }
        problem.with_more(if self.key.is_some() {
            "Send the same request with the same `Idempotency-Key` again: it looks what is there and does nothing twice."
        } else {
            "Look what is there before you send it again."
        })
    }

    /// Says what came of it. Where that cannot be kept now it is tried again after the answer, as long as the key is its own;
    /// then it stays taken until its lease is over, and whoever comes with it next looks what is there.
    pub(super) async fn settle(self, app: &App, user: &str, settlement: Settlement) {
        let Some(key) = self.key else { return };
        if key.settle(app, user, &settlement).await {
            return;
        }
        let (writes, app, user) = (app.writes.clone(), app.clone(), user.to_owned());
        writes.go_on(async move {
            while key.is_own() && !app.stopping.is_cancelled() {
                tokio::select! {
                    () = tokio::time::sleep(AGAIN) => {}
                    // Once more, then no more.
                    () = app.stopping.cancelled() => {}
                }
                if key.settle(&app, &user, &settlement).await {
                    return;
                }
            }
        });
    }
}

impl Key {
    /// Whether nobody else can have taken it over, however slow the database is.
    fn is_own(&self) -> bool {
        let end = SEND_WITHIN.unsigned_abs() + cluster::LONGEST_WRITE;
        self.since.elapsed() < end.saturating_sub(SETTLING)
    }

    /// Says what came of its request; whether that is kept.
    async fn settle(&self, app: &App, user: &str, settlement: &Settlement) -> bool {
        let answers = app.store.idempotency(user);
        let settled = match settlement {
            Settlement::Done(answer) => answers.finish(&self.name, answer, Timestamp::now()).await,
            Settlement::Nothing => answers.release(&self.name).await,
            Settlement::Unknown => answers.suspend(&self.name, Timestamp::now()).await,
        };
        if let Err(error) = &settled {
            tracing::error!(cause = %Chain(error), "what came of a request with an idempotency key is not kept");
        }
        settled.is_ok()
    }
}

async fn suspend(app: &App, user: &str, key: &str) {
    let answers = app.store.idempotency(user);
    if let Err(error) = answers.suspend(key, Timestamp::now()).await {
        tracing::error!(cause = %Chain(&error), "an idempotency key is taken until its lease is over");
    }
}
