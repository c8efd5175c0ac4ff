//! One stream over several clusters goes on at another console: of each cluster with what was missed.

use cluster::Cluster;
use contract::{ClusterKind, ClusterOrigin, DaemonSetRow, StreamMessage, event_id};
use http::Method;
use server::clusters::{Found, Way};

use super::several;
use crate::{
    events::{Event, Stream},
    support::{TestApp, manifest},
};

/// Creates a DaemonSet in a cluster.
async fn create(app: &TestApp, cluster: &str, namespace: &str, name: &str) {
    let path = contract::path::namespaced_daemonsets(cluster, namespace);
    let call = app.signed_in(Method::POST, &path);
    let call = call.header("content-type", "application/yaml");
    call.send(manifest(name)).await.expect(201);
}

fn tells_of(rows: &[DaemonSetRow], name: &str) -> bool {
    rows.iter().any(|row| row.name == name)
}

/// Reads until each of the two clusters has told of the name, in a change; the last event.
async fn until_both_tell(stream: &mut Stream, clusters: &[String; 2], name: &str) -> Event {
    let mut told = Vec::new();
    loop {
        let event = stream.next().await.unwrap();
        if let StreamMessage::Change(change) = &event.message
            && tells_of(&change.daemon_sets, name)
            && !told.contains(&event.cluster)
        {
            told.push(event.cluster.clone());
        }
        if clusters.iter().all(|cluster| told.contains(cluster)) {
            return event;
        }
    }
}

/// Reads until each of the two has told all that there is.
async fn until_both_are_shown(stream: &mut Stream, clusters: &[String; 2]) {
    let mut shown = Vec::new();
    while !clusters.iter().all(|cluster| shown.contains(cluster)) {
        let event = stream.next().await.unwrap();
        let is_live = match event.message {
            StreamMessage::Snapshot(snapshot) => snapshot.freshness.live,
            StreamMessage::Freshness(freshness) => freshness.live,
            StreamMessage::Change(_) => false,
        };
        if is_live {
            shown.push(event.cluster);
        }
    }
}

#[tokio::test]
async fn a_stream_over_two_clusters_goes_on_at_another_console() {
    let (one, client, _folder) = several().await;
    let (other, _) = one.another().await;
    let found = Found {
        name: "far".to_owned(),
        way: Way::Ready(Cluster::with_client("far", ClusterKind::Sandbox, client)),
        is_unverified: false,
        fingerprint: None,
        access: None,
    };
    let clusters = &other.app.clusters;
    assert!(
        clusters
            .settle(ClusterOrigin::Folder, vec![found])
            .is_empty()
    );
    let both = [one.name.clone(), "far".to_owned()];
    let path = contract::path::all_events(&both, "");
    // Both consoles have read both clusters.
    let mut elsewhere = Stream::of(&other, &path, None).await;
    until_both_are_shown(&mut elsewhere, &both).await;
    let mut stream = Stream::of(&one, &path, None).await;
    until_both_are_shown(&mut stream, &both).await;

    create(&one, &one.name, &one.namespace, "seen").await;
    create(&one, "far", "default", "seen").await;
    let last = until_both_tell(&mut stream, &both, "seen").await.id;
    for cluster in &both {
        let place = event_id::place_of(&last, cluster).unwrap();
        assert!(place.contains('.'), "{last}");
    }
    drop(stream);
    create(&one, &one.name, &one.namespace, "missed").await;
    create(&one, "far", "default", "missed").await;
    until_both_tell(&mut elsewhere, &both, "missed").await;

    let mut resumed = Stream::of(&other, &path, Some(&last)).await;
    let mut told = Vec::new();
    while told.len() < both.len() {
        let event = resumed.next().await.unwrap();
        if told.contains(&event.cluster) {
            continue;
        }
        match event.message {
            StreamMessage::Change(change) => {
                assert!(tells_of(&change.daemon_sets, "missed"), "{change:?}");
            }
            // In a cluster that is not of this test alone nodes change at any time.
            StreamMessage::Snapshot(_) if event.cluster != "far" && one.sandbox.is_none() => {}
            other => panic!("{}: no change but {other:?}", event.cluster),
        }
        told.push(event.cluster);
    }
}
