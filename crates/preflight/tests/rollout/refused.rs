//! Rollouts whose pods are refused.

use manifest::Document;
use preflight::facts::{LimitRangeFacts, QuotaFacts};
use preflight::placement::group::NodeVerdict;
use preflight::{Policy, Report, report_update};
use serde_json::json;

use super::{Node, agent, change, facts, nodes, running, stored, strategy, told, update, verdicts};

/// A change whose pods ask for more than they may.
fn refused(nodes: &[Node], spec: &str, pod: &str) -> Report {
    let mut facts = facts(nodes);
    let range = json!({
        "metadata": {"name": "l"},
        "spec": {"limits": [{"type": "Container", "max": {"cpu": "1"}}]},
    });
    let namespace = facts.namespace.as_mut().unwrap();
    namespace.limit_ranges = Some(vec![LimitRangeFacts::from_limit_range(&range)]);
    let mut text = agent("a:2", spec, pod);
    text.push_str("          resources: {limits: {cpu: 2}}\n");
    update(&text, &facts)
}

#[test]
fn where_no_pod_may_be_left_over_none_is_said_to_stay() {
    // The pod of the node that is left may take up one of the three, or not.
    let elsewhere = "      affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: \
                     {nodeSelectorTerms: [{matchExpressions: \
                     [{key: kubernetes.io/hostname, operator: NotIn, values: [node-03]}]}]}}}\n";
    let report = refused(&nodes(4, &[]), &strategy("maxUnavailable: 3"), elsewhere);
    let expected = [(NodeVerdict::Refused, 3), (NodeVerdict::Stopped, 1)];
    assert_eq!(verdicts(&report), expected);
    assert!(told(&report)[1].starts_with("the pods on 1 node will be deleted"));
}

#[test]
fn a_pod_that_may_stay_may_go_before_the_rollout_stands_still() {
    let report = refused(
        &nodes(5, &[Node::Tainted]),
        &strategy("maxUnavailable: 1"),
        "",
    );
    let verdicts = verdicts(&report);
    assert!(
        verdicts.contains(&(NodeVerdict::Stopped, 1)),
        "{verdicts:?}"
    );
    let rollout = report.forecast.as_ref().unwrap().rollout.clone().unwrap();
    assert_eq!((rollout.stopped_at_least, rollout.stopped), (0, 1));
    assert!(told(&report)[1].starts_with("the pods on up to 1 node will be deleted"));
}

#[test]
fn refused_pods_replace_nothing() {
    let report = refused(&nodes(6, &[]), &strategy("maxUnavailable: 2"), "");
    let expected = [(NodeVerdict::Refused, 2), (NodeVerdict::Kept, 4)];
    assert_eq!(verdicts(&report), expected);
    assert_eq!(running(&report), 4);
    let rollout = report.forecast.as_ref().unwrap().rollout.clone().unwrap();
    assert_eq!((rollout.replaced, rollout.stuck.unwrap().done), (0, 0));
    assert!(
        told(&report)[0]
            .starts_with("stuck at 0 of 6: new pods are refused: pods \"agent-\" is forbidden")
    );
}

#[test]
fn a_quota_of_pods_lets_each_through_that_takes_the_place_of_another() {
    let mut facts = facts(&nodes(6, &[]));
    let quota = json!({
        "metadata": {"name": "q"},
        "spec": {"hard": {"pods": "6"}},
        "status": {"hard": {"pods": "6"}, "used": {"pods": "6"}},
    });
    facts.namespace.as_mut().unwrap().quotas = Some(vec![QuotaFacts::from_resource_quota(&quota)]);
    let in_place = change(&facts, "", "");
    assert_eq!(
        told(&in_place),
        ["6 pods are replaced, 1 at a time, in at least 6 steps"]
    );
    assert_eq!(running(&in_place), 6);
    let surge = change(&facts, &strategy("maxSurge: 1, maxUnavailable: 0"), "");
    assert!(
        told(&surge)[0].starts_with("stuck at 0 of 6: new pods are refused"),
        "{:?}",
        told(&surge)
    );
}

#[test]
fn new_pods_that_ask_for_more_use_a_quota_up_bit_by_bit() {
    let mut facts = facts(&nodes(3, &[]));
    let quota = json!({
        "metadata": {"name": "few"},
        "spec": {"hard": {"requests.cpu": "600m"}},
        "status": {"hard": {"requests.cpu": "600m"}, "used": {"requests.cpu": "300m"}},
    });
    facts.namespace.as_mut().unwrap().quotas = Some(vec![QuotaFacts::from_resource_quota(&quota)]);
    let asking = |image: &str, cpu: &str| {
        let text = agent(image, &strategy("maxSurge: 1, maxUnavailable: 0"), "");
        let image = format!("image: {image}\n");
        let requests = format!("{image}          resources: {{requests: {{cpu: {cpu}}}}}\n");
        text.replace(&image, &requests)
    };
    let stored = stored(&asking("a:1", "100m"));
    let change = |cpu: &str| {
        let document = Document::parse(asking("a:2", cpu));
        report_update(&document, &stored, &facts, &Policy::kubernetes())
    };
    // One finds room beside three old pods, one more beside two, and none beside the last.
    let report = change("200m");
    let said = &told(&report)[0];
    assert!(
        said.starts_with("stuck at 2 of 3: new pods are refused"),
        "{said}"
    );
    let report = change("100m");
    let said = &told(&report)[0];
    assert!(
        said.starts_with("3 pods are replaced, 1 at a time"),
        "{said}"
    );
}
