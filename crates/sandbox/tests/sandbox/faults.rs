//! Faults on request, through the handle and over HTTP.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::Full;
use sandbox::{Outage, WriteFault};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::support::{Cluster, DAEMON_SETS, agent};

#[tokio::test(start_paused = true)]
async fn an_outage_refuses_everything_but_its_own_end() {
    let cluster = Cluster::with_nodes(1).await;
    cluster
        .post("/sandbox/faults", &json!({"outage": "serviceUnavailable"}))
        .await;
    assert_eq!(cluster.get("/api/v1/nodes").await["code"], 503);
    cluster
        .post("/sandbox/faults", &json!({"outage": "connectionRefused"}))
        .await;
    assert_eq!(
        cluster.sandbox.faults().state().outage,
        Some(Outage::ConnectionRefused)
    );
    let request = Request::builder()
        .uri("/api/v1/nodes")
        .body(Full::new(Bytes::new()))
        .unwrap();
    assert_eq!(
        cluster.raw(request).await.unwrap_err().kind(),
        std::io::ErrorKind::ConnectionRefused
    );
    cluster
        .send(Method::DELETE, "/sandbox/faults", "", &Value::Null)
        .await;
    assert_eq!(cluster.get("/api/v1/nodes").await["kind"], "NodeList");
}

#[tokio::test(start_paused = true)]
async fn writes_fail_once_each_and_as_asked() {
    let cluster = Cluster::with_nodes(0).await;
    let faults = cluster.sandbox.faults();
    for fault in [
        WriteFault::InternalError,
        WriteFault::TooManyRequests,
        WriteFault::Conflict,
        WriteFault::QuotaExceeded,
    ] {
        faults.fail_next_write(fault);
    }
    for code in [500, 429, 409, 403] {
        // Reads are not writes.
        assert_eq!(cluster.get(DAEMON_SETS).await["kind"], "DaemonSetList");
        assert_eq!(cluster.post(DAEMON_SETS, &agent("nginx")).await.code, code);
    }
    assert_eq!(cluster.post(DAEMON_SETS, &agent("nginx")).await.code, 201);
}

#[tokio::test(start_paused = true)]
async fn an_answer_can_be_lost_after_the_write() {
    let cluster = Cluster::with_nodes(0).await;
    cluster
        .sandbox
        .faults()
        .fail_next_write(WriteFault::LostAnswer);
    let request = Request::post(DAEMON_SETS)
        .body(Full::new(Bytes::from(agent("nginx").to_string())))
        .unwrap();
    assert!(cluster.raw(request).await.is_err());
    assert_eq!(
        cluster.get(DAEMON_SETS).await["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test(start_paused = true)]
async fn latency_holds_answers_back() {
    let cluster = Cluster::with_nodes(0).await;
    cluster
        .sandbox
        .faults()
        .set_latency(Duration::from_millis(300));
    let began = Instant::now();
    cluster.get("/api/v1/nodes").await;
    assert!(began.elapsed() >= Duration::from_millis(300));
    let unknown = cluster
        .post("/sandbox/faults", &json!({"latency": 1}))
        .await;
    assert_eq!(unknown.code, 400);
}
