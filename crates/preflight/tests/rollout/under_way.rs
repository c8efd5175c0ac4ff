//! Rollouts that began before, and pods that are adopted.

use manifest::Document;
use preflight::facts::ControllerFacts;
use preflight::placement::group::NodeVerdict;
use preflight::{Facts, Policy, report, report_update};
use serde_json::json;

use super::{Node, agent, facts, nodes, pod, running, stored, strategy, told, update, verdicts};

#[test]
fn pods_that_are_adopted_are_one_finding() {
    let orphan = |number: usize| {
        let mut orphan = pod("node-00", "True");
        orphan["metadata"]["name"] = json!(format!("old-{number:03}"));
        orphan["metadata"]["labels"]["app"] = json!("agent");
        ControllerFacts::from_pod(&orphan)
    };
    let mut facts = Facts {
        own: None,
        ..facts(&nodes(3, &[]))
    };
    facts.namespace.as_mut().unwrap().controllers = Some((0..746).map(orphan).collect());
    let report = report(
        &Document::parse(agent("a:2", "", "")),
        &facts,
        &Policy::kubernetes(),
    );
    let found: Vec<_> = report
        .problems
        .iter()
        .map(|problem| problem.message.to_string())
        .collect();
    assert_eq!(
        found,
        [
            "the selector matches 746 pods that nothing controls and that are adopted (old-000, old-001, old-002, 743 \
          more); made by the first template of a DaemonSet they count as up to date, and keep their image until they \
          are deleted"
        ]
    );
}

#[test]
fn a_rollout_that_is_under_way_goes_on() {
    // One pod is of the current template already; nothing is changed but how many may be missing.
    let mut facts = facts(&nodes(4, &[]));
    let own = facts.own.as_mut().unwrap();
    own.pods[0].generation = "2".to_owned();
    own.pods[0].revision = "b".to_owned();
    let text = agent("a:2", "", "");
    let mut stored = report(
        &Document::parse(text),
        &Facts::default(),
        &Policy::kubernetes(),
    )
    .object
    .unwrap();
    stored["metadata"]["annotations"] = json!({"deprecated.daemonset.template.generation": "2"});
    let document = Document::parse(agent("a:2", &strategy("maxUnavailable: 2"), ""));
    let report = report_update(&document, &stored, &facts, &Policy::kubernetes());
    let rollout = report.forecast.as_ref().unwrap().rollout.clone().unwrap();
    assert!(!rollout.changes_pods);
    assert_eq!((rollout.replaced, rollout.steps.unwrap().waves), (3, 2));
    assert_eq!(
        verdicts(&report),
        [(NodeVerdict::Unchanged, 1), (NodeVerdict::Replaced, 3)]
    );
}

#[test]
fn a_new_pod_that_is_not_ready_holds_up_what_is_under_way() {
    let mut facts = facts(&nodes(3, &[Node::Broken]));
    let own = facts.own.as_mut().unwrap();
    own.pods[3].generation = "2".to_owned();
    own.pods[3].revision = "b".to_owned();
    let mut stored = stored(&agent("a:2", "", ""));
    stored["metadata"]["annotations"] = json!({"deprecated.daemonset.template.generation": "2"});
    let document = Document::parse(agent("a:2", "  minReadySeconds: 1\n", ""));
    let report = report_update(&document, &stored, &facts, &Policy::kubernetes());
    assert_eq!(
        told(&report),
        [
            "stuck at 0 of 4: new pods are not ready on node-03 and use up maxUnavailable 1; \
             see what keeps them, or set maxUnavailable to 2"
        ]
    );
    assert_eq!(
        verdicts(&report),
        [(NodeVerdict::Unchanged, 3), (NodeVerdict::Unavailable, 1)]
    );
    assert_eq!(running(&report), 3);
}

#[test]
fn back_to_an_earlier_template_pods_of_it_are_up_to_date() {
    let mut facts = facts(&[Node::Well; 3]);
    let own = facts.own.as_mut().unwrap();
    for (pod, revision) in own.pods.iter_mut().zip(["first", "first", "second"]) {
        revision.clone_into(&mut pod.revision);
    }
    // As a revision keeps it, with what is empty.
    own.templates = vec![(
        "first".to_owned(),
        json!({
            "metadata": {"creationTimestamp": null, "labels": {"app": "agent"}},
            "spec": stored(&agent("agent:1", "", ""))["spec"]["template"]["spec"],
        }),
    )];
    own.templates[0].1["spec"]["containers"][0]["resources"] = json!({});
    let current = stored(&agent("agent:2", "", ""));
    let replaced = |image: &str, facts: &Facts| {
        let document = Document::parse(agent(image, "", ""));
        let report = report_update(&document, &current, facts, &Policy::kubernetes());
        report.forecast.unwrap().rollout.unwrap().replaced
    };
    assert_eq!(replaced("agent:1", &facts), 1);
    assert_eq!(replaced("agent:3", &facts), 3);
    // As it goes over the wire.
    let facts = Facts::from_value(&facts.to_value());
    assert_eq!(replaced("agent:1", &facts), 1);
}

#[test]
fn what_is_missing_at_first_and_what_is_replaced_become_available_together() {
    let mut facts = facts(&nodes(5, &[]));
    facts.own.as_mut().unwrap().pods.pop();
    let spec = format!("{}  minReadySeconds: 2\n", strategy("maxUnavailable: 3"));
    let found = update(&agent("a:2", &spec, ""), &facts);
    let rollout = found.forecast.as_ref().unwrap().rollout.clone().unwrap();
    assert_eq!((rollout.started, rollout.replaced), (1, 4));
    // Two are replaced beside the one that is missing, and then the other two.
    assert_eq!(rollout.seconds, 4);
    assert_eq!(rollout.steps.map(|steps| steps.waves), Some(2));
}
