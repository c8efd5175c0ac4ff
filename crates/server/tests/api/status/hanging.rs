//! Pods that hang: they neither start nor go, and nothing in their status says why.

use contract::{NodeState, StatusWord};
use serde_json::{Value, json};

use super::{until, until_word};
use crate::support::{TestApp, manifest};

/// A node that nobody plays the kubelet of: what comes there never starts. A taint keeps the pods of other
/// tests away.
async fn create_silent_node(app: &TestApp) -> String {
    let name = format!("{}-silent", app.namespace);
    let node = json!({
        "metadata": {"name": name, "labels": {"silent": app.namespace}},
        "spec": {"taints": [{"key": "silent", "effect": "NoSchedule"}]},
        "status": {
            "allocatable": {"cpu": "4", "memory": "4Gi", "pods": "10"},
            "conditions": [{
                "type": "Ready", "status": "True",
                "lastHeartbeatTime": "2026-01-01T00:00:00Z",
            }],
        },
    });
    app.cluster_request("POST", "/api/v1/nodes", &node).await;
    name
}

/// What a kubelet says of a pod whose volume it cannot make.
fn failed_mount(app: &TestApp, pod: &str, message: &str) -> Value {
    json!({
        "metadata": {"name": format!("{pod}.mount"), "namespace": app.namespace},
        "involvedObject": {"kind": "Pod", "namespace": app.namespace, "name": pod, "apiVersion": "v1"},
        "reason": "FailedMount", "type": "Warning", "message": message,
        "source": {"component": "kubelet"},
        "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2026-01-01T00:00:00Z", "count": 1,
    })
}

#[tokio::test]
async fn a_pod_without_its_volume_is_degraded_and_not_rolling_out() {
    let app = TestApp::start().await;
    let volume = "      volumes: [{name: c, configMap: {name: missing}}]\n      containers:\n";
    let mut text = manifest("agent").replace("      containers:\n", volume);
    let message = "MountVolume.SetUp failed for volume \"c\" : configmap \"missing\" not found";
    let is_real = app.sandbox.is_none();
    if is_real {
        let selector = format!(
            "      nodeSelector: {{silent: {}}}\n      tolerations: [{{key: silent, operator: Exists}}]\n",
            app.namespace
        );
        text = text.replace("      volumes:", &format!("{selector}      volumes:"));
        create_silent_node(&app).await;
    }
    app.create(&text).await.expect(201);
    if is_real {
        // Nobody says anything before a kubelet does.
        until(&app, "a pod", |told| {
            told.row.status.word == StatusWord::RollingOut
                && told.nodes_in(NodeState::Starting).len() == 1
        })
        .await;
        let pod = app.cluster.pods(&app.namespace, "agent").unwrap().remove(0);
        let place = format!("/api/v1/namespaces/{}/events", app.namespace);
        let event = failed_mount(&app, &pod.name, message);
        app.cluster_request("POST", &place, &event).await;
    }
    let told = until(&app, "no volume", |told| {
        told.row.status.word == StatusWord::Degraded
            && told.row.status.nodes == told.row.counts.desired
    })
    .await;
    assert_eq!(told.row.status.reason, "FailedMount");
    let failing = told.nodes_in(NodeState::Failing).len();
    assert_eq!(u32::try_from(failing).unwrap(), told.row.counts.desired);
    for pod in app.cluster.pods(&app.namespace, "agent").unwrap() {
        assert_eq!(pod.message, message);
    }
    if is_real {
        let node = format!("/api/v1/nodes/{}-silent", app.namespace);
        app.cluster_request("DELETE", &node, &json!({})).await;
        return;
    }
    // The kubelet tries again by itself; what it said of the failure is still there.
    let map = json!({"metadata": {"name": "missing"}});
    let place = format!("/api/v1/namespaces/{}/configmaps", app.namespace);
    app.cluster_request("POST", &place, &map).await;
    until_word(&app, StatusWord::Running).await;
}

#[tokio::test]
async fn a_deleted_pod_that_finalizers_keep_is_said_to_be_kept() {
    let app = TestApp::start().await;
    let finalizers =
        "    metadata:\n      finalizers: [example.com/held]\n      labels: {app: agent}\n";
    let text = manifest("agent").replace("    metadata:\n      labels: {app: agent}\n", finalizers);
    app.create(&text).await.expect(201);
    until_word(&app, StatusWord::Running).await;
    let pod = app.cluster.pods(&app.namespace, "agent").unwrap().remove(0);
    let place = format!("/api/v1/namespaces/{}/pods/{}", app.namespace, pod.name);
    let now = json!({"gracePeriodSeconds": 0});
    app.cluster_request("DELETE", &place, &now).await;
    let told = until(&app, "kept", |told| {
        told.nodes_in(NodeState::Unavailable) == [pod.node.as_str()]
    })
    .await;
    let kept = told.nodes.iter().find(|node| node.name == pod.node);
    assert_eq!(kept.unwrap().reason, "Finalizers");
    let entry = told.attention.iter().any(|entry| match entry {
        contract::Attention::Nodes(nodes) => {
            nodes.reason == "Finalizers" && nodes.message == "finalizers: [example.com/held]"
        }
        contract::Attention::Whole(_) => false,
    });
    assert!(entry, "{:?}", told.attention);
    // Whoever put them there takes them away, from all pods so that the namespace can go.
    for pod in app.cluster.pods(&app.namespace, "agent").unwrap() {
        release(&app, &pod.name).await;
    }
    until(&app, "another in its place", |told| {
        let pods = app.cluster.pods(&app.namespace, "agent").unwrap();
        told.row.status.word == StatusWord::Running
            && told.nodes_in(NodeState::Unavailable).is_empty()
            && pods.iter().all(|now| now.name != pod.name)
    })
    .await;
}

/// Takes the finalizers from a pod.
async fn release(app: &TestApp, pod: &str) {
    let place = format!("/api/v1/namespaces/{}/pods/{pod}", app.namespace);
    for _ in 0..20 {
        let mut object = app.cluster_request("GET", &place, &json!(null)).await;
        object["metadata"]["finalizers"] = json!([]);
        // Whoever else writes it may have been faster.
        if app
            .try_cluster_request("PUT", &place, &object)
            .await
            .is_ok()
        {
            return;
        }
    }
    panic!("{pod} changes all the time");
}
