//! What happens on the nodes, and how many pods run in the end.

use preflight::Facts;
use preflight::facts::{NamespaceFacts, PriorityClassFacts};
use preflight::placement::group::NodeVerdict;
use serde_json::json;

use super::{AGENT, facts, judge, node, quota, told};

#[test]
fn without_facts_nothing_is_forecast() {
    let report = judge(AGENT, &Facts::default());
    assert_eq!(report.forecast, None);
    let printed = serde_json::to_value(&report).unwrap();
    assert_eq!(printed.get("forecast"), None);
    assert_eq!(report.problems, []);
}

#[test]
fn nodes_are_grouped_by_what_happens_there() {
    let nodes = vec![
        node("a", 0, None),
        node("b", 1600, None),
        node("c", 0, Some("dedicated")),
        node("d", 1000, None),
    ];
    let report = judge(AGENT, &facts(nodes, NamespaceFacts::default()));
    let forecast = report.forecast.as_ref().unwrap();
    let groups: Vec<_> = forecast
        .groups
        .iter()
        .map(|group| (group.verdict, group.reason.as_str(), group.nodes.as_slice()))
        .collect();
    assert_eq!(
        groups,
        [
            (NodeVerdict::Runs, "", &[0, 3][..]),
            (NodeVerdict::Pending, "Insufficient cpu", &[1][..]),
            (NodeVerdict::LeftOut, "taint dedicated:NoSchedule", &[2][..]),
        ]
    );
    assert_eq!(
        report.placement[1].pending.as_ref().unwrap().detail,
        "insufficient cpu (400m of 500m)"
    );
    assert_eq!(
        told(&report),
        [
            "warning scheduling Pending spec.template.spec.containers[0].resources.requests[cpu]: pods will stay Pending on 1 node: Insufficient cpu"
        ]
    );
    let cpu = &forecast.resources[0];
    assert_eq!(
        (
            cpu.resource.as_str(),
            cpu.total_request.as_str(),
            cpu.total_limit.as_str()
        ),
        ("cpu", "1500m", "")
    );
    assert_eq!(
        (cpu.free.as_str(), cpu.least_free.as_str()),
        ("3400m", "400m")
    );
    assert_eq!(cpu.least_free_node, "b");
    assert_eq!(forecast.resources[1].total_limit, "6Gi");
}

#[test]
fn no_node_at_all_is_a_warning() {
    let facts = facts(vec![node("a", 0, Some("x"))], NamespaceFacts::default());
    assert_eq!(
        told(&judge(AGENT, &facts)),
        [
            "warning placement NoNodes spec.template.spec: no pod will be made: none of 1 node gets one"
        ]
    );
}

#[test]
fn preemption_is_told() {
    let class = json!({"metadata": {"name": "high"}, "value": 1000});
    let mut facts = facts(vec![node("a", 1800, None)], NamespaceFacts::default());
    facts.priority_classes = Some(vec![PriorityClassFacts::from_priority_class(&class)]);
    let text = AGENT.replace(
        "      containers:",
        "      priorityClassName: high\n      containers:",
    );
    assert_eq!(
        told(&judge(&text, &facts)),
        [
            "warning scheduling Preempts spec.template.spec.containers[0].resources.requests[cpu]: \
          pods of lower priority will be deleted on 1 node to make room: Insufficient cpu"
        ]
    );
}

#[test]
fn what_is_not_known_is_said() {
    let mut facts = facts(vec![node("a", 0, None)], NamespaceFacts::default());
    let why = manifest::Message::from("no right to list resourcequotas");
    facts
        .unknown
        .insert("resourcequotas".to_owned(), why.clone());
    let report = judge(AGENT, &facts);
    let unknown = report.forecast.unwrap().unknown;
    assert_eq!(unknown.get("resourcequotas"), Some(&why));
    assert_eq!(report.problems, []);
}

#[test]
fn the_number_of_pods_that_run_is_what_everybody_leaves_of_it() {
    let three = || {
        vec![
            node("a", 0, None),
            node("b", 0, None),
            node("c", 1800, None),
        ]
    };
    let outlook = |namespace| {
        let report = judge(AGENT, &facts(three(), namespace));
        let forecast = report.forecast.unwrap();
        (forecast.running, forecast.refused.is_some())
    };
    // One has no room.
    assert_eq!(outlook(NamespaceFacts::default()), (Some(2), false));
    let small = quota(&json!({"pods": "1"}), &json!({"pods": "0"}));
    assert_eq!(outlook(small), (Some(1), false));
    let large = quota(&json!({"pods": "10"}), &json!({"pods": "0"}));
    assert_eq!(outlook(large), (Some(2), false));
    let strict = NamespaceFacts {
        labels: Some(
            [(
                "pod-security.kubernetes.io/enforce".to_owned(),
                "restricted".to_owned(),
            )]
            .into(),
        ),
        ..NamespaceFacts::default()
    };
    assert_eq!(outlook(strict), (Some(0), true));
    let unknown = judge(
        AGENT,
        &Facts {
            nodes: None,
            ..facts(Vec::new(), NamespaceFacts::default())
        },
    );
    assert_eq!(unknown.forecast.unwrap().running, None);
}

#[test]
fn what_keeps_pods_waiting_is_told_at_its_field_whatever_it_is_called() {
    let namespace = || NamespaceFacts {
        resource_claims: Some(Vec::new()),
        ..NamespaceFacts::default()
    };
    // Words of other reasons, as names.
    for name in ["volumes", "free-ports", "pod-affinity"] {
        let claims = format!("      resourceClaims: [{{name: a, resourceClaimName: {name}}}]\n");
        let text = AGENT.replace(
            "      containers:\n",
            &format!("{claims}      containers:\n"),
        );
        let report = judge(&text, &facts(vec![node("a", 0, None)], namespace()));
        let mut problems = report.problems.iter();
        let waits = problems
            .find(|problem| problem.reason == "Pending")
            .unwrap();
        assert_eq!(waits.field, "spec.template.spec.resourceClaims", "{name}");
    }
}
