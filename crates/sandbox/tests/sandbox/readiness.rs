//! Readiness gates: a pod whose containers are ready waits for whoever opens them.

use serde_json::{Value, json};

use super::support::{Cluster, PODS, agent};

fn ready(pod: &Value) -> (Value, Value, Value) {
    let conditions = pod["status"]["conditions"].as_array();
    let mut conditions = conditions.into_iter().flatten();
    let ready = conditions.find(|condition| condition["type"] == "Ready");
    let part = |name: &str| ready.map(|it| it[name].clone()).unwrap_or_default();
    (part("status"), part("reason"), part("message"))
}

#[tokio::test(start_paused = true)]
async fn a_closed_readiness_gate_keeps_a_pod_from_being_ready_until_it_is_opened() {
    let cluster = Cluster::with_nodes(1).await;
    let mut daemon_set = agent("nginx:1");
    let gates = json!([{"conditionType": "example.com/open"}]);
    daemon_set["spec"]["template"]["spec"]["readinessGates"] = gates;
    cluster.create_daemon_set(&daemon_set).await;
    let is_up = |daemon_set: &Value| daemon_set["status"]["updatedNumberScheduled"] == 1;
    cluster.until("agent", is_up).await;
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    let pod = &cluster.pods().await[0];
    assert_eq!(pod["status"]["containerStatuses"][0]["ready"], true);
    let message =
        "corresponding condition of pod readiness gate \"example.com/open\" does not exist.";
    assert_eq!(
        ready(pod),
        (
            json!("False"),
            json!("ReadinessGatesNotReady"),
            json!(message)
        )
    );
    for (status, wanted) in [("True", "True"), ("False", "False")] {
        let conditions = json!([{"type": "example.com/open", "status": status}]);
        let patch = json!({"status": {"conditions": conditions}});
        let name = pod["metadata"]["name"].as_str().unwrap();
        let kind = "application/strategic-merge-patch+json";
        let answer = cluster
            .patch(&format!("{PODS}/{name}/status"), kind, &patch)
            .await;
        assert_eq!(answer.code, 200, "{}", answer.body);
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
        assert_eq!(ready(&cluster.pods().await[0]).0, json!(wanted), "{status}");
    }
}
