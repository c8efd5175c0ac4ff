//! Two consoles over one cluster and one database: who has seen or done something at one finds it at the other.

use std::time::{Duration, Instant};

use contract::{Change, DaemonSetRow, StreamMessage};
use fault_proxy::{FaultProxy, Hold, Requests};
use http::Method;
use serde_json::Value;

use crate::{
    events::Stream,
    support::{TestApp, manifest},
};

fn names(rows: &[DaemonSetRow]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

async fn knows(app: &TestApp, name: &str, is_there: bool) {
    app.eventually(name, || {
        app.cluster.row(&app.namespace, name).is_some() == is_there
    })
    .await;
}

/// What a stream that goes on begins with. None where a snapshot is as right: in a cluster that is not of this test alone
/// nodes change at any time.
async fn missed(app: &TestApp, stream: &mut Stream) -> Option<Change> {
    match stream.next().await.unwrap().message {
        StreamMessage::Change(change) => Some(change),
        StreamMessage::Snapshot(_) if app.sandbox.is_none() => None,
        other => panic!("no change but {other:?}"),
    }
}

/// What the watches of DaemonSets tell a console is kept back until this is dropped.
fn hold_up(proxy: &FaultProxy) -> Hold {
    let hold = Hold::default();
    proxy.end_watches(&Requests::watches().of("daemonsets"), &hold.end());
    hold
}

/// Lets it go while somebody waits for it.
fn let_go_soon(hold: Hold) {
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        drop(hold);
    });
}

#[tokio::test]
async fn a_stream_goes_on_at_another_console() {
    let one = TestApp::start().await;
    let (other, _) = one.another().await;
    let query = format!("namespace={}", one.namespace);
    let mut stream = Stream::open(&one, &query, None).await;
    stream.snapshot().await;
    for name in ["seen", "goes"] {
        one.create(&manifest(name)).await.expect(201);
    }
    let mut missing = vec!["seen", "goes"];
    let mut last = String::new();
    while !missing.is_empty() {
        let event = stream.next().await.unwrap();
        last = event.id;
        if let StreamMessage::Change(change) = event.message {
            let told = names(&change.daemon_sets);
            missing.retain(|name| !told.contains(name));
        }
    }
    let gone = one.cluster.row(&one.namespace, "goes").unwrap().uid;
    drop(stream);

    one.create(&manifest("missed")).await.expect(201);
    one.delete(&one.object("goes")).await.expect(200);
    knows(&other, "missed", true).await;
    knows(&other, "goes", false).await;
    // Nobody has looked there before.
    let mut resumed = Stream::open(&other, &query, Some(&last)).await;
    let Some(change) = missed(&one, &mut resumed).await else {
        return;
    };
    assert!(names(&change.daemon_sets).contains(&"missed"), "{change:?}");
    // What was read in the very moment comes right after it.
    let mut is_told = change.removed.contains(&gone);
    let freshness = loop {
        match resumed.next().await.unwrap().message {
            StreamMessage::Change(change) => is_told |= change.removed.contains(&gone),
            StreamMessage::Freshness(freshness) => break freshness,
            StreamMessage::Snapshot(snapshot) => panic!("a {snapshot:?}"),
        }
    };
    if !is_told {
        let next = resumed.change(|change| change.removed.contains(&gone));
        next.await;
    }
    assert!(freshness.live);
    // And from there it goes back.
    one.create(&manifest("later")).await.expect(201);
    let id = resumed
        .change(|change| names(&change.daemon_sets).contains(&"later"))
        .await;
    knows(&one, "later", true).await;
    let mut back = Stream::open(&one, &query, Some(&id)).await;
    missed(&one, &mut back).await;
}

#[tokio::test]
async fn the_pods_of_one_daemonset_go_on_at_another_console() {
    let one = TestApp::start().await;
    let (other, _) = one.another().await;
    one.create(&manifest("agent")).await.expect(201);
    let runs = |app: &TestApp| {
        let row = app.cluster.row(&app.namespace, "agent");
        row.is_some_and(|row| row.counts.desired > 0 && row.counts.available == row.counts.desired)
    };
    one.eventually("it runs", || runs(&one)).await;
    other.eventually("it runs", || runs(&other)).await;
    let query = format!("namespace={}&name=agent", one.namespace);
    let mut stream = Stream::open(&one, &query, None).await;
    let (last, snapshot) = stream.snapshot().await;
    drop(stream);
    let pods = snapshot.detail.unwrap().pods;
    let pod = &pods[0].name;
    let path = contract::path::pod(&one.name, &one.namespace, "agent", pod);
    one.delete(&path).await;
    let is_there = |name: &str| {
        let pods = other.cluster.pods(&other.namespace, "agent").unwrap();
        pods.iter().any(|pod| pod.name == name)
    };
    other.eventually("it goes", || !is_there(pod)).await;
    let mut resumed = Stream::open(&other, &query, Some(&last)).await;
    let Some(change) = missed(&one, &mut resumed).await else {
        return;
    };
    let detail = change.detail.unwrap();
    assert!(detail.removed_pods.contains(pod), "{detail:?}");
}

#[tokio::test]
async fn a_console_that_is_behind_waits_for_a_moment_and_else_says_so() {
    let one = TestApp::start().await;
    let (other, proxy) = one.another().await;
    let query = format!("namespace={}", one.namespace);
    for (name, is_told) in [("soon", false), ("late", true)] {
        let mut stream = Stream::open(&one, &query, None).await;
        stream.snapshot().await;
        let mut hold = Some(hold_up(&proxy));
        one.create(&manifest(name)).await.expect(201);
        let last = stream
            .change(|change| names(&change.daemon_sets).contains(&name))
            .await;
        if !is_told && let Some(hold) = hold.take() {
            let_go_soon(hold);
        }
        let start = Instant::now();
        let mut resumed = Stream::open(&other, &query, Some(&last)).await;
        if !is_told {
            missed(&one, &mut resumed).await;
            assert!(other.cluster.row(&other.namespace, name).is_some());
            continue;
        }
        let first = resumed.next().await.unwrap().message;
        let waited = start.elapsed();
        assert!(
            waited >= Duration::from_millis(900) && waited < Duration::from_secs(3),
            "{waited:?}"
        );
        let StreamMessage::Snapshot(snapshot) = first else {
            panic!("no snapshot but {first:?}");
        };
        assert!(!names(&snapshot.daemon_sets).contains(&name));
        assert!(!snapshot.freshness.live && !snapshot.freshness.refused);
        assert_eq!(snapshot.freshness.code, "watch.behind");
        assert!(snapshot.freshness.stale_since.is_some());
        drop(hold);
        let (mut is_there, mut is_live) = (false, false);
        while !is_live {
            match resumed.next().await.unwrap().message {
                StreamMessage::Change(change) => {
                    is_there |= names(&change.daemon_sets).contains(&name);
                }
                StreamMessage::Freshness(freshness) => is_live = freshness.live,
                StreamMessage::Snapshot(snapshot) => panic!("a second {snapshot:?}"),
            }
        }
        assert!(is_there, "nothing is called live that lacks it");
    }
}

/// What a console has at once, or at most a second later, of a version that is known of.
async fn listed(app: &TestApp, version: &str) -> (Vec<String>, Value) {
    let path = contract::path::daemonsets(&app.name);
    let query = format!("namespace={}&resourceVersion={version}", app.namespace);
    let list = app.get(&format!("{path}?{query}")).await.expect(200).json();
    let items = list["items"].as_array().unwrap().iter();
    let names = items.map(|item| item["name"].as_str().unwrap().to_owned());
    (names.collect(), list["freshness"].clone())
}

/// What it has once it says that this is of now. A busy API server may tell it later than a console waits: then it says
/// that, and nothing wrong is ever said to be of now.
async fn listed_live(app: &TestApp, version: &str) -> Vec<String> {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let (names, freshness) = listed(app, version).await;
        if freshness["live"] == true {
            return names;
        }
        assert_eq!(freshness["code"], "watch.behind", "{freshness}");
        let may_wait = app.sandbox.is_none() && Instant::now() < end;
        assert!(may_wait, "{freshness}");
    }
}

#[tokio::test]
async fn who_names_what_he_wrote_reads_it_at_another_console() {
    let one = TestApp::start().await;
    let (other, proxy) = one.another().await;

    let hold = hold_up(&proxy);
    let created = one.create(&manifest("agent")).await.expect(201);
    let version = created.header("resource-version").to_owned();
    assert_eq!(created.json()["metadata"]["resourceVersion"], version);
    let_go_soon(hold);
    assert_eq!(listed_live(&other, &version).await, ["agent"]);

    for (what, method) in [("restart", Method::POST), ("", Method::DELETE)] {
        let hold = hold_up(&proxy);
        let path = format!("{}/{what}", one.object("agent"));
        let written = one.signed_in(method, path.trim_end_matches('/'));
        let written = written.send("").await.expect(200);
        let version = written.header("resource-version").to_owned();
        let_go_soon(hold);
        let names = listed_live(&other, &version).await;
        assert_eq!(names.is_empty(), what.is_empty(), "{names:?}");
        let pods = format!("{}/pods?resourceVersion={version}", other.object("agent"));
        let expected = if what.is_empty() { 404 } else { 200 };
        other.get(&pods).await.expect(expected);
    }
}

#[tokio::test]
async fn what_cannot_be_waited_for_is_said_to_be_old() {
    let one = TestApp::start().await;
    let (other, proxy) = one.another().await;
    let hold = hold_up(&proxy);
    let created = one.create(&manifest("agent")).await.expect(201);
    let version = created.header("resource-version").to_owned();
    let start = Instant::now();
    let (names, freshness) = listed(&other, &version).await;
    assert!(start.elapsed() < Duration::from_secs(3));
    assert!(names.is_empty());
    assert_eq!(freshness["live"], false, "{freshness}");
    assert_eq!(freshness["code"], "watch.behind", "{freshness}");
    // So does a stream, until it has it.
    let query = format!("namespace={}&resourceVersion={version}", one.namespace);
    let mut stream = Stream::open(&other, &query, None).await;
    assert!(!stream.snapshot().await.1.freshness.live);
    drop(hold);
    loop {
        if let StreamMessage::Freshness(freshness) = stream.next().await.unwrap().message
            && freshness.live
        {
            break;
        }
    }
    assert_eq!(listed_live(&other, &version).await, ["agent"]);
    // A dry run leads to nothing.
    let path = format!("{}?dryRun=All", one.collection());
    let tried = one.signed_in(Method::POST, &path);
    let tried = tried.header("content-type", "application/yaml");
    let tried = tried.send(manifest("tried")).await.expect(201);
    assert_eq!(tried.header("resource-version"), "");
}
