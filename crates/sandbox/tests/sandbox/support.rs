//! A small client, and the objects that tests are made of.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, header};
use http_body_util::{BodyExt, Full};
use jiff::Timestamp;
use sandbox::{Clock, Sandbox, SandboxBody, SandboxOptions, Seed};
use serde_json::{Value, json};
use tower::ServiceExt;

pub(crate) const DAEMON_SETS: &str = "/apis/apps/v1/namespaces/default/daemonsets";
pub(crate) const PODS: &str = "/api/v1/namespaces/default/pods";
pub(crate) const MERGE: &str = "application/merge-patch+json";
pub(crate) const STRATEGIC: &str = "application/strategic-merge-patch+json";

/// A sandbox with its API.
pub(crate) struct Cluster {
    pub(crate) sandbox: Sandbox,
}

/// An answer that has been read as a whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: u16,
    pub(crate) warnings: Vec<String>,
    pub(crate) body: Value,
}

impl Cluster {
    /// An empty cluster with so many plain nodes of 4 cores and 16 GiB, `n1` and on.
    pub(crate) async fn with_nodes(nodes: usize) -> Cluster {
        let cluster = Cluster::start(&SandboxOptions {
            seed: Seed::Bare,
            ..options()
        });
        for index in 1..=nodes {
            let name = format!("n{index}");
            let labels = json!({"kubernetes.io/hostname": name, "kubernetes.io/os": "linux"});
            let node = json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}});
            assert_eq!(cluster.post("/api/v1/nodes", &node).await.code, 201);
        }
        cluster
    }

    pub(crate) fn start(options: &SandboxOptions) -> Cluster {
        Cluster {
            sandbox: Sandbox::start(options),
        }
    }

    pub(crate) async fn raw(
        &self,
        request: Request<Full<Bytes>>,
    ) -> std::io::Result<Response<SandboxBody>> {
        self.sandbox.service().oneshot(request).await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        kind: &str,
        body: &Value,
    ) -> Answer {
        let body = if body.is_null() {
            Bytes::new()
        } else {
            Bytes::from(body.to_string())
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, kind)
            .body(Full::new(body))
            .unwrap();
        let response = self.raw(request).await.unwrap();
        let warnings = response
            .headers()
            .get_all(header::WARNING)
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect();
        let code = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Answer {
            code,
            warnings,
            body,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.send(Method::GET, path, "", &Value::Null).await.body
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, "application/json", body)
            .await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, "application/json", body).await
    }

    pub(crate) async fn patch(&self, path: &str, kind: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, kind, body).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, "", &Value::Null).await
    }

    /// Creates a DaemonSet and waits until its status has been written.
    pub(crate) async fn create_daemon_set(&self, daemon_set: &Value) {
        let answer = self.post(DAEMON_SETS, daemon_set).await;
        assert_eq!(answer.code, 201, "{}", answer.body);
    }

    pub(crate) async fn pods(&self) -> Vec<Value> {
        self.get(PODS).await["items"].as_array().unwrap().clone()
    }

    pub(crate) async fn status(&self, name: &str) -> Value {
        self.get(&format!("{DAEMON_SETS}/{name}")).await["status"].clone()
    }

    /// Waits until `done` says so of the DaemonSet.
    pub(crate) async fn until(&self, name: &str, done: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..2000 {
            let daemon_set = self.get(&format!("{DAEMON_SETS}/{name}")).await;
            if done(&daemon_set) {
                return daemon_set;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!(
            "{name} did not get there: {}",
            self.get(&format!("{DAEMON_SETS}/{name}")).await
        );
    }

    pub(crate) async fn until_ready(&self, name: &str, pods: i64) {
        self.until(name, |daemon_set| {
            let status = &daemon_set["status"];
            status["numberAvailable"] == pods
                && status["updatedNumberScheduled"] == pods
                && status["observedGeneration"] == daemon_set["metadata"]["generation"]
        })
        .await;
    }
}

/// A fixed clock and a fixed seed.
pub(crate) fn options() -> SandboxOptions {
    SandboxOptions {
        clock: Clock::starting_at("2026-03-01T12:00:00Z".parse::<Timestamp>().unwrap()),
        ..SandboxOptions::default()
    }
}

/// A DaemonSet `agent` with one container.
pub(crate) fn agent(image: &str) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "agent", "namespace": "default"},
        "spec": {
            "selector": {"matchLabels": {"app": "agent"}},
            "template": {
                "metadata": {"labels": {"app": "agent"}},
                "spec": {"containers": [{"name": "agent", "image": image}]},
            },
        },
    })
}

/// How many of these pods are ready.
pub(crate) fn ready(pods: &[Value]) -> usize {
    pods.iter()
        .filter(|pod| {
            pod["metadata"]["deletionTimestamp"].is_null()
                && pod["status"]["conditions"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
        })
        .count()
}
