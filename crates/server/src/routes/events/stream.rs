//! `GET …/events`

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use contract::StreamMessage;
use http::{HeaderMap, HeaderName, header};
use serde::Deserialize;
use tower_sessions::Session;
use utoipa::IntoParams;
use validator::Validate;

use crate::{
    app::App,
    extract::{Input, SignedIn, rules},
    live::{Ending, Subject},
    problem::Problem,
    rights_end::{Depends, RightsEnd},
    routes::paths::ClusterPath,
};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// What the stream speaks of.
#[derive(Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Only this namespace; all where it is empty.
    #[validate(length(max = 63), custom(function = "rules::label_or_none"))]
    #[param(max_length = 63, pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$")]
    namespace: String,
    /// The one DaemonSet whose nodes and pods are wanted too; none where it is empty.
    #[validate(length(max = 253), custom(function = "rules::subdomain_or_none"))]
    #[param(
        max_length = 253,
        pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$"
    )]
    name: String,
    /// Words that name, image or labels must contain.
    #[validate(length(max = 256))]
    #[param(max_length = 256)]
    search: String,
}

/// A snapshot, then changes, as server-sent events. A client that comes back with `Last-Event-ID` gets what it
/// missed, or a new snapshot where that is too much. The stream ends with the session that it was opened with.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/events",
    tag = "events",
    operation_id = "stream_events",
    params(
        ClusterPath,
        EventsQuery,
        ("Last-Event-ID" = Option<u64>, Header, description = "The id of the last event that was received"),
    ),
    responses((status = 200, description = "`data` of each event", body = StreamMessage, content_type = "text/event-stream"))
)]
pub(crate) async fn stream_events(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<ClusterPath, EventsQuery>,
    session: Option<Extension<Session>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let entry = app.clusters.get(&path.cluster)?;
    let last_id = headers
        .get(LAST_EVENT_ID)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse().ok());
    let subject = Subject {
        namespace: query.namespace,
        name: query.name,
        search: query.search,
    };
    let is_by_token = headers.contains_key(header::AUTHORIZATION);
    let session_end = session
        .filter(|_| !is_by_token)
        .and_then(|Extension(session)| app.sign_in.end_of(&app, &session));
    let about = subject.about();
    let seen = entry.seen_by(&identity, &about).await?;
    let depends = Depends {
        cluster: path.cluster,
        reader: seen.reader().clone(),
        identity,
        about,
        rights: Vec::new(),
    };
    let end = Ending {
        stopping: app.stopping.clone(),
        session: session_end,
        rights: RightsEnd::of(&app, depends),
    };
    let frames = entry.live.follow(seen, subject, last_id, end);
    Ok((
        [
            (header::CONTENT_TYPE, "text/event-stream"),
            (header::CACHE_CONTROL, "no-store, no-transform"),
            // nginx keeps answers back until they are whole, which this one never is.
            (HeaderName::from_static("x-accel-buffering"), "no"),
        ],
        Body::from_stream(frames),
    )
        .into_response())
}
