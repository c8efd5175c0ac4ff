//! Random changes of nodes and pods: whatever comes of them, what is told of it in the end is true. The seed is
//! printed; `EVERYNODE_TEST_SEED` repeats a run, and `EVERYNODE_TEST_CASES` says how many changes it has.

use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::{Value, json};

use super::demo::{Raw, raw};
use super::{restart_of, told};
use crate::support::TestApp;

const NODES: usize = 4;
/// How many changes there are unless told otherwise.
const CHANGES: usize = 12;
/// The taint that keeps the pods of other tests away.
const TAINT: &str = "everynode.test/changes";
/// How long the cluster may take until nothing moves and what is told of it is true.
const PATIENCE: Duration = Duration::from_mins(1);
/// Of a DaemonSet that bears only the test's own taint, one that bears all, and one that waits for somebody to
/// open its readiness gate.
const NAMES: [&str; 3] = ["plain", "hardy", "gated"];

fn from_environment<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

/// One change of the cluster.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// The kubelet is not heard of, or says itself that it is not ready.
    Lose(&'static str),
    /// It is back.
    Find,
    Cordon(bool),
    Taint(&'static str),
    Untaint,
    Label(bool),
    /// The node is deleted and made anew.
    Replace,
    /// A pod is evicted by its kubelet.
    Evict,
    /// The readiness gate of a pod is opened or closed.
    Gate(&'static str),
    /// The pods are started anew.
    Restart,
}

impl Change {
    fn random(rng: &mut Rng) -> Self {
        match rng.u8(..14) {
            0 => Self::Lose("Unknown"),
            1 => Self::Lose("False"),
            2 | 3 => Self::Find,
            4 => Self::Cordon(rng.bool()),
            5 => Self::Taint("NoSchedule"),
            6 => Self::Taint("NoExecute"),
            7 => Self::Untaint,
            8 => Self::Label(rng.bool()),
            9 => Self::Replace,
            10 => Self::Evict,
            11 | 12 => Self::Gate(if rng.u8(..3) > 0 { "True" } else { "False" }),
            _ => Self::Restart,
        }
    }
}

struct Changes<'a> {
    app: &'a TestApp,
    rng: Rng,
}

impl Changes<'_> {
    fn node(&self, number: usize) -> String {
        format!("{}-{number}", self.app.namespace)
    }

    fn node_object(&self, number: usize) -> Value {
        let name = self.node(number);
        let resources = json!({"cpu": "4", "memory": "8Gi", "pods": "20"});
        json!({
            "metadata": {
                "name": name,
                "labels": {"changes": self.app.namespace, "kubernetes.io/hostname": name},
                "annotations": {"kwok.x-k8s.io/node": "fake"},
            },
            "spec": {"taints": [{"key": TAINT, "effect": "NoSchedule"}]},
            "status": {
                "capacity": resources, "allocatable": resources,
                "conditions": [{"type": "Ready", "status": "True"}],
            },
        })
    }

    async fn create(&self) {
        for number in 0..NODES {
            let node = self.node_object(number);
            self.app
                .cluster_request("POST", "/api/v1/nodes", &node)
                .await;
        }
        for name in NAMES {
            let mut pod = json!({
                "terminationGracePeriodSeconds": 1,
                "nodeSelector": {"changes": self.app.namespace},
                "tolerations": [{"key": TAINT, "operator": "Exists"}],
                "containers": [{"name": "main", "image": "agent:1"}],
            });
            match name {
                "hardy" => pod["tolerations"] = json!([{"operator": "Exists"}]),
                "gated" => pod["readinessGates"] = json!([{"conditionType": "example.com/open"}]),
                _ => {}
            }
            let labels = json!({"app": name});
            let daemon_set = json!({
                "metadata": {"name": name},
                "spec": {"selector": {"matchLabels": labels}, "template": {
                    "metadata": {"labels": labels}, "spec": pod,
                }},
            });
            let place = format!("/apis/apps/v1/namespaces/{}/daemonsets", self.app.namespace);
            self.app.cluster_request("POST", &place, &daemon_set).await;
        }
    }

    /// Changes an object; one that is not there any more is left alone.
    async fn edit(&self, place: &str, part: &str, change: impl Fn(&mut Value)) {
        for _ in 0..20 {
            let found = self
                .app
                .try_cluster_request("GET", place, &Value::Null)
                .await;
            let Ok(mut object) = found else {
                return;
            };
            change(&mut object);
            let place = format!("{place}{part}");
            // Whoever else writes it may have been faster.
            if self
                .app
                .try_cluster_request("PUT", &place, &object)
                .await
                .is_ok()
            {
                return;
            }
        }
    }

    async fn change(&mut self, change: Change) {
        let number = self.rng.usize(..NODES);
        let name = self.node(number);
        let place = format!("/api/v1/nodes/{name}");
        match change {
            Change::Lose(status) => {
                // Nobody plays its kubelet any more.
                let leave = |node: &mut Value| node["metadata"]["annotations"] = json!({});
                self.edit(&place, "", leave).await;
                self.edit(&place, "/status", |node| {
                    set_condition(node, "Ready", status);
                })
                .await;
            }
            Change::Find => {
                let back = |node: &mut Value| {
                    node["metadata"]["annotations"] = json!({"kwok.x-k8s.io/node": "fake"});
                };
                self.edit(&place, "", back).await;
                self.edit(&place, "/status", |node| {
                    set_condition(node, "Ready", "True");
                })
                .await;
            }
            Change::Cordon(is) => {
                self.edit(&place, "", |node| node["spec"]["unschedulable"] = json!(is))
                    .await;
            }
            Change::Taint(effect) => {
                let taint = json!({"key": "later", "effect": effect});
                let add = |node: &mut Value| {
                    untaint(node);
                    node["spec"]["taints"]
                        .as_array_mut()
                        .unwrap()
                        .push(taint.clone());
                };
                self.edit(&place, "", add).await;
            }
            Change::Untaint => self.edit(&place, "", untaint).await,
            Change::Label(is) => {
                let namespace = self.app.namespace.clone();
                let label = if is { namespace.as_str() } else { "no" };
                self.edit(&place, "", |node| {
                    node["metadata"]["labels"]["changes"] = json!(label);
                })
                .await;
            }
            Change::Replace => {
                self.app.cluster_request("DELETE", &place, &json!({})).await;
                let node = self.node_object(number);
                self.app
                    .cluster_request("POST", "/api/v1/nodes", &node)
                    .await;
            }
            Change::Evict | Change::Gate(_) => self.change_pod(change, &name).await,
            Change::Restart => restart_of(self.app, NAMES[self.rng.usize(..NAMES.len())]).await,
        }
    }

    async fn change_pod(&mut self, change: Change, node: &str) {
        let name = match change {
            Change::Gate(_) => "gated",
            _ => NAMES[self.rng.usize(..NAMES.len())],
        };
        let pods = self
            .app
            .cluster
            .pods(&self.app.namespace, name)
            .unwrap_or_default();
        for pod in pods.iter().filter(|pod| pod.node == node) {
            let place = format!(
                "/api/v1/namespaces/{}/pods/{}",
                self.app.namespace, pod.name
            );
            let edit = |pod: &mut Value| {
                if let Change::Gate(status) = change {
                    set_condition(pod, "example.com/open", status);
                } else {
                    pod["status"]["phase"] = json!("Failed");
                    pod["status"]["reason"] = json!("Evicted");
                }
            };
            self.edit(&place, "/status", edit).await;
        }
    }

    /// Waits until nothing has moved for a while, and what is told is true.
    async fn until_true(&self, name: &str, what: &str) {
        let namespace = &self.app.namespace;
        let quiet = Duration::from_millis(if self.app.sandbox.is_some() {
            300
        } else {
            2_000
        });
        let start = Instant::now();
        let mut last: Option<(Raw, Instant)> = None;
        let mut untruth = String::from("it moves all the time");
        while start.elapsed() < PATIENCE {
            let now = raw(self.app, namespace, name).await;
            let since = match last.take() {
                Some((before, since)) if before.is_same_but_for_heartbeats(&now) => since,
                _ => Instant::now(),
            };
            if since.elapsed() >= quiet {
                let told = told(self.app, namespace, name).await.unwrap();
                match now.untruth(&told) {
                    None => return,
                    Some(found) => untruth = found,
                }
            }
            last = Some((now, since));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{what}: {name}: {untruth}");
    }
}

fn untaint(node: &mut Value) {
    if let Some(taints) = node["spec"]["taints"].as_array_mut() {
        taints.retain(|taint| taint["key"] != "later");
    } else {
        node["spec"]["taints"] = json!([]);
    }
}

fn set_condition(object: &mut Value, kind: &str, status: &str) {
    let conditions = &mut object["status"]["conditions"];
    if !conditions.is_array() {
        *conditions = json!([]);
    }
    let list = conditions.as_array_mut().unwrap();
    list.retain(|condition| condition["type"] != kind);
    list.push(json!({
        "type": kind, "status": status, "lastHeartbeatTime": "2026-01-01T00:00:00Z",
        "lastTransitionTime": "2026-01-01T00:00:00Z",
    }));
}

#[tokio::test]
async fn what_is_told_after_random_changes_is_true() {
    let seed = crate::support::seed();
    let app = TestApp::start().await;
    let mut changes = Changes {
        app: &app,
        rng: Rng::with_seed(seed),
    };
    changes.create().await;
    let mut done = vec!["created".to_owned()];
    for name in NAMES {
        changes.until_true(name, "created").await;
    }
    for _ in 0..from_environment("EVERYNODE_TEST_CASES").unwrap_or(CHANGES) {
        let change = Change::random(&mut changes.rng);
        changes.change(change).await;
        done.push(format!("{change:?}"));
        for name in NAMES {
            changes
                .until_true(name, &format!("seed {seed}: {}", done.join(", ")))
                .await;
        }
    }
    for number in 0..NODES {
        let place = format!("/api/v1/nodes/{}", changes.node(number));
        app.cluster_request("DELETE", &place, &json!({})).await;
    }
}
