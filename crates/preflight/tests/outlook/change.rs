//! What a change of a DaemonSet does to its pods.

use manifest::Document;
use preflight::facts::{NamespaceFacts, OwnPod, OwnPods, PodUse};
use preflight::placement::group::NodeVerdict;
use preflight::{Facts, Policy, Source, report_update};

use super::{AGENT, facts, judge, node, pod, told};

/// Facts in which the agent has its pods on these nodes, each of which is full with it.
fn running(nodes: &[(&str, Option<&str>)]) -> Facts {
    let own = |name: &str| OwnPod {
        used: PodUse::from_pod(&pod(name, 1800)).unwrap(),
        is_bound: true,
        ready_since: Some(0),
        ..OwnPod::default()
    };
    Facts {
        own: Some(OwnPods {
            namespace: "web".to_owned(),
            name: "agent".to_owned(),
            at: 0,
            pods: nodes.iter().map(|(name, _)| own(name)).collect(),
            templates: Vec::new(),
        }),
        ..facts(
            nodes
                .iter()
                .map(|(name, taint)| node(name, 1800, *taint))
                .collect(),
            NamespaceFacts::default(),
        )
    }
}

#[test]
fn a_change_replaces_pods_in_steps() {
    let stored = judge(AGENT, &Facts::default()).object.unwrap();
    let mut facts = running(&[("a", None), ("b", None), ("c", None)]);
    let nodes = facts.nodes.as_mut().unwrap().to_mut();
    nodes.push(node("d", 0, None));
    let update = |text: &str, facts: &Facts| {
        report_update(
            &Document::parse(text),
            &stored,
            facts,
            &Policy::kubernetes(),
        )
    };
    let same = update(
        &AGENT.replace(
            "spec:\n  selector",
            "spec:\n  minReadySeconds: 3\n  selector",
        ),
        &facts,
    );
    let rollout = same.forecast.clone().unwrap().rollout.unwrap();
    assert!(!rollout.changes_pods);
    assert_eq!(
        (rollout.started, rollout.replaced, rollout.steps),
        (1, 0, None)
    );
    assert_eq!(told(&same), [""; 0]);
    let changed = update(&AGENT.replace("agent:1", "agent:2"), &facts);
    let rollout = changed.forecast.clone().unwrap().rollout.unwrap();
    assert_eq!(
        (rollout.started, rollout.replaced, rollout.stopped),
        (1, 3, 0)
    );
    assert_eq!(rollout.steps.unwrap().max_unavailable, 1);
    assert_eq!(
        told(&changed),
        [
            "info rollout Rollout spec.updateStrategy: 3 pods are replaced, 1 at a time, in at least 3 steps"
        ]
    );
    // The old pod gives its room only where it goes first.
    let surge = AGENT.replace("agent:1", "agent:2").replace(
        "spec:\n  selector",
        "spec:\n  updateStrategy: {rollingUpdate: {maxSurge: 2, maxUnavailable: 0}}\n  selector",
    );
    let reasons: Vec<_> = update(&surge, &facts)
        .problems
        .iter()
        .map(|problem| problem.reason.clone())
        .collect();
    assert_eq!(reasons, ["RolloutStuck"]);
}

#[test]
fn a_change_that_takes_pods_away_is_a_warning() {
    let stored = judge(AGENT, &Facts::default()).object.unwrap();
    let facts = running(&[("a", None), ("b", Some("dedicated"))]);
    let text = AGENT.replace(
        "      containers:",
        "      nodeSelector: {gone: x}\n      containers:",
    );
    let report = report_update(
        &Document::parse(text),
        &stored,
        &facts,
        &Policy::kubernetes(),
    );
    let groups: Vec<_> = report
        .forecast
        .as_ref()
        .unwrap()
        .groups
        .iter()
        .map(|group| (group.verdict, group.detail.clone()))
        .collect();
    assert_eq!(groups, [(NodeVerdict::Stopped, "label gone=x".to_owned())]);
    let sources: Vec<_> = report
        .problems
        .iter()
        .map(|problem| (problem.source, problem.reason.as_str()))
        .collect();
    assert_eq!(
        sources,
        [
            (Source::Placement, "NoNodes"),
            (Source::Rollout, "PodsStopped")
        ]
    );
    // A taint that only keeps new pods away lets the old one stay.
    let kept = report_update(
        &Document::parse(AGENT),
        &stored,
        &facts,
        &Policy::kubernetes(),
    );
    let groups: Vec<_> = kept
        .forecast
        .unwrap()
        .groups
        .iter()
        .map(|group| group.verdict)
        .collect();
    assert_eq!(groups, [NodeVerdict::Unchanged, NodeVerdict::Kept]);
}
