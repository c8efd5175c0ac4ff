//! Init containers: those that end, those that run on beside the others, and those that fail.

use serde_json::{Value, json};

use super::support::{Cluster, agent};

/// The DaemonSet `agent` with these init containers.
fn with(init: &Value) -> Value {
    let mut daemon_set = agent("nginx:1");
    daemon_set["spec"]["template"]["spec"]["initContainers"] = init.clone();
    daemon_set
}

/// The condition of this type.
fn condition<'a>(pod: &'a Value, kind: &str) -> &'a Value {
    let mut conditions = pod["status"]["conditions"].as_array().unwrap().iter();
    conditions
        .find(|condition| condition["type"] == kind)
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_sidecar_runs_on_beside_the_others() {
    let cluster = Cluster::with_nodes(1).await;
    let init = json!([
        {"name": "prepare", "image": "pause:3"},
        {"name": "proxy", "image": "pause:3", "restartPolicy": "Always"},
    ]);
    cluster.create_daemon_set(&with(&init)).await;
    cluster.until_ready("agent", 1).await;
    let pod = &cluster.pods().await[0];
    let statuses = &pod["status"]["initContainerStatuses"];
    assert_eq!(statuses[0]["state"]["terminated"]["reason"], "Completed");
    let proxy = &statuses[1];
    assert!(proxy["state"]["running"].is_object(), "{proxy}");
    assert_eq!(
        (&proxy["ready"], &proxy["started"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(condition(pod, "Initialized")["status"], "True");
}

#[tokio::test(start_paused = true)]
async fn a_sidecar_that_is_not_ready_keeps_the_pod_from_being_ready() {
    let cluster = Cluster::with_nodes(1).await;
    let init = json!([{"name": "proxy", "image": "never-ready", "restartPolicy": "Always"}]);
    cluster.create_daemon_set(&with(&init)).await;
    let is_up = |daemon_set: &Value| daemon_set["status"]["updatedNumberScheduled"] == 1;
    cluster.until("agent", is_up).await;
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    let pod = &cluster.pods().await[0];
    assert_eq!(pod["status"]["phase"], "Running");
    assert_eq!(pod["status"]["containerStatuses"][0]["ready"], true);
    let ready = condition(pod, "Ready");
    assert_eq!(ready["reason"], "ContainersNotReady");
    assert_eq!(ready["message"], "containers with unready status: [proxy]");
}

#[tokio::test(start_paused = true)]
async fn an_init_container_that_fails_holds_up_what_comes_after_it() {
    for (image, waits) in [
        (
            "example.invalid/prepare:1",
            ["ErrImagePull", "ImagePullBackOff"],
        ),
        ("prepare:crash", ["CrashLoopBackOff", ""]),
    ] {
        let cluster = Cluster::with_nodes(1).await;
        let init = json!([
            {"name": "first", "image": "pause:3"},
            {"name": "prepare", "image": image},
            {"name": "proxy", "image": "pause:3", "restartPolicy": "Always"},
        ]);
        cluster.create_daemon_set(&with(&init)).await;
        let mut seen = false;
        for _ in 0..200 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            let pods = cluster.pods().await;
            let Some(pod) = pods.first() else { continue };
            let state = &pod["status"]["initContainerStatuses"][1]["state"];
            let reason = state["waiting"]["reason"].as_str().unwrap_or_default();
            seen |= !reason.is_empty() && waits.contains(&reason);
        }
        assert!(seen, "{image}");
        let pod = &cluster.pods().await[0];
        assert_eq!(pod["status"]["phase"], "Pending");
        let held_up = [
            &pod["status"]["initContainerStatuses"][2],
            &pod["status"]["containerStatuses"][0],
        ];
        for status in held_up {
            assert_eq!(
                status["state"]["waiting"]["reason"], "PodInitializing",
                "{image}"
            );
        }
        assert_eq!(
            condition(pod, "Initialized")["message"],
            "containers with incomplete status: [prepare proxy]"
        );
    }
}
