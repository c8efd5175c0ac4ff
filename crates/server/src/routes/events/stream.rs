//! `GET …/events`

use axum::{Extension, extract::State, response::Response};
use contract::StreamMessage;
use http::HeaderMap;
use serde::Deserialize;
use tower_sessions::Session;
use utoipa::IntoParams;
use validator::Validate;

use super::open::{answer, last_event_id, open, session_of};
use crate::{
    app::App,
    extract::{Input, SignedIn, rules},
    live::Subject,
    problem::Problem,
    routes::paths::ClusterPath,
};

/// What the stream speaks of.
#[derive(Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
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
    /// The version of a DaemonSet that is known of, as `Resource-Version` of a write gave it: a console that has not read it yet
    /// waits for it, for a second at most.
    #[validate(custom(function = "rules::version_or_none"))]
    #[param(max_length = 19, pattern = r"^[0-9]{0,19}$")]
    resource_version: String,
}

/// A snapshot, then changes, as server-sent events. A client that comes back with `Last-Event-ID`, to whichever console over
/// the same cluster, gets what it missed, or a new snapshot where that is too much. One that knows of more than this console
/// has read waits for a second at most; then the snapshot says in its `freshness` that it is old. The stream ends with the session that it was opened with.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/events",
    tag = "events",
    operation_id = "stream_events",
    params(
        ClusterPath,
        EventsQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was received"),
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
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let subject = Subject {
        namespace: query.namespace,
        name: query.name,
        search: query.search,
    };
    let session = session_of(session, &headers);
    let end = session.and_then(|session| app.sign_in.end_of(&app, &session, &identity));
    let last_id = last_event_id(&headers);
    let start = (last_id, query.resource_version.parse().ok());
    let frames = open(&app, &entry, identity, end, subject, start).await?;
    Ok(answer(frames))
}
