//! How long the reads take on clusters of 10,000 and 30,000 daemon pods.
//!
//! The pods are those of 50 DaemonSets on 200 and on 600 nodes; they come over the same lists as
//! from an API server, so what is measured is what the console serves.

use std::{hint::black_box, sync::Arc, time::Duration};

use cluster::{About, Cluster, Credential, ListQuery, Watched};
use contract::ClusterKind;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use http::{Request, Response};
use kube::client::Body;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tower::{BoxError, service_fn};

const DAEMON_SETS: usize = 50;

fn daemon_set(number: usize, nodes: usize) -> Value {
    let name = format!("agent-{number:03}");
    let tier = ["a", "b", "c"][number % 3];
    json!({
        "metadata": {
            "name": name, "namespace": format!("team-{}", number % 10), "uid": format!("uid-{name}"),
            "resourceVersion": "1", "generation": 1, "creationTimestamp": "2026-11-21T00:00:00Z",
            "labels": {"app.kubernetes.io/name": name, "tier": tier},
            "annotations": {"deprecated.daemonset.template.generation": "1"},
        },
        "spec": {"template": {"spec": {"containers": [
            {"name": "main", "image": format!("registry.example.com/{name}:1.2.3")},
        ]}}},
        "status": {
            "observedGeneration": 1, "desiredNumberScheduled": nodes, "currentNumberScheduled": nodes,
            "numberReady": nodes, "updatedNumberScheduled": nodes, "numberAvailable": nodes,
        },
    })
}

fn pod(number: usize, node: usize) -> Value {
    let owner = format!("agent-{number:03}");
    json!({
        "metadata": {
            "name": format!("{owner}-{node:05}"), "namespace": format!("team-{}", number % 10),
            "resourceVersion": "1", "creationTimestamp": "2026-11-21T00:00:00Z",
            "labels": {"controller-revision-hash": "5f7d8c9b4", "pod-template-generation": "1"},
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "DaemonSet", "controller": true,
                "name": owner, "uid": format!("uid-{owner}")}],
        },
        "spec": {"nodeName": format!("node-{node:05}"), "containers": [{"name": "main"}]},
        "status": {
            "phase": "Running",
            "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [{"name": "main", "ready": true, "restartCount": 0,
                "state": {"running": {"startedAt": "2026-11-21T00:00:00Z"}}}],
        },
    })
}

fn node(number: usize) -> Value {
    let name = format!("node-{number:05}");
    json!({"metadata": {"name": name, "labels": {
        "kubernetes.io/hostname": name, "kubernetes.io/os": "linux",
        "topology.kubernetes.io/zone": format!("zone-{}", number % 3),
    }}})
}

/// A cluster with so many nodes, all of whose objects have been read.
fn cluster(runtime: &Runtime, nodes: usize) -> Watched {
    let list = |items: Vec<Value>| {
        json!({"metadata": {"resourceVersion": "1"}, "items": items}).to_string()
    };
    let all = |of: fn(usize, usize) -> Value| {
        (0..DAEMON_SETS)
            .flat_map(|number| (0..nodes).map(move |node| of(number, node)))
            .collect()
    };
    let lists = Arc::new([
        (
            "daemonsets",
            list(
                (0..DAEMON_SETS)
                    .map(|number| daemon_set(number, nodes))
                    .collect(),
            ),
        ),
        ("pods", list(all(pod))),
        ("nodes", list((0..nodes).map(node).collect())),
        ("namespaces", list(vec![])),
    ]);
    let service = service_fn(move |request: Request<Body>| {
        let lists = Arc::clone(&lists);
        async move {
            if request
                .uri()
                .query()
                .is_some_and(|query| query.contains("watch=true"))
            {
                // Nothing changes any more.
                std::future::pending::<()>().await;
            }
            let path = request.uri().path();
            let found = lists.iter().find(|(plural, _)| path.ends_with(plural));
            let body = found.map_or_else(|| "{}".to_owned(), |(_, list)| list.clone());
            Ok::<_, BoxError>(Response::new(Body::from(body.into_bytes())))
        }
    });
    let cluster = runtime.block_on(async {
        let client = kube::Client::new(service, "default");
        let cluster = Cluster::with_client("bench", ClusterKind::Kubernetes, client);
        let credential = Credential::of_kubeconfig();
        let cluster = cluster
            .as_user(&credential)
            .watched(&About::Everything)
            .await;
        let Ok(cluster) = cluster else {
            unreachable!("nothing is asked of a cluster for its own identity");
        };
        while !cluster.is_synced() || cluster.row("team-0", "agent-000").is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // The last change set is published at most 10 ms after the last object was read.
        tokio::time::sleep(Duration::from_millis(50)).await;
        cluster
    });
    let list = cluster.list(&ListQuery::default());
    assert!(list.is_ok_and(|list| list.total as usize == DAEMON_SETS));
    cluster
}

fn reads(criterion: &mut Criterion) {
    let Ok(runtime) = Runtime::new() else { return };
    let mut group = criterion.benchmark_group("reads");
    for nodes in [200, 600] {
        let cluster = cluster(&runtime, nodes);
        let pods = DAEMON_SETS * nodes;
        group.throughput(Throughput::Elements(1));
        let everything = ListQuery::default();
        let search = ListQuery {
            search: Some("agent-04".to_owned()),
            label_selector: Some("tier in (a, b)".to_owned()),
            sort: Some("-ready".to_owned()),
            limit: Some(20),
            ..ListQuery::default()
        };
        for (name, query) in [("list", &everything), ("search", &search)] {
            group.bench_with_input(BenchmarkId::new(name, pods), query, |bencher, query| {
                bencher.iter(|| black_box(cluster.list(black_box(query))));
            });
        }
        group.bench_function(BenchmarkId::new("list as JSON", pods), |bencher| {
            bencher.iter(|| {
                cluster
                    .list(&everything)
                    .map(|list| serde_json::to_vec(&list))
            });
        });
        group.bench_function(BenchmarkId::new("nodes", pods), |bencher| {
            bencher.iter(|| black_box(cluster.nodes("team-0", "agent-000")));
        });
        group.bench_function(BenchmarkId::new("pods", pods), |bencher| {
            bencher.iter(|| black_box(cluster.pods("team-0", "agent-000")));
        });
    }
    group.finish();
}

criterion_group!(benches, reads);
criterion_main!(benches);
