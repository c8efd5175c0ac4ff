//! DaemonSets at work: placed, rolled, failing, deleted.

use std::{collections::BTreeSet, time::Duration};

use serde_json::{Value, json};

use super::support::{Cluster, DAEMON_SETS, MERGE, PODS, STRATEGIC, agent, ready};

const AGENT: &str = "/apis/apps/v1/namespaces/default/daemonsets/agent";

fn set_image(image: &str) -> Value {
    json!({"spec": {"template": {"spec": {"containers": [{"name": "agent", "image": image}]}}}})
}

async fn wait(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

#[tokio::test(start_paused = true)]
async fn a_pod_comes_up_on_every_node_that_fits() {
    let cluster = Cluster::with_nodes(4).await;
    let taint =
        json!({"spec": {"taints": [{"key": "dedicated", "value": "db", "effect": "NoSchedule"}]}});
    cluster.patch("/api/v1/nodes/n2", STRATEGIC, &taint).await;
    cluster.create_daemon_set(&agent("nginx:1")).await;
    cluster.until_ready("agent", 3).await;
    let nodes: BTreeSet<String> = cluster
        .pods()
        .await
        .iter()
        .map(|pod| pod["spec"]["nodeName"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(nodes, ["n1", "n3", "n4"].map(str::to_owned).into());
    let status = cluster.status("agent").await;
    assert_eq!(
        status,
        json!({
            "currentNumberScheduled": 3, "numberMisscheduled": 0, "desiredNumberScheduled": 3, "numberReady": 3,
            "observedGeneration": 1, "updatedNumberScheduled": 3, "numberAvailable": 3,
        })
    );
}

#[tokio::test(start_paused = true)]
async fn an_update_keeps_within_max_unavailable() {
    let cluster = Cluster::with_nodes(6).await;
    let mut daemon_set = agent("nginx:1");
    daemon_set["spec"]["updateStrategy"] =
        json!({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%"}});
    cluster.create_daemon_set(&daemon_set).await;
    cluster.until_ready("agent", 6).await;
    cluster.patch(AGENT, STRATEGIC, &set_image("nginx:2")).await;
    let mut fewest = 6;
    for _ in 0..2000 {
        let pods = cluster.pods().await;
        fewest = fewest.min(ready(&pods));
        let status = cluster.status("agent").await;
        let done = status["updatedNumberScheduled"] == 6 && status["numberAvailable"] == 6;
        if done && status["observedGeneration"] == 2 {
            break;
        }
        wait(10).await;
    }
    cluster.until_ready("agent", 6).await;
    // A quarter of six, rounded up.
    assert_eq!(fewest, 4);
    let revisions = cluster
        .get("/apis/apps/v1/namespaces/default/controllerrevisions")
        .await;
    let mut numbers: Vec<_> = revisions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["revision"].as_i64().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_surge_never_has_fewer_pods_than_nodes() {
    let cluster = Cluster::with_nodes(4).await;
    let mut daemon_set = agent("nginx:1");
    daemon_set["spec"]["updateStrategy"] =
        json!({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 2}});
    cluster.create_daemon_set(&daemon_set).await;
    cluster.until_ready("agent", 4).await;
    cluster.patch(AGENT, STRATEGIC, &set_image("nginx:2")).await;
    let (mut fewest, mut most) = (4, 0);
    for _ in 0..400 {
        let pods = cluster.pods().await;
        fewest = fewest.min(ready(&pods));
        most = most.max(
            pods.iter()
                .filter(|pod| pod["metadata"]["deletionTimestamp"].is_null())
                .count(),
        );
        wait(10).await;
    }
    cluster.until_ready("agent", 4).await;
    assert_eq!(fewest, 4);
    assert!((5..=6).contains(&most), "{most}");
}

#[tokio::test(start_paused = true)]
async fn on_delete_waits_for_the_deletion() {
    let cluster = Cluster::with_nodes(2).await;
    let mut daemon_set = agent("nginx:1");
    daemon_set["spec"]["updateStrategy"] = json!({"type": "OnDelete"});
    cluster.create_daemon_set(&daemon_set).await;
    cluster.until_ready("agent", 2).await;
    cluster.patch(AGENT, STRATEGIC, &set_image("nginx:2")).await;
    wait(5000).await;
    assert!(
        cluster
            .status("agent")
            .await
            .get("updatedNumberScheduled")
            .is_none()
    );
    let name = cluster.pods().await[0]["metadata"]["name"]
        .as_str()
        .unwrap()
        .to_owned();
    cluster.delete(&format!("{PODS}/{name}")).await;
    wait(5000).await;
    assert_eq!(cluster.status("agent").await["updatedNumberScheduled"], 1);
}

#[tokio::test(start_paused = true)]
async fn an_image_that_is_missing_stops_the_update() {
    let cluster = Cluster::with_nodes(3).await;
    cluster.create_daemon_set(&agent("nginx:1")).await;
    cluster.until_ready("agent", 3).await;
    cluster
        .patch(AGENT, STRATEGIC, &set_image("nginx:does-not-exist"))
        .await;
    let mut reasons = BTreeSet::new();
    for _ in 0..100 {
        for pod in cluster.pods().await {
            let state = &pod["status"]["containerStatuses"][0]["state"];
            reasons.extend(state["waiting"]["reason"].as_str().map(str::to_owned));
        }
        wait(100).await;
    }
    assert!(
        reasons.contains("ErrImagePull") && reasons.contains("ImagePullBackOff"),
        "{reasons:?}"
    );
    let status = cluster.status("agent").await;
    assert_eq!(
        (
            &status["numberAvailable"],
            &status["updatedNumberScheduled"]
        ),
        (&json!(2), &json!(1))
    );
}

#[tokio::test(start_paused = true)]
async fn a_crash_loops() {
    let cluster = Cluster::with_nodes(1).await;
    cluster.create_daemon_set(&agent("team/agent:crash")).await;
    wait(20_000).await;
    let pod = &cluster.pods().await[0];
    let container = &pod["status"]["containerStatuses"][0];
    assert!(
        container["restartCount"].as_i64().unwrap() >= 2,
        "{container}"
    );
    assert_eq!(container["lastState"]["terminated"]["exitCode"], 1);
    assert_eq!(cluster.status("agent").await["numberReady"], 0);
}

#[tokio::test(start_paused = true)]
async fn a_pod_without_room_waits_in_the_schedulers_words() {
    let cluster = Cluster::with_nodes(2).await;
    let mut daemon_set = agent("nginx:1");
    daemon_set["spec"]["template"]["spec"]["containers"][0]["resources"] =
        json!({"requests": {"memory": "32Gi"}});
    cluster.create_daemon_set(&daemon_set).await;
    wait(2000).await;
    let pod = &cluster.pods().await[0];
    assert_eq!(pod["status"]["phase"], "Pending");
    assert_eq!(
        pod["status"]["conditions"][0]["message"],
        "0/2 nodes are available: 1 Insufficient memory, 1 node(s) didn't satisfy plugin(s) [NodeAffinity]. no new \
         claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling."
    );
    assert_eq!(cluster.status("agent").await["currentNumberScheduled"], 2);
}

#[tokio::test(start_paused = true)]
async fn refused_pods_are_reported_and_made_later() {
    let cluster = Cluster::with_nodes(1).await;
    let mut daemon_set = agent("nginx:1");
    daemon_set["spec"]["template"]["spec"]["serviceAccountName"] = "robot".into();
    cluster.create_daemon_set(&daemon_set).await;
    wait(500).await;
    let events = cluster
        .get("/api/v1/namespaces/default/events?fieldSelector=reason%3DFailedCreate")
        .await;
    assert_eq!(
        events["items"][0]["message"],
        "Error creating: pods \"agent-\" is forbidden: error looking up service account default/robot: \
         serviceaccount \"robot\" not found"
    );
    let account =
        json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "robot"}});
    cluster
        .post("/api/v1/namespaces/default/serviceaccounts", &account)
        .await;
    cluster.until_ready("agent", 1).await;
}

#[tokio::test(start_paused = true)]
async fn nodes_that_change_gain_and_lose_pods() {
    let cluster = Cluster::with_nodes(3).await;
    let mut daemon_set = agent("nginx:1");
    daemon_set["spec"]["template"]["spec"]["nodeSelector"] = json!({"role": "edge"});
    cluster.create_daemon_set(&daemon_set).await;
    wait(1000).await;
    assert_eq!(cluster.status("agent").await["desiredNumberScheduled"], 0);
    for node in ["n1", "n2"] {
        let label = json!({"metadata": {"labels": {"role": "edge"}}});
        cluster
            .patch(&format!("/api/v1/nodes/{node}"), MERGE, &label)
            .await;
    }
    cluster.until_ready("agent", 2).await;
    let taint = |effect: &str| json!({"spec": {"taints": [{"key": "broken", "effect": effect}]}});
    cluster
        .patch("/api/v1/nodes/n1", STRATEGIC, &taint("NoSchedule"))
        .await;
    wait(2000).await;
    let status = cluster.status("agent").await;
    assert_eq!(
        (
            &status["desiredNumberScheduled"],
            &status["numberMisscheduled"]
        ),
        (&json!(1), &json!(1))
    );
    cluster
        .patch("/api/v1/nodes/n1", STRATEGIC, &taint("NoExecute"))
        .await;
    wait(2000).await;
    assert_eq!(cluster.pods().await.len(), 1);
    // A cordon is tolerated by every daemon.
    cluster
        .patch(
            "/api/v1/nodes/n2",
            MERGE,
            &json!({"spec": {"unschedulable": true}}),
        )
        .await;
    wait(500).await;
    let node = cluster.get("/api/v1/nodes/n2").await;
    assert_eq!(
        node["spec"]["taints"][0]["key"],
        "node.kubernetes.io/unschedulable"
    );
    assert_eq!(cluster.status("agent").await["desiredNumberScheduled"], 1);
}

#[tokio::test(start_paused = true)]
async fn deletion_takes_pods_along_leaves_them_or_waits_for_them() {
    for (policy, waits, pods_left) in [
        ("Background", false, 0),
        ("Foreground", true, 0),
        ("Orphan", true, 2),
    ] {
        let cluster = Cluster::with_nodes(2).await;
        cluster.create_daemon_set(&agent("nginx:1")).await;
        cluster.until_ready("agent", 2).await;
        let answer = cluster
            .delete(&format!("{AGENT}?propagationPolicy={policy}"))
            .await;
        assert_eq!(
            answer.body["kind"],
            if waits { "DaemonSet" } else { "Status" },
            "{policy}"
        );
        wait(3000).await;
        assert_eq!(cluster.get(AGENT).await["code"], 404, "{policy}");
        let pods = cluster.pods().await;
        assert_eq!(pods.len(), pods_left, "{policy}");
        if pods_left > 0 {
            assert!(pods[0]["metadata"].get("ownerReferences").is_none());
            // A new DaemonSet with the same selector takes them on.
            cluster.create_daemon_set(&agent("nginx:1")).await;
            wait(2000).await;
            assert_eq!(
                cluster.pods().await[0]["metadata"]["ownerReferences"][0]["name"],
                "agent"
            );
            assert_eq!(cluster.pods().await.len(), 2);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_daemon_set_goes_on_with_the_history_it_finds() {
    let cluster = Cluster::with_nodes(1).await;
    cluster.create_daemon_set(&agent("nginx:1")).await;
    cluster.until_ready("agent", 1).await;
    let orphaned = format!("{AGENT}?propagationPolicy=Orphan");
    cluster.delete(&orphaned).await;
    wait(3000).await;
    cluster.create_daemon_set(&agent("nginx:1")).await;
    cluster.until_ready("agent", 1).await;
    cluster.patch(AGENT, STRATEGIC, &set_image("nginx:2")).await;
    cluster.until_ready("agent", 1).await;
    let revisions = cluster
        .get("/apis/apps/v1/namespaces/default/controllerrevisions")
        .await;
    let mut numbers: Vec<i64> = revisions["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["metadata"]["ownerReferences"][0]["name"] == "agent")
        .map(|item| item["revision"].as_i64().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_rollback_renumbers_the_revision() {
    let cluster = Cluster::with_nodes(1).await;
    cluster.create_daemon_set(&agent("nginx:1")).await;
    cluster.until_ready("agent", 1).await;
    cluster.patch(AGENT, STRATEGIC, &set_image("nginx:2")).await;
    cluster.until_ready("agent", 1).await;
    let path = "/apis/apps/v1/namespaces/default/controllerrevisions";
    let revisions = cluster.get(path).await;
    let first = revisions["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["revision"] == 1)
        .unwrap()
        .clone();
    let answer = cluster.patch(AGENT, STRATEGIC, &first["data"]).await;
    assert_eq!(answer.code, 200, "{}", answer.body);
    cluster.until_ready("agent", 1).await;
    let name = first["metadata"]["name"].as_str().unwrap();
    assert_eq!(cluster.get(&format!("{path}/{name}")).await["revision"], 3);
    assert_eq!(
        cluster.get(&format!("{DAEMON_SETS}/agent")).await["spec"]["template"]["spec"]["containers"]
            [0]["image"],
        "nginx:1"
    );
}

#[tokio::test(start_paused = true)]
async fn a_quota_holds_pods_back_and_gives_back_what_they_used() {
    const QUOTAS: &str = "/api/v1/namespaces/default/resourcequotas";
    let cluster = Cluster::with_nodes(3).await;
    let quota = json!({"metadata": {"name": "few"}, "spec": {"hard": {"pods": "2"}}});
    cluster.post(QUOTAS, &quota).await;
    wait(200).await;
    let used = async || {
        let quota = cluster.get(&format!("{QUOTAS}/few")).await;
        quota["status"]["used"]["pods"].clone()
    };
    assert_eq!(used().await, "0");

    cluster.create_daemon_set(&agent("nginx")).await;
    wait(3000).await;
    assert_eq!(cluster.pods().await.len(), 2);
    assert_eq!(used().await, "2");
    let events = cluster
        .get("/api/v1/namespaces/default/events?fieldSelector=reason%3DFailedCreate")
        .await;
    let message = events["items"][0]["message"].as_str().unwrap();
    assert!(
        message.contains("exceeded quota: few, requested: pods=1, used: pods=2, limited: pods=2"),
        "{message}"
    );

    let more = json!({"spec": {"hard": {"pods": "3"}}});
    cluster.patch(&format!("{QUOTAS}/few"), MERGE, &more).await;
    cluster.until_ready("agent", 3).await;
    assert_eq!(used().await, "3");
    cluster.delete(&format!("{DAEMON_SETS}/agent")).await;
    wait(3000).await;
    assert_eq!(used().await, "0");
}
