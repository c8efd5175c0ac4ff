//! `GET …/events`

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use contract::StreamMessage;
use http::{HeaderMap, HeaderName, header};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    extract::{ApiPath, ApiQuery, SignedIn},
    live::Subject,
    problem::Problem,
};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// What the stream speaks of.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Only this namespace; all where it is empty.
    namespace: String,
    /// The one DaemonSet whose nodes and pods are wanted too; none where it is empty.
    name: String,
    /// Words that name, image or labels must contain.
    search: String,
}

/// A snapshot, then changes, as server-sent events. A client that comes back with `Last-Event-ID` gets what it
/// missed, or a new snapshot where that is too much.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/events",
    tag = "events",
    operation_id = "stream_events",
    params(
        ("cluster" = String, Path, description = "The name of the cluster"),
        EventsQuery,
        ("Last-Event-ID" = Option<u64>, Header, description = "The id of the last event that was received"),
    ),
    responses((status = 200, description = "`data` of each event", body = StreamMessage, content_type = "text/event-stream"))
)]
pub(crate) async fn stream_events(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    ApiPath(cluster): ApiPath<String>,
    ApiQuery(query): ApiQuery<EventsQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let entry = app.clusters.get(&cluster)?;
    let last_id = headers
        .get(LAST_EVENT_ID)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse().ok());
    let subject = Subject {
        namespace: query.namespace,
        name: query.name,
        search: query.search,
    };
    let frames = entry
        .live
        .follow(identity.reader(), subject, last_id, app.stopping.clone());
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
