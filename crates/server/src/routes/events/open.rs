//! What both routes of event streams do: opening the stream of one cluster, and answering with frames.

use std::convert::Infallible;

use axum::{
    Extension,
    body::Body,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::Stream;
use http::{HeaderMap, HeaderName, header};
use tower_sessions::Session;

use crate::{
    app::App,
    clusters::Entry,
    live::{Ending, Start, Subject},
    problem::Problem,
    rights_end::{Depends, RightsEnd},
    sign_in::{Identity, SessionEnd},
};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The id of the last message that a client received, as it says.
pub(super) fn last_event_id(headers: &HeaderMap) -> &str {
    let value = headers.get(LAST_EVENT_ID);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The session that a stream is opened with; none where it is opened with a token.
pub(super) fn session_of(
    session: Option<Extension<Session>>,
    headers: &HeaderMap,
) -> Option<Session> {
    let is_by_token = headers.contains_key(header::AUTHORIZATION);
    session
        .filter(|_| !is_by_token)
        .map(|Extension(session)| session)
}

/// The stream of one cluster, as somebody may see it.
///
/// # Errors
///
/// What that is could not be asked.
pub(super) async fn open(
    app: &App,
    entry: &Entry,
    identity: Identity,
    session: Option<SessionEnd>,
    subject: Subject,
    (last_id, daemon_set): (&str, Option<u64>),
) -> Result<impl Stream<Item = Result<Bytes, Infallible>> + Send + use<>, Problem> {
    let about = subject.about();
    let seen = entry.seen_by(&identity, &about).await?;
    let cluster = entry.cluster.name().to_owned();
    let place = contract::event_id::place_of(last_id, &cluster);
    let start = Start {
        place: place.unwrap_or_default().to_owned(),
        daemon_set,
    };
    let depends = Depends {
        cluster,
        reader: seen.reader().clone(),
        identity,
        about,
        rights: Vec::new(),
    };
    let end = Ending {
        stopping: app.stopping.clone(),
        gone: entry.gone.clone(),
        session,
        rights: RightsEnd::of(app, depends),
    };
    Ok(entry.live.follow(seen, subject, start, end).await)
}

/// Frames as an answer.
pub(super) fn answer(
    frames: impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static,
) -> Response {
    (
        [
            (header::CONTENT_TYPE, "text/event-stream"),
            (header::CACHE_CONTROL, "no-store, no-transform"),
            // nginx keeps answers back until they are whole, which this one never is.
            (HeaderName::from_static("x-accel-buffering"), "no"),
        ],
        Body::from_stream(frames),
    )
        .into_response()
}
