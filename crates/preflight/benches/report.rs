//! What the verdict costs: a typical manifest, a long one, and the forecast for many nodes.

#[path = "report/typical.rs"]
mod typical;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use manifest::Document;
use preflight::facts::{NamespaceFacts, NodeUse, PodUse, QuotaFacts};
use preflight::{Facts, NodeFacts, Policy};
use serde_json::json;
use typical::manifest;

/// Such nodes with so many pods on each, in a namespace with a quota: one in eight is full.
fn busy(count: usize, pods: usize) -> Facts {
    let mut nodes = nodes(count);
    for (number, node) in nodes.iter_mut().enumerate() {
        let allocatable = json!({"cpu": "16", "memory": "64Gi", "pods": "110"});
        let cpu = if number.is_multiple_of(8) { 600 } else { 200 };
        let mut used = NodeUse::default();
        for pod in 0..pods {
            let pod = json!({"spec": {
                "nodeName": node.name,
                "priority": if pod < 4 { 2_000_001_000 } else { 0 },
                "containers": [{
                    "resources": {"requests": {"cpu": format!("{cpu}m"), "memory": "512Mi"}},
                    "ports": [{"containerPort": 1, "hostPort": if pod < 4 { 9100 + pod } else { 0 }}],
                }],
            }});
            if let Some(pod) = PodUse::from_pod(&pod) {
                used.add(&pod);
            }
        }
        node.allocatable = Some(preflight::facts::Amounts::from_resource_list(&allocatable));
        node.used = Some(used);
    }
    let quota = json!({"metadata": {"name": "quota"}, "status": {
        "hard": {"requests.cpu": "400", "pods": "10000"},
        "used": {"requests.cpu": "10", "pods": "20"},
    }});
    Facts {
        nodes: Some(nodes.into()),
        namespace: Some(NamespaceFacts {
            name: "monitoring".to_owned(),
            quotas: Some(vec![QuotaFacts::from_resource_quota(&quota)]),
            limit_ranges: Some(Vec::new()),
            ..NamespaceFacts::default()
        }),
        ..Facts::default()
    }
}

/// Nodes of which every third has a taint.
fn nodes(count: usize) -> Vec<NodeFacts> {
    let node = |number: usize| {
        let taints = if number.is_multiple_of(3) {
            json!([{"key": "dedicated", "value": "gpu", "effect": "NoExecute"}])
        } else {
            json!([])
        };
        NodeFacts::from_node(&json!({
            "metadata": {"name": format!("node-{number}"), "labels": {
                "kubernetes.io/hostname": format!("node-{number}"),
                "kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "topology.kubernetes.io/zone": format!("zone-{}", number % 3),
            }},
            "spec": {"taints": taints},
        }))
    };
    (0..count).map(node).collect()
}

fn benchmarks(criterion: &mut Criterion) {
    let policy = Policy::kubernetes();
    for (name, containers) in [("100 lines", 4), ("1,000 lines", 49)] {
        let text = manifest(containers);
        let facts = Facts::default();
        criterion.bench_function(&format!("parse and judge {name}"), |bencher| {
            bencher.iter(|| {
                let document = Document::parse(black_box(text.as_str()));
                preflight::report(&document, &facts, &policy)
            });
        });
    }
    let document = Document::parse(manifest(4));
    for (name, count) in [("1,000 nodes", 1_000), ("5,000 nodes", 5_000)] {
        let facts = Facts {
            nodes: Some(nodes(count).into()),
            ..Facts::default()
        };
        criterion.bench_function(&format!("judge and place on {name}"), |bencher| {
            bencher.iter(|| preflight::report(black_box(&document), &facts, &policy));
        });
        let facts = busy(count, 30);
        criterion.bench_function(&format!("judge and forecast on {name}"), |bencher| {
            bencher.iter(|| preflight::report(black_box(&document), &facts, &policy));
        });
    }
}

criterion_group!(benches, benchmarks);
criterion_main!(benches);
