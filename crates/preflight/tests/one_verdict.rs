//! The number of nodes that run a pod and what is said of each node: the two never contradict each other.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its facts must stop"
)]

use manifest::Document;
use preflight::facts::{LimitRangeFacts, NamespaceFacts, OwnPod, OwnPods, QuotaFacts};
use preflight::placement::group::NodeVerdict::{self, Contested, Kept, Refused, Runs};
use preflight::{Facts, NodeFacts, Policy, Report, report, report_update};
use serde_json::json;

const AGENT: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: web}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - name: agent
          image: agent:1
          resources: {requests: {memory: 1Gi}, limits: {memory: 2Gi}}
";

fn facts(namespace: NamespaceFacts) -> Facts {
    let nodes = ["a", "b", "c"].map(|name| {
        NodeFacts::from_node(&json!({
            "metadata": {"name": name},
            "status": {"allocatable": {"cpu": "2", "memory": "4Gi", "pods": "10"}},
        }))
    });
    Facts {
        nodes: Some(nodes.into_iter().collect()),
        namespace: Some(NamespaceFacts {
            name: "web".to_owned(),
            ..namespace
        }),
        ..Facts::default()
    }
}

fn quota(pods: u32) -> NamespaceFacts {
    let quota = json!({
        "metadata": {"name": "q"},
        "status": {"hard": {"pods": pods.to_string()}, "used": {"pods": "0"}},
    });
    NamespaceFacts {
        quotas: Some(vec![QuotaFacts::from_resource_quota(&quota)]),
        ..NamespaceFacts::default()
    }
}

fn limit_range() -> NamespaceFacts {
    let range = json!({"metadata": {"name": "l"}, "spec": {"limits": [
        {"type": "Container", "max": {"memory": "1Gi"}},
    ]}});
    NamespaceFacts {
        limit_ranges: Some(vec![LimitRangeFacts::from_limit_range(&range)]),
        ..NamespaceFacts::default()
    }
}

fn judge(text: &str, facts: &Facts) -> Report {
    report(&Document::parse(text), facts, &Policy::kubernetes())
}

/// The groups as verdict, reason and how many nodes; fails if the headline says otherwise.
fn groups(report: &Report) -> Vec<(NodeVerdict, String, usize)> {
    let forecast = report.forecast.as_ref().unwrap();
    let running: usize = forecast
        .groups
        .iter()
        .map(|group| match group.verdict {
            Refused | NodeVerdict::Pending | NodeVerdict::LeftOut | NodeVerdict::Stopped => 0,
            Contested => usize::try_from(group.running.unwrap()).unwrap(),
            _ => group.nodes.len(),
        })
        .sum();
    assert_eq!(forecast.running, Some(u32::try_from(running).unwrap()));
    let groups = forecast.groups.iter();
    groups
        .map(|group| (group.verdict, group.reason.clone(), group.nodes.len()))
        .collect()
}

#[test]
fn refused_pods_turn_their_nodes() {
    let exceeded = "exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0";
    let too_much = "maximum memory usage per Container is 1Gi, but limit is 2Gi";
    for (namespace, expected) in [
        (NamespaceFacts::default(), (Runs, "")),
        (quota(0), (Refused, exceeded)),
        (quota(3), (Runs, "")),
        (limit_range(), (Refused, too_much)),
    ] {
        let (verdict, reason) = expected;
        assert_eq!(
            groups(&judge(AGENT, &facts(namespace))),
            [(verdict, reason.to_owned(), 3)]
        );
    }
}

#[test]
fn a_quota_for_some_leaves_the_rest_to_chance() {
    let report = judge(AGENT, &facts(quota(2)));
    let exceeded = "exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2";
    assert_eq!(groups(&report), [(Contested, exceeded.to_owned(), 3)]);
    let group = &report.forecast.unwrap().groups[0];
    assert_eq!((group.running, group.most), (Some(2), Some(2)));
}

#[test]
fn an_update_that_is_refused_takes_one_pod_and_leaves_the_others() {
    let stored = judge(AGENT, &Facts::default()).object.unwrap();
    let text = AGENT.replace("agent:1", "agent:2");
    let mut facts = facts(limit_range());
    let own = |node: &str| {
        OwnPod::from_pod(&json!({
            "spec": {"nodeName": node, "containers": [
                {"resources": {"requests": {"memory": "1Gi"}}},
            ]},
            "status": {"conditions": [{"type": "Ready", "status": "True"}]},
        }))
    };
    facts.own = Some(OwnPods {
        namespace: "web".to_owned(),
        name: "agent".to_owned(),
        at: 0,
        pods: ["a", "b", "c"].into_iter().filter_map(own).collect(),
        templates: Vec::new(),
    });
    let report = report_update(
        &Document::parse(&text),
        &stored,
        &facts,
        &Policy::kubernetes(),
    );
    let told: Vec<_> = groups(&report)
        .into_iter()
        .map(|(verdict, _, nodes)| (verdict, nodes))
        .collect();
    assert_eq!(told, [(Refused, 1), (Kept, 2)]);
}

#[test]
fn what_cannot_be_read_of_the_placement_is_not_left_out_of_it() {
    let with = |field: &str| {
        let field = format!("      {field}\n      containers:");
        AGENT.replace("      containers:", &field)
    };
    for (text, is_placed) in [
        (with("nodeSelector: {disk: ssd}"), true),
        (with("nodeSelector: {disk: [ssd]}"), false),
        (with("nodeSelector: ssd"), false),
        (with("tolerations: {operator: Exists}"), false),
        (with("affinity: {nodeAffinity: 5}"), false),
        (with("hostNetwork: 5"), false),
        (with("nodeName: 5"), false),
        (with("nodeSelector: {disk: ssd"), false),
        // What is wrong elsewhere changes nothing.
        (with("hostname: 5"), true),
    ] {
        let report = judge(&text, &facts(NamespaceFacts::default()));
        assert_eq!(!report.placement.is_empty(), is_placed, "{text}");
        if !is_placed {
            assert_eq!(report.forecast, None, "{text}");
            assert!(!report.accepted, "{text}");
        }
    }
}
