//! The report with facts: what is forecast of the pods, and in which of the three layers it is told.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its facts must stop"
)]

mod change;
mod namespace;
mod nodes;

use manifest::Document;
use preflight::facts::{NamespaceFacts, NodeUse, PodUse, QuotaFacts};
use preflight::{Facts, NodeFacts, Policy, Report, report};
use serde_json::{Value, json};

const AGENT: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: web
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
        - name: agent
          image: agent:1
          resources:
            requests: {cpu: 500m, memory: 1Gi}
            limits: {memory: 2Gi}
";

/// A node of 2 cores and 4Gi on which pods request so many thousandths of a core.
fn node(name: &str, used: u32, taint: Option<&str>) -> NodeFacts {
    let taints = taint.map_or(
        json!([]),
        |key| json!([{"key": key, "effect": "NoSchedule"}]),
    );
    let mut node = NodeFacts::from_node(&json!({
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}},
        "spec": {"taints": taints},
        "status": {"allocatable": {"cpu": "2", "memory": "4Gi", "pods": "10"}},
    }));
    let mut taken = NodeUse::default();
    if used > 0 {
        taken.add(&PodUse::from_pod(&pod(name, used)).unwrap());
    }
    node.used = Some(taken);
    node
}

fn pod(node: &str, cpu: u32) -> Value {
    json!({"spec": {"nodeName": node, "containers": [
        {"resources": {"requests": {"cpu": format!("{cpu}m")}}},
    ]}})
}

fn facts(nodes: Vec<NodeFacts>, namespace: NamespaceFacts) -> Facts {
    Facts {
        nodes: Some(nodes.into()),
        namespace: Some(NamespaceFacts {
            name: "web".to_owned(),
            ..namespace
        }),
        ..Facts::default()
    }
}

fn judge(text: &str, facts: &Facts) -> Report {
    report(&Document::parse(text), facts, &Policy::kubernetes())
}

/// Each problem as `severity source reason field: message`.
fn told(report: &Report) -> Vec<String> {
    let problems = report.problems.iter();
    problems
        .map(|problem| {
            let word = |value: Value| value.as_str().unwrap_or_default().to_owned();
            let severity = word(serde_json::to_value(problem.severity).unwrap());
            let source = word(serde_json::to_value(problem.source).unwrap());
            let (reason, field) = (&problem.reason, &problem.field);
            format!("{severity} {source} {reason} {field}: {}", problem.message)
        })
        .collect()
}

fn quota(hard: &Value, used: &Value) -> NamespaceFacts {
    let quota = json!({"metadata": {"name": "q"}, "status": {"hard": hard, "used": used}});
    NamespaceFacts {
        quotas: Some(vec![QuotaFacts::from_resource_quota(&quota)]),
        ..NamespaceFacts::default()
    }
}
