//! `TestApp`: the whole console without a port.

mod call;
mod faults;
mod heard;
mod provider;
mod start;
pub(crate) mod stores;

use std::time::Duration;

use axum::Router;
use cluster::Watched;
use http::{Method, Request, header};
use sandbox::Sandbox;
use serde_json::Value;
use server::app::App;
use tokio_util::sync::CancellationToken;

pub(crate) use call::{Answer, Call};
pub(crate) use heard::Heard;
pub(crate) use provider::Provider;
pub(crate) use start::home;

/// The token of every test's console.
pub(crate) const TOKEN: &str = "test-token-0123456789abcdef";

/// The seed of a test that draws: `EVERYNODE_TEST_SEED`, else a new one; printed, so that a run can be repeated.
#[expect(clippy::print_stdout, reason = "who repeats a run needs its seed")]
pub(crate) fn seed() -> u64 {
    let given = std::env::var("EVERYNODE_TEST_SEED");
    let seed = given.map_or_else(|_| fastrand::u64(..), |seed| seed.parse().unwrap());
    println!("EVERYNODE_TEST_SEED={seed}");
    seed
}

/// How long the cluster may take for what a test waits for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The console, its cluster and a namespace that belongs to one test.
pub(crate) struct TestApp {
    pub(crate) router: Router,
    /// What the console has watched.
    pub(crate) cluster: Watched,
    /// The cluster's name in paths.
    pub(crate) name: String,
    /// The test's own namespace.
    pub(crate) namespace: String,
    pub(crate) stopping: CancellationToken,
    /// None where the cluster is a real one.
    pub(crate) sandbox: Option<Sandbox>,
    /// For what the console has no routes for: namespaces.
    client: kube::Client,
    /// What its handlers reach.
    pub(crate) app: App,
}

impl TestApp {
    /// A token of one of the console's admins, who has no right in the cluster.
    pub(crate) async fn token_of_console_admin(&self) -> String {
        let namespace = console_of(&self.namespace);
        let body = serde_json::json!({"metadata": {"name": namespace}});
        self.cluster_request("POST", "/api/v1/namespaces", &body)
            .await;
        self.token_in(&namespace, "auditor", &[]).await
    }

    /// A token of a new service account with these bindings: a namespace (empty: all) and the name of a cluster role.
    pub(crate) async fn token_of(&self, name: &str, bindings: &[(&str, &str)]) -> String {
        self.token_in(&self.namespace, name, bindings).await
    }

    async fn token_in(&self, home: &str, name: &str, bindings: &[(&str, &str)]) -> String {
        let accounts = format!("/api/v1/namespaces/{home}/serviceaccounts");
        let account = serde_json::json!({"metadata": {"name": name}});
        self.cluster_request("POST", &accounts, &account).await;
        for (number, (namespace, role)) in bindings.iter().enumerate() {
            let binding = serde_json::json!({
                "metadata": {"name": format!("{}-{name}-{number}", self.namespace)},
                "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": home}],
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
            });
            let place = match *namespace {
                "" => "clusterrolebindings".to_owned(),
                namespace => format!("namespaces/{namespace}/rolebindings"),
            };
            let path = format!("/apis/rbac.authorization.k8s.io/v1/{place}");
            self.cluster_request("POST", &path, &binding).await;
        }
        let path = format!("{accounts}/{name}/token");
        let wanted = serde_json::json!({"spec": {"expirationSeconds": 3600}});
        let made = self.cluster_request("POST", &path, &wanted).await;
        made["status"]["token"].as_str().unwrap().to_owned()
    }

    /// A request of somebody, by his token.
    pub(crate) fn person(&self, token: &str, method: Method, path: &str) -> Call<'_> {
        self.call(method, path)
            .header("authorization", &format!("Bearer {token}"))
    }

    /// The names of the DaemonSets that the test's namespace holds, as the cluster itself says.
    pub(crate) async fn daemonsets(&self) -> Vec<String> {
        self.names("/apis/apps/v1", "daemonsets").await
    }

    /// The names of its Services.
    pub(crate) async fn services(&self) -> Vec<String> {
        self.names("/api/v1", "services").await
    }

    /// The rows of the audit trail, the first first, at most a hundred.
    pub(crate) async fn audit_rows(&self) -> Vec<Value> {
        let audit = self.get("/api/v1/audit?limit=100").await.expect(200).json();
        let mut rows = audit["items"].as_array().unwrap().clone();
        rows.reverse();
        rows
    }

    async fn names(&self, group: &str, plural: &str) -> Vec<String> {
        let path = format!("{group}/namespaces/{}/{plural}", self.namespace);
        let list = self.cluster_request("GET", &path, &Value::Null).await;
        let items = list["items"].as_array().unwrap().iter();
        items
            .map(|item| item["metadata"]["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// A request to the cluster itself, past the console.
    pub(crate) async fn cluster_request(&self, method: &str, path: &str, body: &Value) -> Value {
        self.try_cluster_request(method, path, body).await.unwrap()
    }

    /// The same, where the cluster may refuse.
    pub(crate) async fn try_cluster_request(
        &self,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value, kube::Error> {
        request(&self.client, method, path, body).await
    }

    /// Waits until something is so.
    pub(crate) async fn eventually(&self, what: &str, is_so: impl Fn() -> bool) {
        let start = std::time::Instant::now();
        while !is_so() {
            assert!(start.elapsed() < PATIENCE, "in vain: {what}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// A request of this test; add headers, then [`Call::send`].
    pub(crate) fn call(&self, method: Method, path: &str) -> Call<'_> {
        Call::new(self, method, path)
    }

    /// Signed in by the token, as programs are.
    pub(crate) fn signed_in(&self, method: Method, path: &str) -> Call<'_> {
        self.call(method, path)
            .header("authorization", &format!("Bearer {TOKEN}"))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.signed_in(Method::GET, path).send("").await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.signed_in(Method::DELETE, path).send("").await
    }

    /// Creates a manifest in the test's namespace.
    pub(crate) async fn create(&self, manifest: &str) -> Answer {
        self.signed_in(Method::POST, &self.collection())
            .header("content-type", "application/yaml")
            .send(manifest.to_owned())
            .await
    }

    /// Where DaemonSets of the test's namespace are created.
    pub(crate) fn collection(&self) -> String {
        contract::path::namespaced_daemonsets(&self.name, &self.namespace)
    }

    /// One DaemonSet of the test's namespace.
    pub(crate) fn object(&self, name: &str) -> String {
        contract::path::daemonset(&self.name, &self.namespace, name)
    }
}

async fn request(
    client: &kube::Client,
    method: &str,
    path: &str,
    body: &Value,
) -> Result<Value, kube::Error> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(body.to_string().into_bytes())
        .unwrap();
    client.request(request).await
}

/// The namespace whose service accounts are admins of the console.
fn console_of(namespace: &str) -> String {
    format!("{namespace}-console")
}

/// What a row of the audit trail says in these fields, with blanks between them.
pub(crate) fn words(row: &Value, fields: &[&str]) -> String {
    let words: Vec<&str> = fields
        .iter()
        .map(|field| row[field].as_str().unwrap())
        .collect();
    words.join(" ")
}

/// A DaemonSet that any cluster takes.
pub(crate) fn manifest(name: &str) -> String {
    format!(
        "apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: {name} # a comment
spec:
  selector:
    matchLabels: {{app: {name}}}
  template:
    metadata:
      labels: {{app: {name}}}
    spec:
      containers:
        - name: agent
          image: registry.example/agent:1.0
"
    )
}
