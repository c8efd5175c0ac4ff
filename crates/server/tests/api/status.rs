//! The status words as clients get them, held against what the cluster's own objects say.

mod changes;
mod demo;
mod fates;
mod half_way;
mod hanging;

use contract::{Attention, DaemonSetRow, NodeList, NodeRow, NodeState, PodList, StatusWord, path};
use serde_json::{Value, json};

use crate::support::{TestApp, manifest};

/// All that the console says of one DaemonSet.
pub(crate) struct Told {
    pub(crate) row: DaemonSetRow,
    nodes: Vec<NodeRow>,
    attention: Vec<Attention>,
}

/// What the console says of one DaemonSet, over REST alone; all of it at one moment, as far as its row tells.
async fn told(app: &TestApp, namespace: &str, name: &str) -> Option<Told> {
    loop {
        let row = row(app, namespace, name).await?;
        let nodes = app.get(&path::nodes(&app.name, namespace, name)).await;
        let nodes: NodeList = serde_json::from_value(nodes.expect(200).json()).unwrap();
        let pods = app.get(&path::pods(&app.name, namespace, name)).await;
        let pods: PodList = serde_json::from_value(pods.expect(200).json()).unwrap();
        if self::row(app, namespace, name).await.as_ref() == Some(&row) {
            return Some(Told {
                attention: contract::attention(&row, &nodes.items, &pods.items),
                row,
                nodes: nodes.items,
            });
        }
    }
}

async fn row(app: &TestApp, namespace: &str, name: &str) -> Option<DaemonSetRow> {
    let list = path::daemonsets(&app.name);
    let list = app
        .get(&format!("{list}?namespace={namespace}&limit=500"))
        .await;
    let list: contract::DaemonSetList = serde_json::from_value(list.expect(200).json()).unwrap();
    list.items.into_iter().find(|row| row.name == name)
}

impl Told {
    /// The nodes in this state.
    pub(crate) fn nodes_in(&self, state: NodeState) -> Vec<&str> {
        let nodes = self.nodes.iter().filter(|node| node.state == state);
        nodes.map(|node| node.name.as_str()).collect()
    }
}

/// Waits until the console says this of the test's own DaemonSet `agent`.
async fn until(app: &TestApp, what: &str, is_so: impl Fn(&Told) -> bool) -> Told {
    until_of(app, "agent", what, is_so).await
}

/// The same of a DaemonSet of this name.
pub(crate) async fn until_of(
    app: &TestApp,
    name: &str,
    what: &str,
    is_so: impl Fn(&Told) -> bool,
) -> Told {
    let start = std::time::Instant::now();
    loop {
        let now = told(app, &app.namespace, name).await;
        if let Some(told) = now.as_ref().filter(|told| is_so(told)) {
            // Whatever is told, what is not well has an entry.
            assert!(told.row.status.word == StatusWord::Running || !told.attention.is_empty());
            // And a sentence at the top of its page.
            let diagnosis = contract::diagnose(&told.row, &told.nodes, &[]);
            assert_eq!(
                told.row.status.word == StatusWord::Running,
                diagnosis.is_none()
            );
            return now.unwrap();
        }
        assert!(
            start.elapsed().as_secs() < 60,
            "in vain: {what}; {:?}",
            now.map(|told| (told.row.status, told.row.counts))
        );
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// The same for the word alone.
pub(crate) async fn until_word(app: &TestApp, word: StatusWord) -> Told {
    until(app, &format!("{word:?}"), |told| {
        told.row.status.word == word
    })
    .await
}

/// How many pods the quota of the test's namespace lets through.
async fn set_quota(app: &TestApp, pods: u32) {
    let quota = json!({"metadata": {"name": "few"}, "spec": {"hard": {"pods": pods.to_string()}}});
    let place = format!("/api/v1/namespaces/{}/resourcequotas", app.namespace);
    app.cluster_request("POST", &place, &quota).await;
    // Until the quota controller has counted, the API server lets nothing through.
    let start = std::time::Instant::now();
    loop {
        let quota = app
            .cluster_request("GET", &format!("{place}/few"), &json!(null))
            .await;
        if quota["status"]["used"]["pods"].is_string() {
            return;
        }
        assert!(start.elapsed().as_secs() < 30, "{quota}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn pods_that_a_quota_refuses_make_it_degraded() {
    let app = TestApp::start().await;
    set_quota(&app, 1).await;
    app.create(&manifest("agent")).await.expect(201);
    let told = until(&app, "refused", |told| {
        told.row.counts.refused > 0 && told.row.counts.ready == 1
    })
    .await;
    let (status, counts) = (&told.row.status, &told.row.counts);
    assert_eq!(status.word, StatusWord::Degraded);
    assert_eq!(status.reason, "FailedCreate");
    assert_eq!(status.nodes, counts.desired - 1);
    assert!(
        status
            .message
            .starts_with("exceeded quota: few, requested: pods=1"),
        "{status:?}"
    );
    let refused = told.nodes_in(NodeState::Refused);
    assert_eq!(refused.len(), usize::try_from(counts.desired).unwrap() - 1);
    let place = format!("/api/v1/namespaces/{}/resourcequotas/few", app.namespace);
    app.cluster_request("DELETE", &place, &json!({})).await;
    // The controller tries again by itself: what it says of the refusal is still there, and old.
    let told = until_word(&app, StatusWord::Running).await;
    assert_eq!(told.nodes_in(NodeState::Refused), Vec::<&str>::new());
}

#[tokio::test]
async fn an_update_whose_pods_are_refused_is_degraded_too() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    let all = until_word(&app, StatusWord::Running)
        .await
        .row
        .counts
        .desired;
    // As many as there are: a pod that is replaced finds no room beside the old one that goes.
    set_quota(&app, 0).await;
    restart(&app).await;
    let told = until(&app, "refused", |told| told.row.counts.refused > 0).await;
    assert_eq!(told.row.status.word, StatusWord::Degraded);
    assert_eq!(told.row.status.reason, "FailedCreate");
    assert_eq!((told.row.status.nodes, told.row.counts.ready), (1, all - 1));
    let olds = told.nodes_in(NodeState::Old).len();
    assert_eq!(u32::try_from(olds).unwrap(), all - 1);
}

/// The sandbox's node of this name says that it is ready, or its kubelet is not heard of.
async fn set_ready(app: &TestApp, node: &str, status: &str) {
    let place = format!("/api/v1/nodes/{node}");
    for _ in 0..20 {
        let mut object = app.cluster_request("GET", &place, &json!(null)).await;
        let conditions = object["status"]["conditions"].as_array_mut().unwrap();
        for condition in conditions {
            if condition["type"] == "Ready" {
                condition["status"] = json!(status);
            }
        }
        // The controller may have changed it meanwhile.
        let status = format!("{place}/status");
        let written = app.try_cluster_request("PUT", &status, &object).await;
        if written.is_ok() {
            return;
        }
    }
    panic!("{node} changes all the time");
}

/// The name of some node on which the DaemonSet runs.
fn some_node(told: &Told) -> String {
    told.nodes_in(NodeState::Ready)[0].to_owned()
}

/// Starts the pods of `agent` anew.
async fn restart(app: &TestApp) {
    restart_of(app, "agent").await;
}

/// Starts the pods of a DaemonSet anew.
async fn restart_of(app: &TestApp, name: &str) {
    let place = path::restart(&app.name, &app.namespace, name);
    let call = app.signed_in(http::Method::POST, &place);
    let call = call.header("content-type", "application/json");
    call.send("").await.expect(200);
}

#[tokio::test]
async fn a_lost_node_is_said_to_be_what_it_is_about() {
    let app = TestApp::on_sandbox().await;
    // The controller goes on wanting a pod there only if the pod bears all that a lost node is tainted with.
    let bears_all = "      tolerations: [{operator: Exists}]\n      containers:\n";
    let text = manifest("agent").replace("      containers:\n", bears_all);
    app.create(&text).await.expect(201);
    let node = some_node(&until_word(&app, StatusWord::Running).await);
    set_ready(&app, &node, "Unknown").await;
    let told = until_word(&app, StatusWord::Unavailable).await;
    let status = &told.row.status;
    assert_eq!((status.nodes, status.reason.as_str()), (1, "NodeNotReady"));
    assert_eq!(told.nodes_in(NodeState::Unavailable), [node.as_str()]);
    set_ready(&app, &node, "True").await;
    until_word(&app, StatusWord::Running).await;
}

#[tokio::test]
async fn a_rollout_is_stuck_at_a_lost_node() {
    let app = TestApp::on_sandbox().await;
    app.create(&manifest("agent")).await.expect(201);
    let before = until_word(&app, StatusWord::Running).await;
    let node = some_node(&before);
    set_ready(&app, &node, "Unknown").await;
    // The controller wants no pod there any more; the one that is there is not called misscheduled for that.
    let told = until(&app, "unavailable", |told| {
        told.nodes_in(NodeState::Unavailable) == [node.as_str()]
            && told.row.counts.desired + 1 == before.row.counts.desired
    })
    .await;
    assert_eq!(told.row.status.word, StatusWord::Running);
    assert_eq!(told.attention.len(), 1);
    // A change of the template cannot get past it.
    restart(&app).await;
    let told = until_word(&app, StatusWord::Stuck).await;
    let status = &told.row.status;
    assert_eq!(
        (status.nodes, status.reason.as_str(), status.limit.as_str()),
        (0, "NodeNotReady", "maxUnavailable 1")
    );
    assert_eq!(told.nodes_in(NodeState::Updating), Vec::<&str>::new());
    set_ready(&app, &node, "True").await;
    until_word(&app, StatusWord::Running).await;
}

#[tokio::test]
async fn pods_that_never_become_ready_are_unavailable_and_not_rolling_out() {
    let app = TestApp::on_sandbox().await;
    let never = manifest("agent").replace("agent:1.0", "agent:never-ready");
    app.create(&never).await.expect(201);
    let told = until_word(&app, StatusWord::Unavailable).await;
    let status = &told.row.status;
    assert_eq!(status.reason, "ContainersNotReady");
    assert_eq!(status.message, "containers with unready status: [agent]");
    assert_eq!(status.nodes, told.row.counts.desired);
}

#[tokio::test]
async fn a_sidecar_counts_and_runs_on() {
    let app = TestApp::on_sandbox().await;
    let sidecar = "      initContainers:
        - {name: prepare, image: prepare:1}
        - {name: proxy, image: proxy:1, restartPolicy: Always}
      containers:
";
    let text = manifest("agent").replace("      containers:\n", sidecar);
    app.create(&text).await.expect(201);
    until_word(&app, StatusWord::Running).await;
    let pods = app
        .get(&path::pods(&app.name, &app.namespace, "agent"))
        .await;
    let pods: PodList = serde_json::from_value(pods.expect(200).json()).unwrap();
    for pod in pods.items {
        assert_eq!((pod.ready_containers, pod.containers), (2, 2), "{pod:?}");
        assert_eq!(pod.status, "Running");
    }
}

#[tokio::test]
async fn on_delete_waits_for_somebody() {
    let app = TestApp::start().await;
    let text = manifest("agent").replace(
        "spec:\n  selector",
        "spec:\n  updateStrategy: {type: OnDelete}\n  selector",
    );
    app.create(&text).await.expect(201);
    let all = until_word(&app, StatusWord::Running)
        .await
        .row
        .counts
        .desired;
    restart(&app).await;
    let told = until_word(&app, StatusWord::Pending).await;
    assert_eq!(
        (told.row.status.reason.as_str(), told.row.status.nodes),
        ("OnDelete", all)
    );
    assert_eq!(
        told.nodes_in(NodeState::Old).len(),
        usize::try_from(all).unwrap()
    );
    // Half way: one is replaced, the others stay.
    let pods = app.cluster.pods(&app.namespace, "agent").unwrap();
    let place = format!("/api/v1/namespaces/{}/pods/{}", app.namespace, pods[0].name);
    app.cluster_request("DELETE", &place, &json!({"gracePeriodSeconds": 0}))
        .await;
    let told = until(&app, "half way", |told| {
        told.row.status.word == StatusWord::Pending && told.row.counts.up_to_date == 1
    })
    .await;
    assert_eq!(told.row.status.nodes, all - 1);
}

/// A text of an object; empty where there is none.
fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}
