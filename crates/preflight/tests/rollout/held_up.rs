//! Rollouts that nodes and pods hold up.

use preflight::placement::group::NodeVerdict;

use super::{Node, agent, change, facts, nodes, running, strategy, told, update, verdicts};

#[test]
fn a_node_that_is_not_ready_holds_up_all_others() {
    let facts = facts(&nodes(22, &[Node::LostBorne]));
    let report = change(&facts, "", "");
    let stuck = "stuck at 0 of 23: node-22 is not ready and uses up maxUnavailable 1; \
                 bring the node back or delete it, or set maxUnavailable to 2";
    assert_eq!(told(&report), [stuck]);
    let expected = [(NodeVerdict::Unchanged, 22), (NodeVerdict::Pending, 1)];
    assert_eq!(verdicts(&report), expected);
    assert_eq!(running(&report), 22);
    let report = change(&facts, &strategy("maxUnavailable: 2"), "");
    let stuck = "stuck at 22 of 23: node-22 is not ready; bring the node back or delete it";
    assert_eq!(
        told(&report),
        [
            stuck,
            "22 pods are replaced: 1 that is not available at once, the others 2 at a time, in at least 22 steps"
        ]
    );
}

#[test]
fn a_lost_node_holds_up_others_though_it_gets_no_pod() {
    let report = change(&facts(&nodes(4, &[Node::Lost])), "", "");
    let stuck = "stuck at 0 of 4: node-04 is not ready and uses up maxUnavailable 1; \
                 bring the node back or delete it, or set maxUnavailable to 2";
    assert!(
        told(&report).contains(&stuck.to_owned()),
        "{:?}",
        told(&report)
    );
}

#[test]
fn a_node_that_says_itself_that_it_is_not_ready_keeps_its_pod_available() {
    let facts = facts(&nodes(22, &[Node::Unfit]));
    let report = change(&facts, "", "");
    // The controller may come to it first or last.
    let stuck = "stuck at 0 to 22 of 23: node-22 is not ready and uses up maxUnavailable 1; \
                 bring the node back or delete it, or set maxUnavailable to 2";
    assert_eq!(
        told(&report),
        [
            stuck,
            "0 to 22 pods are replaced, 1 at a time, in at least 1 step"
        ]
    );
    let same = update(&agent("a:1", "", ""), &facts);
    assert_eq!(verdicts(&same), [(NodeVerdict::Unchanged, 23)]);
    assert_eq!(running(&same), 23);
}

#[test]
fn a_pod_that_stays_and_is_not_ready_does_not_run() {
    let others = [Node::Broken, Node::LostBorne];
    let facts = facts(&nodes(3, &others));
    let same = update(&agent("a:1", "", ""), &facts);
    let groups = &same.forecast.as_ref().unwrap().groups;
    let told = groups
        .iter()
        .map(|group| (group.verdict, &*group.reason, group.nodes.len()));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (NodeVerdict::Unchanged, "", 3),
            (NodeVerdict::Unavailable, "PodNotReady", 1),
            (NodeVerdict::Unavailable, "NodeNotReady", 1)
        ]
    );
    assert_eq!(running(&same), 3);
    // An old one that nobody deletes stays as it is, too.
    let on_delete = "  updateStrategy: {type: OnDelete}\n";
    let report = change(&facts, on_delete, "");
    assert_eq!(verdicts(&report)[1..], [(NodeVerdict::Unavailable, 1); 2]);
    assert_eq!(running(&report), 3);
}

#[test]
fn a_pod_that_is_starting_will_run() {
    let mut facts = facts(&nodes(3, &[Node::Broken]));
    facts.own.as_mut().unwrap().pods[3].is_ailing = false;
    let same = update(&agent("a:1", "", ""), &facts);
    assert_eq!(verdicts(&same), [(NodeVerdict::Unchanged, 4)]);
    assert_eq!(running(&same), 4);
}

#[test]
fn broken_pods_are_replaced_at_once() {
    let report = change(&facts(&[Node::Broken; 3]), "", "");
    assert_eq!(told(&report), ["3 pods are replaced, all at once"]);
    let report = change(&facts(&nodes(3, &[Node::Broken, Node::Broken])), "", "");
    assert_eq!(
        told(&report),
        [
            "5 pods are replaced: 2 that are not available at once, the others 1 at a time, in at least 4 steps"
        ]
    );
}

#[test]
fn time_to_become_available_adds_up() {
    let report = change(&facts(&nodes(14, &[])), "  minReadySeconds: 600\n", "");
    assert_eq!(
        told(&report),
        [
            "14 pods are replaced, 1 at a time, in at least 14 steps, which takes at least 2 h 20 min"
        ]
    );
}

#[test]
fn pods_that_stay_pending_use_up_what_may_be_missing() {
    let mut facts = facts(&nodes(22, &[Node::Small; 5]));
    let mut text = agent("a:2", &strategy("maxUnavailable: 3"), "");
    text.push_str("          resources: {requests: {cpu: 2}}\n");
    let found = update(&text, &facts);
    let stuck = "stuck at 0 to 22 of 27: new pods stay Pending on node-22, node-23, node-24, 2 more \
                 (Insufficient cpu) and use up maxUnavailable 3; make room there, or set maxUnavailable to 6";
    assert!(
        told(&found).contains(&stuck.to_owned()),
        "{:?}",
        told(&found)
    );
    assert!(
        told(&found)[1].starts_with("3 to 25 pods are replaced"),
        "{:?}",
        told(&found)
    );
    assert_eq!(running(&found), 24);
    // As many as may be missing, and all others are replaced.
    facts.nodes.as_mut().unwrap().to_mut().truncate(24);
    let found = update(&text, &facts);
    assert!(
        told(&found)
            .iter()
            .any(|told| told.starts_with("stuck at 22 of 24"))
    );
}

#[test]
fn a_node_that_only_keeps_its_pod_loses_it() {
    let report = change(&facts(&nodes(3, &[Node::Tainted])), "", "");
    assert_eq!(
        verdicts(&report),
        [(NodeVerdict::Replaced, 3), (NodeVerdict::Stopped, 1)]
    );
    let facts = facts(&nodes(3, &[Node::Tainted]));
    let same = update(&agent("a:1", "", ""), &facts);
    assert_eq!(
        verdicts(&same),
        [(NodeVerdict::Unchanged, 3), (NodeVerdict::Kept, 1)]
    );
}

#[test]
fn a_node_that_only_keeps_its_pod_may_lose_it_before_the_rollout_stands_still() {
    let facts = facts(&nodes(3, &[Node::Tainted, Node::Small]));
    let mut text = agent("a:2", "", "");
    text.push_str("          resources: {requests: {cpu: 2}}\n");
    let found = update(&text, &facts);
    assert_eq!(
        verdicts(&found),
        [
            (NodeVerdict::Replaced, 3),
            (NodeVerdict::Pending, 1),
            (NodeVerdict::Stopped, 1)
        ]
    );
    // It keeps it where the other node comes first.
    assert_eq!(running(&found), 4);
    let stopped = "the pods on up to 1 node will be deleted, where they may not be any more";
    assert!(
        told(&found).contains(&stopped.to_owned()),
        "{:?}",
        told(&found)
    );
}

#[test]
fn which_of_the_nodes_that_hold_it_up_comes_first_is_chance() {
    // The one may be first or the other, and it stands still at either.
    let facts = facts(&nodes(2, &[Node::Small, Node::Unfit]));
    let mut text = agent("a:2", "", "");
    text.push_str("          resources: {requests: {cpu: 2}}\n");
    let found = update(&text, &facts);
    assert_eq!(
        verdicts(&found),
        [
            (NodeVerdict::Replaced, 2),
            (NodeVerdict::Pending, 1),
            (NodeVerdict::Pending, 1)
        ]
    );
}

#[test]
fn without_a_rollout_only_those_go_that_may_not_stay() {
    let strategy = "  updateStrategy: {type: OnDelete}\n";
    let elsewhere = "      affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: \
                     {nodeSelectorTerms: [{matchExpressions: \
                     [{key: kubernetes.io/hostname, operator: NotIn, values: [node-02]}]}]}}}\n";
    let facts = facts(&nodes(3, &[Node::Tainted]));
    let found = update(&agent("a:2", strategy, elsewhere), &facts);
    let rollout = found.forecast.as_ref().unwrap().rollout.clone().unwrap();
    // That of a node that is chosen no more, and not that of one that is only tainted.
    assert_eq!((rollout.stopped_at_least, rollout.stopped), (1, 1));
    let verdicts = verdicts(&found);
    assert!(
        verdicts.contains(&(NodeVerdict::Stopped, 1)),
        "{verdicts:?}"
    );
    assert!(verdicts.contains(&(NodeVerdict::Kept, 1)), "{verdicts:?}");
}
