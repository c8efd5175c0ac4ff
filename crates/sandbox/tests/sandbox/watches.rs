//! Watches: where they begin, what they tell, and how they end.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use sandbox::{Outage, SandboxBody};
use serde_json::{Value, json};

use super::support::{Cluster, MERGE};

/// A watch, event by event.
struct Events {
    body: SandboxBody,
    buffer: Vec<u8>,
}

impl Events {
    async fn open(cluster: &Cluster, path: &str) -> Events {
        let request = Request::builder()
            .uri(path)
            .body(Full::new(Bytes::new()))
            .unwrap();
        Events {
            body: cluster.raw(request).await.unwrap().into_body(),
            buffer: Vec::new(),
        }
    }

    /// The next event; none at the end or after some quiet seconds.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                let mut event: Value = serde_json::from_slice(&line).unwrap();
                let kind = event["type"].as_str().unwrap().to_owned();
                return Some((kind, event["object"].take()));
            }
            let frame = tokio::time::timeout(Duration::from_secs(5), self.body.frame())
                .await
                .ok()??;
            self.buffer
                .extend_from_slice(&frame.ok()?.into_data().ok()?);
        }
    }

    async fn next_kind(&mut self) -> String {
        self.next().await.map_or("END".to_owned(), |(kind, _)| kind)
    }
}

async fn label(cluster: &Cluster, node: &str, value: Value) {
    let patch = json!({"metadata": {"labels": {"x": value}}});
    assert_eq!(
        cluster
            .patch(&format!("/api/v1/nodes/{node}"), MERGE, &patch)
            .await
            .code,
        200
    );
}

#[tokio::test(start_paused = true)]
async fn a_watch_without_a_revision_begins_with_all_there_is() {
    let cluster = Cluster::with_nodes(2).await;
    let mut events = Events::open(&cluster, "/api/v1/nodes?watch=1").await;
    assert_eq!(
        (events.next_kind().await, events.next_kind().await),
        ("ADDED".into(), "ADDED".into())
    );
    label(&cluster, "n1", "1".into()).await;
    let (kind, object) = events.next().await.unwrap();
    assert_eq!(
        (
            kind.as_str(),
            &object["kind"],
            &object["metadata"]["labels"]["x"]
        ),
        ("MODIFIED", &json!("Node"), &json!("1"))
    );
    cluster.delete("/api/v1/nodes/n2").await;
    let (kind, object) = events.next().await.unwrap();
    assert_eq!(
        (kind.as_str(), &object["metadata"]["name"]),
        ("DELETED", &json!("n2"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_watch_resumes_where_a_list_ended() {
    let cluster = Cluster::with_nodes(1).await;
    let revision = cluster.get("/api/v1/nodes").await["metadata"]["resourceVersion"]
        .as_str()
        .unwrap()
        .to_owned();
    label(&cluster, "n1", "1".into()).await;
    let mut events = Events::open(
        &cluster,
        &format!("/api/v1/nodes?watch=1&resourceVersion={revision}"),
    )
    .await;
    assert_eq!(events.next_kind().await, "MODIFIED");
    assert_eq!(events.next_kind().await, "END");
}

#[tokio::test(start_paused = true)]
async fn initial_events_end_with_a_bookmark() {
    let cluster = Cluster::with_nodes(1).await;
    let query =
        "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    let mut events = Events::open(&cluster, &format!("/api/v1/nodes?{query}")).await;
    assert_eq!(events.next_kind().await, "ADDED");
    let (kind, object) = events.next().await.unwrap();
    assert_eq!(kind, "BOOKMARK");
    assert_eq!(
        object["metadata"]["annotations"]["k8s.io/initial-events-end"],
        "true"
    );
}

#[tokio::test(start_paused = true)]
async fn with_a_selector_objects_come_and_go() {
    let cluster = Cluster::with_nodes(1).await;
    let mut events = Events::open(&cluster, "/api/v1/nodes?watch=1&labelSelector=x").await;
    label(&cluster, "n1", "1".into()).await;
    assert_eq!(events.next_kind().await, "ADDED");
    label(&cluster, "n1", "2".into()).await;
    assert_eq!(events.next_kind().await, "MODIFIED");
    label(&cluster, "n1", Value::Null).await;
    assert_eq!(events.next_kind().await, "DELETED");
}

#[tokio::test(start_paused = true)]
async fn a_revision_that_is_too_old_is_gone() {
    let cluster = Cluster::with_nodes(1).await;
    let mut live = Events::open(&cluster, "/api/v1/nodes?watch=1").await;
    assert_eq!(live.next_kind().await, "ADDED");
    cluster.sandbox.faults().expire_watches();
    let (kind, status) = live.next().await.unwrap();
    assert_eq!(
        (kind.as_str(), &status["code"], &status["reason"]),
        ("ERROR", &json!(410), &json!("Expired"))
    );
    let mut late = Events::open(&cluster, "/api/v1/nodes?watch=1&resourceVersion=2").await;
    assert_eq!(late.next().await.unwrap().1["code"], 410);
}

#[tokio::test(start_paused = true)]
async fn a_watch_ends_in_time_and_with_the_server() {
    let cluster = Cluster::with_nodes(1).await;
    let mut short = Events::open(&cluster, "/api/v1/nodes?watch=1&timeoutSeconds=2").await;
    assert_eq!(short.next_kind().await, "ADDED");
    assert!(
        tokio::time::timeout(Duration::from_secs(3), short.body.frame())
            .await
            .unwrap()
            .is_none()
    );

    let mut cut = Events::open(&cluster, "/api/v1/nodes?watch=1").await;
    assert_eq!(cut.next_kind().await, "ADDED");
    cluster
        .sandbox
        .faults()
        .set_outage(Some(Outage::ConnectionRefused));
    let frame = tokio::time::timeout(Duration::from_secs(1), cut.body.frame())
        .await
        .unwrap();
    assert!(frame.unwrap().is_err());
}
