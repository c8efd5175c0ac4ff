//! The forecast of a change: what stands on the nodes decides how it goes.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its facts must stop"
)]

use manifest::Document;
use preflight::facts::{
    ControllerFacts, LimitRangeFacts, NamespaceFacts, NodeUse, OwnPod, OwnPods, PodUse, QuotaFacts,
};
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
fn told(report: &Report) -> Vec<&str> {
    let problems = report.problems.iter();
    let of_rollout = problems.filter(|problem| problem.source == preflight::Source::Rollout);
    of_rollout.map(|problem| problem.message.as_str()).collect()
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
    assert!(told(&report).contains(&stuck), "{:?}", told(&report));
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
    assert!(told(&found).contains(&stuck), "{:?}", told(&found));
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
fn a_surge_beside_a_port_of_the_node_replaces_nothing() {
    let port = "      hostNetwork: false\n";
    let surge = strategy("maxSurge: 1, maxUnavailable: 0");
    let mut text = agent("a:2", &surge, port);
    text.push_str("          ports: [{containerPort: 80, hostPort: 8080}]\n");
    let facts = facts(&nodes(3, &[]));
    let at_create = report(
        &Document::parse(&*text),
        &Facts {
            own: None,
            ..facts.clone()
        },
        &Policy::kubernetes(),
    );
    let conflict = "with maxSurge the new pod of an update waits for port 8080/TCP of the node, which the old one \
                    holds: no pod will ever be replaced; use maxUnavailable instead";
    assert_eq!(told(&at_create), [conflict]);
    let update = update(&text, &facts);
    assert_eq!(verdicts(&update), [(NodeVerdict::Unchanged, 3)]);
    assert_eq!(running(&update), 3);
    assert!(
        told(&update)[0]
            .starts_with("stuck at 0 of 3: new pods stay Pending on node-00, node-01, node-02")
    );
    assert!(told(&update)[0].ends_with("or use maxUnavailable instead of maxSurge"));
}

#[test]
fn a_surge_beside_its_own_anti_affinity_replaces_nothing() {
    let term = "{labelSelector: {matchLabels: {app: agent}}, topologyKey: kubernetes.io/hostname}";
    let pod = format!(
        "      affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{term}]}}}}\n"
    );
    let surge = strategy("maxSurge: 1, maxUnavailable: 0");
    let facts = Facts {
        own: None,
        ..facts(&nodes(3, &[]))
    };
    let at = |spec: &str, pod: &str| {
        let text = agent("a:1", spec, pod);
        let found = report(&Document::parse(text), &facts, &Policy::kubernetes());
        told(&found)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert!(
        at(&surge, &pod)[0]
            .starts_with("with maxSurge the new pod of an update waits for the old one")
    );
    assert_eq!(at("", &pod), [""; 0]);
    // Of other revisions it keeps nobody away.
    let own = pod.replace(
        "topologyKey",
        "matchLabelKeys: [controller-revision-hash], topologyKey",
    );
    assert_eq!(at(&surge, &own), [""; 0]);
}

#[test]
fn refused_pods_replace_nothing() {
    let mut facts = facts(&nodes(6, &[]));
    let range = json!({
        "metadata": {"name": "l"},
        "spec": {"limits": [{"type": "Container", "max": {"cpu": "1"}}]},
    });
    let namespace = facts.namespace.as_mut().unwrap();
    namespace.limit_ranges = Some(vec![LimitRangeFacts::from_limit_range(&range)]);
    let mut text = agent("a:2", &strategy("maxUnavailable: 2"), "");
    text.push_str("          resources: {limits: {cpu: 2}}\n");
    let report = update(&text, &facts);
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
    let said = told(&report)[0];
    assert!(
        said.starts_with("stuck at 2 of 3: new pods are refused"),
        "{said}"
    );
    let report = change("100m");
    let said = told(&report)[0];
    assert!(
        said.starts_with("3 pods are replaced, 1 at a time"),
        "{said}"
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
        .map(|problem| problem.message.as_str())
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
