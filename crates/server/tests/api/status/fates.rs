//! What becomes of single pods and nodes, in words.

use contract::{NodeState, StatusWord};
use serde_json::{Value, json};

use super::{Told, until, until_word};
use crate::support::{TestApp, manifest};

/// Writes the status of the pod on a node of `agent`.
async fn write_status(app: &TestApp, node: &str, change: impl Fn(&mut Value)) {
    let pods = app.cluster.pods(&app.namespace, "agent").unwrap();
    let pod = pods.iter().find(|pod| pod.node == node).unwrap();
    let place = format!("/api/v1/namespaces/{}/pods/{}", app.namespace, pod.name);
    for _ in 0..20 {
        let mut object = app.cluster_request("GET", &place, &json!(null)).await;
        change(&mut object["status"]);
        let status = format!("{place}/status");
        // Whoever else writes it may have been faster.
        if app
            .try_cluster_request("PUT", &status, &object)
            .await
            .is_ok()
        {
            return;
        }
    }
    panic!("{} changes all the time", pod.name);
}

/// Sets a condition of the pod, as its kubelet or a controller does.
fn set(status: &mut Value, condition: Value) {
    let conditions = status["conditions"].as_array_mut().unwrap();
    conditions.retain(|known| known["type"] != condition["type"]);
    conditions.push(condition);
}

fn reason(told: &Told, node: &str) -> String {
    let nodes = told.nodes.iter();
    let mut of_node = nodes.filter(|row| row.name == node);
    of_node.next().unwrap().reason.clone()
}

#[tokio::test]
async fn a_readiness_gate_that_is_closed_is_said_to_be_what_it_waits_for() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    let told = until_word(&app, StatusWord::Running).await;
    let node = told.nodes_in(NodeState::Ready)[0].to_owned();
    // As a kubelet says it of a pod whose gate somebody closes again.
    write_status(&app, &node, |status| {
        set(status, json!({"type": "example.com/open", "status": "False"}));
        set(
            status,
            json!({
                "type": "Ready", "status": "False", "reason": "ReadinessGatesNotReady",
                "message": "the status of pod readiness gate \"example.com/open\" is not \"True\", but False",
            }),
        );
    })
    .await;
    let told = until_word(&app, StatusWord::Unavailable).await;
    let status = &told.row.status;
    assert_eq!(
        (status.nodes, status.reason.as_str()),
        (1, "ReadinessGatesNotReady")
    );
    assert!(
        status
            .message
            .starts_with("the status of pod readiness gate"),
        "{status:?}"
    );
    assert_eq!(told.nodes_in(NodeState::Unavailable), [node.as_str()]);
    assert_eq!(reason(&told, &node), "ReadinessGatesNotReady");
    write_status(&app, &node, |status| {
        set(status, json!({"type": "Ready", "status": "True"}));
    })
    .await;
    until_word(&app, StatusWord::Running).await;
}

#[tokio::test]
async fn a_pod_that_was_evicted_is_told_of_until_another_takes_its_place() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    let told = until_word(&app, StatusWord::Running).await;
    let node = told.nodes_in(NodeState::Ready)[0].to_owned();
    let mut seen = Vec::new();
    // The controller deletes the first at once, and waits longer before each that follows: by then it can be seen.
    for _ in 0..6 {
        let before = app.cluster.pods(&app.namespace, "agent").unwrap();
        write_status(&app, &node, |status| {
            status["phase"] = json!("Failed");
            status["reason"] = json!("Evicted");
            status["message"] = json!("The node was low on resource: memory.");
            set(
                status,
                json!({"type": "Ready", "status": "False", "reason": "PodFailed"}),
            );
        })
        .await;
        let told = until(&app, "evicted or replaced", |told| {
            let now = app.cluster.pods(&app.namespace, "agent").unwrap();
            let is_other = now
                .iter()
                .all(|pod| before.iter().any(|old| old.name == pod.name));
            told.row.status.word == StatusWord::Degraded || !is_other
        })
        .await;
        if told.row.status.word == StatusWord::Degraded {
            seen.push((told.row.status.reason.clone(), told.row.status.nodes));
            assert_eq!(told.nodes_in(NodeState::Failing), [node.as_str()]);
        }
        until_word(&app, StatusWord::Running).await;
        if !seen.is_empty() {
            break;
        }
    }
    // The simulated controller never waits, and a moment is easily missed.
    if app.sandbox.is_none() {
        assert_eq!(seen, [("Evicted".to_owned(), 1)]);
    }
}
