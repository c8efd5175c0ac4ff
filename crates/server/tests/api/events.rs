//! The event stream.

use std::time::Duration;

use axum::body::Body;
use contract::{Change, Snapshot, StreamMessage};
use http::{Method, Response};
use http_body_util::BodyExt as _;

use crate::support::{TestApp, manifest};

/// An open stream and what was read of it.
pub(crate) struct Stream {
    body: Body,
    text: String,
}

/// One event.
#[derive(Debug)]
pub(crate) struct Event {
    /// As the id names it.
    pub(crate) cluster: String,
    pub(crate) id: String,
    pub(crate) message: StreamMessage,
}

impl Stream {
    pub(crate) async fn open(app: &TestApp, query: &str, last_id: Option<&str>) -> Self {
        let path = format!("{}?{query}", contract::path::events(&app.name));
        Self::of(app, &path, last_id).await
    }

    /// The stream at this path, after the message with this id.
    pub(crate) async fn of(app: &TestApp, path: &str, last_id: Option<&str>) -> Self {
        let mut call = app.signed_in(Method::GET, path);
        if let Some(id) = last_id {
            call = call.header("last-event-id", id);
        }
        let response: Response<Body> = call.open("").await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            body: response.into_body(),
            text: String::new(),
        }
    }

    /// The next event; none when the stream ends.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let event = parse(event);
                let rest = rest.to_owned();
                self.text = rest;
                if event.is_some() {
                    return event;
                }
                continue;
            }
            let frame = tokio::time::timeout(Duration::from_secs(30), self.body.frame());
            let frame = frame.await.unwrap()?.unwrap();
            self.text
                .push_str(std::str::from_utf8(&frame.into_data().unwrap()).unwrap());
        }
    }

    pub(crate) async fn snapshot(&mut self) -> (String, Snapshot) {
        let event = self.next().await.unwrap();
        match event.message {
            StreamMessage::Snapshot(snapshot) => (event.id, snapshot),
            other => panic!("no snapshot but {other:?}"),
        }
    }

    /// The next change that is as wanted.
    pub(crate) async fn change(&mut self, is_wanted: impl Fn(&Change) -> bool) -> String {
        loop {
            let event = self.next().await.unwrap();
            if let StreamMessage::Change(change) = event.message
                && is_wanted(&change)
            {
                return event.id;
            }
        }
    }
}

fn parse(text: &str) -> Option<Event> {
    let field = |name: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    let data = field("data")?;
    let message = StreamMessage::read(field("event").unwrap(), data).unwrap();
    let value: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(value["type"], message.event_name());
    let id = field("id").unwrap().to_owned();
    let (cluster, _) = id.split(',').next().unwrap().rsplit_once('/').unwrap();
    Some(Event {
        cluster: cluster.to_owned(),
        id,
        message,
    })
}

#[tokio::test]
async fn a_snapshot_and_then_every_change() {
    let app = TestApp::start().await;
    let query = format!("namespace={}&name=agent", app.namespace);
    let mut stream = Stream::open(&app, &query, None).await;
    let (first_id, snapshot) = stream.snapshot().await;
    assert!(snapshot.daemon_sets.is_empty() && snapshot.detail.is_none());
    assert!(snapshot.nodes > 0 && snapshot.freshness.live);
    assert!(snapshot.namespaces.contains(&app.namespace));

    app.create(&manifest("agent")).await.expect(201);
    let created = stream
        .change(|change| change.daemon_sets.iter().any(|row| row.name == "agent"))
        .await;
    assert_ne!(created, first_id);
    stream
        .change(|change| {
            let mut rows = change.daemon_sets.iter();
            rows.any(|row| row.counts.desired > 0 && row.counts.available == row.counts.desired)
        })
        .await;
    let (_, detailed) = Stream::open(&app, &query, None).await.snapshot().await;
    let detail = detailed.detail.unwrap();
    assert_eq!(detail.nodes.len(), detailed.nodes as usize);
    assert!(!detail.pods.is_empty());

    let uid = detailed.daemon_sets[0].uid.clone();
    app.delete(&app.object("agent")).await;
    stream.change(|change| change.removed.contains(&uid)).await;
}

#[tokio::test]
async fn who_comes_back_misses_nothing() {
    let app = TestApp::start().await;
    let query = format!("namespace={}", app.namespace);
    let mut stream = Stream::open(&app, &query, None).await;
    let (first_id, _) = stream.snapshot().await;
    drop(stream);
    app.create(&manifest("agent")).await.expect(201);
    app.eventually("it is known", || {
        app.cluster.row(&app.namespace, "agent").is_some()
    })
    .await;

    let mut resumed = Stream::open(&app, &query, Some(&first_id)).await;
    let id = resumed
        .change(|change| change.daemon_sets.iter().any(|row| row.name == "agent"))
        .await;
    assert_ne!(id, first_id);
    // What no console has given, or not for this cluster, this subject and this reader, cannot be resumed.
    let (cluster, place) = first_id.split_once('/').unwrap();
    let (_, of_mark) = place.split_once('.').unwrap();
    let (seen, whose) = place.rsplit_once('.').unwrap();
    for unknown in [
        String::new(),
        "0".to_owned(),
        format!("{cluster}/1764542342342"),
        format!("elsewhere/{place}"),
        format!("{cluster}/00000000.{of_mark}"),
        format!("{cluster}/{seen}.00000000"),
        format!("{cluster}/{seen}.1.{whose}"),
    ] {
        let mut stream = Stream::open(&app, &query, Some(&unknown)).await;
        let (_, snapshot) = stream.snapshot().await;
        assert_eq!(snapshot.daemon_sets.len(), 1, "{unknown}");
        assert!(snapshot.freshness.live, "{unknown}");
    }
    let other = format!("namespace={}&search=age", app.namespace);
    Stream::open(&app, &other, Some(&first_id))
        .await
        .snapshot()
        .await;
}

#[tokio::test]
async fn a_stream_that_nobody_follows_keeps_up_all_the_same() {
    let app = TestApp::start().await;
    let query = format!("namespace={}", app.namespace);
    drop(Stream::open(&app, &query, None).await);
    // The first change finds the stream without viewers, the second one comes while it waits for some.
    for name in ["first", "second"] {
        app.create(&manifest(name)).await.expect(201);
        app.eventually("it is known", || {
            app.cluster.row(&app.namespace, name).is_some()
        })
        .await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }

    let mut stream = Stream::open(&app, &query, None).await;
    let (_, snapshot) = stream.snapshot().await;
    assert_eq!(snapshot.daemon_sets.len(), 2);
}

#[tokio::test]
async fn a_stream_speaks_only_of_what_was_asked_for() {
    let app = TestApp::start().await;
    let mut stream = Stream::open(
        &app,
        &format!("namespace={}&search=bet", app.namespace),
        None,
    )
    .await;
    assert!(stream.snapshot().await.1.daemon_sets.is_empty());
    app.create(&manifest("alpha")).await.expect(201);
    app.create(&manifest("beta")).await.expect(201);
    stream
        .change(|change| {
            assert!(
                change.daemon_sets.iter().all(|row| row.name == "beta"),
                "{change:?}"
            );
            !change.daemon_sets.is_empty()
        })
        .await;
}

#[tokio::test]
async fn staleness_is_told_and_so_is_its_end() {
    let app = TestApp::on_sandbox().await;
    let mut stream = Stream::open(&app, "", None).await;
    assert!(stream.snapshot().await.1.freshness.live);
    let faults = || app.sandbox.as_ref().unwrap().faults();
    for (outage, live) in [
        (Some(sandbox::Outage::ConnectionRefused), false),
        (None, true),
    ] {
        faults().set_outage(outage);
        loop {
            let event = stream.next().await.unwrap();
            if let StreamMessage::Freshness(freshness) = event.message
                && freshness.live == live
            {
                assert_eq!(freshness.stale_since.is_some(), !live);
                break;
            }
        }
    }
}

#[tokio::test]
async fn streams_end_when_the_console_stops() {
    let app = TestApp::on_sandbox().await;
    let mut stream = Stream::open(&app, "", None).await;
    stream.snapshot().await;
    app.stopping.cancel();
    while stream.next().await.is_some() {}
}
