//! Lists: pages, selectors, tables and metadata alone.

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt, Full};
use sandbox::{SandboxOptions, Seed};
use serde_json::{Value, json};

use super::support::{Cluster, DAEMON_SETS, agent, options};

async fn get_as(cluster: &Cluster, path: &str, accept: &str) -> Value {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, accept)
        .body(Full::new(Bytes::new()))
        .unwrap();
    let response = cluster.raw(request).await.unwrap();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test(start_paused = true)]
async fn pages_join_to_the_whole() {
    let cluster = Cluster::start(&SandboxOptions {
        seed: Seed::Nodes,
        nodes: 7,
        ..options()
    });
    let whole = cluster.get("/api/v1/nodes").await;
    let mut joined = Vec::new();
    let mut path = "/api/v1/nodes?limit=3".to_owned();
    loop {
        let page = cluster.get(&path).await;
        assert_eq!(
            page["metadata"]["resourceVersion"],
            whole["metadata"]["resourceVersion"]
        );
        joined.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["metadata"]["continue"].as_str() else {
            break;
        };
        path = format!("/api/v1/nodes?limit=3&continue={next}");
    }
    assert_eq!(Value::from(joined), whole["items"]);
    assert_eq!(
        cluster.get("/api/v1/nodes?continue=nonsense").await["code"],
        400
    );
}

#[tokio::test(start_paused = true)]
async fn selectors_select() {
    let cluster = Cluster::with_nodes(3).await;
    let names = |list: Value| -> Vec<String> {
        let items = list["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["metadata"]["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let by_label = cluster
        .get("/api/v1/nodes?labelSelector=kubernetes.io/hostname%20in%20(n1,n3)")
        .await;
    assert_eq!(names(by_label), ["n1", "n3"]);
    let by_field = cluster
        .get("/api/v1/nodes?fieldSelector=metadata.name%21%3Dn2")
        .await;
    assert_eq!(names(by_field), ["n1", "n3"]);
    cluster.create_daemon_set(&agent("nginx")).await;
    cluster.until_ready("agent", 3).await;
    let on_node = cluster
        .get("/api/v1/pods?fieldSelector=spec.nodeName%3Dn2")
        .await;
    assert_eq!(on_node["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        cluster.get("/api/v1/pods?fieldSelector=foo%3Db").await["code"],
        400
    );
}

#[tokio::test(start_paused = true)]
async fn a_table_has_what_kubectl_prints() {
    let cluster = Cluster::with_nodes(2).await;
    cluster.create_daemon_set(&agent("nginx:1.27")).await;
    cluster.until_ready("agent", 2).await;
    let accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    let table = get_as(&cluster, DAEMON_SETS, accept).await;
    assert_eq!(table["kind"], "Table");
    let cells = table["rows"][0]["cells"].as_array().unwrap();
    assert_eq!(
        cells[..7],
        [
            json!("agent"),
            json!(2),
            json!(2),
            json!(2),
            json!(2),
            json!(2),
            json!("<none>")
        ]
    );
    assert_eq!(
        cells[8..],
        [json!("agent"), json!("nginx:1.27"), json!("app=agent")]
    );
    assert_eq!(table["rows"][0]["object"]["kind"], "PartialObjectMetadata");
}

#[tokio::test(start_paused = true)]
async fn metadata_can_be_had_alone() {
    let cluster = Cluster::with_nodes(1).await;
    let accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    let list = get_as(&cluster, "/api/v1/nodes", accept).await;
    assert_eq!(list["kind"], "PartialObjectMetadataList");
    assert_eq!(list["items"][0]["metadata"]["name"], "n1");
    assert!(list["items"][0].get("status").is_none());
}

#[tokio::test(start_paused = true)]
async fn the_lively_seed_is_the_same_each_time_and_believable() {
    let first = Cluster::start(&options());
    let second = Cluster::start(&options());
    for path in ["/api/v1/nodes", "/api/v1/pods", "/apis/apps/v1/daemonsets"] {
        let list = first.get(path).await;
        assert_eq!(list, second.get(path).await, "{path}");
        assert!(list["items"].as_array().unwrap().len() >= 12, "{path}");
    }
    let status = first
        .get("/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy")
        .await["status"]
        .clone();
    // All but the Windows node and the lost one, whose pod stays and is not ready.
    assert_eq!(
        (&status["desiredNumberScheduled"], &status["numberReady"]),
        (&json!(23), &json!(22))
    );
}
