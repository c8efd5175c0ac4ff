//! `GET /events`

use std::time::Duration;

use axum::{Extension, extract::State, response::Response};
use bytes::Bytes;
use contract::{Snapshot, StreamMessage};
use futures::{SinkExt as _, StreamExt as _, channel::mpsc, stream};
use http::HeaderMap;
use tower_sessions::Session;

use super::{
    open::{answer, last_event_id, open, session_of},
    places::Places,
};
use crate::{
    app::App,
    extract::{Input, Nothing, SignedIn},
    live::{Subject, frame},
    problem::Problem,
    routes::clusters::names::{ClusterNames, ClustersQuery},
    sign_in::{Identity, SessionEnd},
};

/// How soon a cluster is tried again whose stream could not be opened, or has ended.
const AGAIN: Duration = Duration::from_secs(2);

/// The place of who has been shown nothing: whoever comes back with it gets a snapshot.
const NOWHERE: &str = "nothing";

/// How many messages wait for a viewer. Behind them each cluster's own stream holds back.
const WAITING: usize = 4;

/// The streams of several clusters in one: a snapshot of each, then its changes. The id of each message names its cluster,
/// and after it how far each of the others was told. A client that comes back with `Last-Event-ID`, to whichever console,
/// gets of each cluster what it missed, or a new snapshot. A cluster that is away tells that in a `freshness` message of its
/// own, and holds up none of the others.
#[utoipa::path(
    get,
    path = "/api/v1/events",
    tag = "events",
    operation_id = "stream_events_of_clusters",
    params(
        ClustersQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was received"),
    ),
    responses((status = 200, description = "`data` of each event", body = StreamMessage, content_type = "text/event-stream"))
)]
pub(crate) async fn stream_events_of_clusters(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { query, .. }: Input<Nothing, ClustersQuery>,
    session: Option<Extension<Session>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = session_of(session, &headers);
    let end = session
        .as_ref()
        .and_then(|session| app.sign_in.end_of(&app, session, &identity));
    let (tell, told) = mpsc::channel(WAITING);
    let clusters = ClusterNames::read(&query.clusters).or_awake(&app, &identity);
    let last_id = last_event_id(&headers);
    let mut places = Places::read(last_id, &clusters);
    for cluster in clusters {
        let share = Share {
            app: app.clone(),
            cluster,
            identity: identity.clone(),
            session: session.clone(),
            end: end.clone(),
            subject: Subject {
                namespace: query.namespace.clone(),
                name: String::new(),
                search: query.search.clone(),
            },
            tell: tell.clone(),
        };
        tokio::spawn(share.run(last_id.to_owned()));
    }
    let frames = told.flat_map(move |frame| stream::iter(places.tell(frame).map(Ok)));
    Ok(answer(frames))
}

/// What one cluster adds to the stream.
struct Share {
    app: App,
    cluster: String,
    identity: Identity,
    session: Option<Session>,
    /// The end of that session.
    end: Option<SessionEnd>,
    subject: Subject,
    tell: mpsc::Sender<Bytes>,
}

impl Share {
    /// Tells of the cluster until nobody listens any more, the session ends, or the console stops.
    async fn run(mut self, mut last_id: String) {
        let mut said = String::new();
        while !self.tell.is_closed() && !self.has_ended() {
            match self.follow(&last_id).await {
                Ok(()) => {
                    said.clear();
                    // What comes next begins with a snapshot.
                    last_id.clear();
                }
                Err(problem) => {
                    if problem.status().is_client_error() {
                        last_id.clear();
                    }
                    let reason = problem.detail();
                    if reason != said && self.say(&problem).await.is_err() {
                        return;
                    }
                    said = reason;
                }
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Passes on what the cluster's own stream tells, until that ends or nobody listens any more.
    async fn follow(&mut self, last_id: &str) -> Result<(), Problem> {
        let (app, cluster) = (&self.app, &self.cluster);
        // A token of the cluster may have been handed over since, or forgotten.
        let identity = match &self.session {
            Some(session) => app.sign_in.by_idle_session(&app.store, session).await?,
            None => Some(self.identity.clone()),
        };
        let Some(identity) = identity else {
            return Ok(());
        };
        let identity = app.sign_in.at(&app.clusters, identity, cluster).await?;
        let entry = app.clusters.get(&identity, cluster).await?;
        let session = self.session.as_ref();
        let end = session.and_then(|session| app.sign_in.end_of(app, session, &identity));
        let subject = self.subject.clone();
        let start = (last_id, None);
        let frames = open(app, &entry, identity, end, subject, start).await?;
        let mut frames = std::pin::pin!(frames);
        while let Some(Ok(frame)) = frames.next().await {
            if self.tell.send(frame).await.is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Tells why there is nothing of the cluster. What its viewer may not see any more is gone from the picture: it is an empty
    /// one, from which nothing goes on.
    async fn say(&mut self, problem: &Problem) -> Result<(), mpsc::SendError> {
        let freshness = problem.freshness();
        let (place, message) = if problem.status().is_client_error() {
            let nothing = Snapshot {
                freshness,
                ..Snapshot::default()
            };
            (NOWHERE, StreamMessage::Snapshot(nothing))
        } else {
            ("", StreamMessage::Freshness(freshness))
        };
        self.tell
            .send(frame::encode(&self.cluster, place, &message))
            .await
    }

    fn has_ended(&self) -> bool {
        let end = self.end.as_ref();
        self.app.stopping.is_cancelled() || end.is_some_and(SessionEnd::has_come)
    }
}
