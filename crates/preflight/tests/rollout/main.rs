//! The forecast of a change: what stands on the nodes decides how it goes.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its facts must stop"
)]

mod held_up;
mod refused;
mod surge;
mod under_way;

use manifest::Document;
use preflight::facts::{NamespaceFacts, NodeUse, OwnPod, OwnPods, PodUse};
use preflight::placement::group::NodeVerdict;
use preflight::{Facts, NodeFacts, Policy, Report, report, report_update};
use serde_json::{Value, json};

/// What is special of a node.
#[derive(Clone, Copy, PartialEq)]
enum Node {
    Well,
    /// Its pod is not ready.
    Broken,
    /// It is not ready, with the taints that say so.
    Lost,
    /// It is not ready, and the pods tolerate that.
    LostBorne,
    /// Its kubelet says itself that it is not ready, and the pods tolerate that.
    Unfit,
    /// A pod of 2 cores has no room.
    Small,
    /// It may keep a pod and would get none.
    Tainted,
}

/// A DaemonSet with more lines in its spec and in that of its pods.
fn agent(image: &str, spec: &str, pod: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {{name: agent, namespace: web}}\nspec:\n  \
         selector:\n    matchLabels: {{app: agent}}\n{spec}  template:\n    metadata:\n      labels: {{app: agent}}\n    \
         spec:\n{pod}      containers:\n        - name: main\n          image: {image}\n"
    )
}

fn facts(nodes: &[Node]) -> Facts {
    let name = |position: usize| format!("node-{position:02}");
    let node = |(position, node): (usize, &Node)| {
        let taint = |key: &str, effect: &str| json!({"key": key, "effect": effect});
        let (ready, taints) = match node {
            Node::Lost => (
                "Unknown",
                json!([
                    taint("node.kubernetes.io/unreachable", "NoSchedule"),
                    taint("node.kubernetes.io/unreachable", "NoExecute")
                ]),
            ),
            Node::LostBorne => ("Unknown", json!([])),
            Node::Unfit => ("False", json!([])),
            Node::Tainted => ("True", json!([taint("later", "NoSchedule")])),
            _ => ("True", json!([])),
        };
        let cpu = if *node == Node::Small { "1" } else { "8" };
        let mut facts = NodeFacts::from_node(&json!({
            "metadata": {"name": name(position), "labels": {"kubernetes.io/hostname": name(position)}},
            "spec": {"taints": taints},
            "status": {
                "allocatable": {"cpu": cpu, "memory": "4Gi", "pods": "10"},
                "conditions": [{"type": "Ready", "status": ready}],
            },
        }));
        let mut taken = NodeUse::default();
        taken.add(&PodUse::from_pod(&pod(&name(position), "True")).unwrap());
        facts.used = Some(taken);
        facts
    };
    let own = |(position, node): (usize, &Node)| {
        let is_ready = !matches!(node, Node::Broken | Node::Lost | Node::LostBorne);
        let ready = if is_ready { "True" } else { "False" };
        OwnPod::from_pod(&pod(&name(position), ready)).unwrap()
    };
    Facts {
        nodes: Some(nodes.iter().enumerate().map(node).collect()),
        namespace: Some(NamespaceFacts {
            name: "web".to_owned(),
            ..NamespaceFacts::default()
        }),
        own: Some(OwnPods {
            namespace: "web".to_owned(),
            name: "agent".to_owned(),
            at: 1_800_000_000,
            pods: nodes.iter().enumerate().map(own).collect(),
            templates: Vec::new(),
        }),
        ..Facts::default()
    }
}

fn pod(node: &str, ready: &str) -> Value {
    json!({
        "metadata": {"labels": {"pod-template-generation": "1", "controller-revision-hash": "a"}},
        "spec": {"nodeName": node, "containers": [{"ports": [{"containerPort": 80, "hostPort": 8080}]}]},
        "status": {"phase": "Running", "conditions": [
            {"type": "Ready", "status": ready, "lastTransitionTime": "2026-01-01T00:00:00Z"},
        ]},
    })
}

/// Changes the image, with these lines in both specs.
fn change(facts: &Facts, spec: &str, pod: &str) -> Report {
    update(&agent("a:2", spec, pod), facts)
}

/// Puts this in the place of the plain one.
fn update(text: &str, facts: &Facts) -> Report {
    let document = Document::parse(text);
    let stored = stored(&agent("a:1", "", ""));
    report_update(&document, &stored, facts, &Policy::kubernetes())
}

/// A manifest as the API server stores it.
fn stored(text: &str) -> Value {
    let (nothing, policy) = (Facts::default(), Policy::kubernetes());
    let report = report(&Document::parse(text), &nothing, &policy);
    report.object.unwrap()
}

fn strategy(fields: &str) -> String {
    format!("  updateStrategy: {{rollingUpdate: {{{fields}}}}}\n")
}

/// What is said of the rollout.
fn told(report: &Report) -> Vec<String> {
    let problems = report.problems.iter();
    let of_rollout = problems.filter(|problem| problem.source == preflight::Source::Rollout);
    of_rollout
        .map(|problem| problem.message.to_string())
        .collect()
}

fn verdicts(report: &Report) -> Vec<(NodeVerdict, usize)> {
    let groups = &report.forecast.as_ref().unwrap().groups;
    let groups = groups.iter();
    groups
        .map(|group| (group.verdict, group.nodes.len()))
        .collect()
}

fn running(report: &Report) -> u32 {
    report.forecast.as_ref().unwrap().running.unwrap()
}

/// So many nodes that are well, and others.
fn nodes(well: usize, others: &[Node]) -> Vec<Node> {
    let mut nodes = vec![Node::Well; well];
    nodes.extend(others);
    nodes
}
