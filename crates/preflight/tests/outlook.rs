//! The report with facts: what is forecast of the pods, and in which of the three layers it is told.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its facts must stop"
)]

use manifest::Document;
use preflight::facts::{
    ClaimFacts, ControllerFacts, ImageUse, KeyedFacts, LimitRangeFacts, NamespaceFacts, NodeUse,
    OwnPod, OwnPods, PodUse, PriorityClassFacts, QuotaFacts,
};
use preflight::placement::group::NodeVerdict;
use preflight::{Facts, NodeFacts, Policy, Report, Severity, Source, report, report_update};
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

fn of_namespace(namespace: NamespaceFacts) -> Vec<String> {
    let report = judge(AGENT, &facts(vec![node("a", 0, None)], namespace));
    assert_eq!(
        report.accepted,
        report
            .problems
            .iter()
            .all(|problem| problem.severity != Severity::Error)
    );
    told(&report)
}

fn quota(hard: &Value, used: &Value) -> NamespaceFacts {
    let quota = json!({"metadata": {"name": "q"}, "status": {"hard": hard, "used": used}});
    NamespaceFacts {
        quotas: Some(vec![QuotaFacts::from_resource_quota(&quota)]),
        ..NamespaceFacts::default()
    }
}

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
fn quota_counts_every_node() {
    let nodes = || {
        (0..5)
            .map(|number| node(&format!("node-{number}"), 0, None))
            .collect()
    };
    let judged = |hard: Value, used: Value| judge(AGENT, &facts(nodes(), quota(&hard, &used)));
    let enough = judged(
        json!({"requests.cpu": "3"}),
        json!({"requests.cpu": "500m"}),
    );
    assert_eq!(told(&enough), [""; 0]);
    let quota = &enough.forecast.unwrap().quotas[0];
    assert_eq!((quota.wanted, quota.allowed), (5, 5));
    assert_eq!(quota.resources[0].added, "2500m");
    let short = judged(
        json!({"requests.cpu": "2"}),
        json!({"requests.cpu": "500m"}),
    );
    assert_eq!(
        told(&short),
        [
            "warning admission QuotaExceeded spec.template.spec.containers: quota for 3 of 5 pods: \
          pods \"agent-\" is forbidden: exceeded quota: q, requested: requests.cpu=500m, used: requests.cpu=2, limited: requests.cpu=2"
        ]
    );
    assert!(short.accepted);
    let silent = judged(json!({"limits.cpu": "9"}), json!({"limits.cpu": "0"}));
    assert_eq!(
        told(&silent),
        [
            "warning admission QuotaExceeded spec.template.spec.containers: quota for 0 of 5 pods: \
          pods \"agent-\" is forbidden: failed quota: q: must specify limits.cpu for: agent"
        ]
    );
    let full = judged(
        json!({"count/daemonsets.apps": "2"}),
        json!({"count/daemonsets.apps": "2"}),
    );
    assert!(!full.accepted);
    assert_eq!(
        told(&full),
        [
            "error admission QuotaExceeded metadata.namespace: daemonsets.apps \"agent\" is forbidden: \
          exceeded quota: q, requested: count/daemonsets.apps=1, used: count/daemonsets.apps=2, limited: count/daemonsets.apps=2"
        ]
    );
}

#[test]
fn limits_and_names_refuse_pods() {
    let range = json!({
        "metadata": {"name": "l"},
        "spec": {"limits": [{"type": "Container", "max": {"memory": "1Gi"}}]},
    });
    let told = of_namespace(NamespaceFacts {
        limit_ranges: Some(vec![LimitRangeFacts::from_limit_range(&range)]),
        service_accounts: Some(vec!["other".to_owned()]),
        ..NamespaceFacts::default()
    });
    assert_eq!(
        told,
        [
            "warning admission NotFound spec.template.spec.serviceAccountName: pods \"agent-\" is forbidden: \
             error looking up service account web/default: serviceaccount \"default\" not found",
            "warning admission LimitRange spec.template.spec.containers: pods \"agent-\" is forbidden: \
             maximum memory usage per Container is 1Gi, but limit is 2Gi",
        ]
    );
}

#[test]
fn classes_that_are_not_there_refuse_pods() {
    let text = AGENT.replace(
        "      containers:",
        "      priorityClassName: high\n      runtimeClassName: kata\n      containers:",
    );
    let mut facts = facts(vec![node("a", 0, None)], NamespaceFacts::default());
    assert_eq!(told(&judge(&text, &facts)), [""; 0]);
    facts.priority_classes = Some(Vec::new());
    facts.runtime_classes = Some(Vec::new());
    assert_eq!(
        told(&judge(&text, &facts)),
        [
            "warning admission NotFound spec.template.spec.priorityClassName: pods \"agent-\" is forbidden: \
             no PriorityClass with name high was found",
            "warning admission NotFound spec.template.spec.runtimeClassName: pods \"agent-\" is forbidden: \
             pod rejected: RuntimeClass \"kata\" not found",
        ]
    );
    let system = text
        .replace("high", "system-node-critical")
        .replace("runtimeClassName: kata", "");
    assert_eq!(told(&judge(&system, &facts)), [""; 0]);
}

#[test]
fn what_the_template_refers_to_must_be_there() {
    let text = AGENT.replace(
        "          resources:",
        "          env:
            - {name: A, valueFrom: {configMapKeyRef: {name: settings, key: a}}}
            - {name: B, valueFrom: {configMapKeyRef: {name: settings, key: b}}}
            - {name: C, valueFrom: {secretKeyRef: {name: gone, key: c, optional: true}}}
            - {name: D, valueFrom: {secretKeyRef: {name: hidden, key: d}}}
          envFrom:
            - secretRef: {name: gone}
          resources:",
    );
    let settings = json!({"metadata": {"name": "settings"}, "data": {"a": ""}});
    let hidden = json!({"metadata": {"name": "hidden"}, "type": "Opaque"});
    let namespace = NamespaceFacts {
        config_maps: Some(vec![KeyedFacts::from_config_map(&settings)]),
        secrets: Some(vec![KeyedFacts::from_secret(&hidden)]),
        ..NamespaceFacts::default()
    };
    let container = "spec.template.spec.containers[0]";
    assert_eq!(
        told(&judge(&text, &facts(vec![node("a", 0, None)], namespace))),
        [
            format!(
                "warning admission NotFound {container}.env[1].valueFrom.configMapKeyRef.key: \
                 couldn't find key b in ConfigMap in namespace web: the containers wait until it is there"
            ),
            format!(
                "warning admission NotFound {container}.envFrom[0].secretRef.name: \
                 secret \"gone\" not found in namespace web: the containers wait until it is there"
            ),
        ]
    );
}

#[test]
fn pod_security_of_the_namespace_is_told_by_mode() {
    let with = |labels: &[(&str, &str)]| NamespaceFacts {
        labels: Some(
            labels
                .iter()
                .map(|(mode, level)| {
                    (
                        format!("pod-security.kubernetes.io/{mode}"),
                        (*level).to_owned(),
                    )
                })
                .collect(),
        ),
        ..NamespaceFacts::default()
    };
    let reasons = |labels: &[(&str, &str)]| {
        let told = of_namespace(with(labels));
        told.iter()
            .map(|line| {
                line.split_whitespace()
                    .take(3)
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(reasons(&[("enforce", "baseline")]), [""; 0]);
    assert_eq!(
        reasons(&[("enforce", "restricted")]),
        ["warning admission PodSecurity"]
    );
    assert_eq!(
        reasons(&[("warn", "restricted"), ("audit", "restricted")]),
        [
            "warning admission PodSecurityWarn",
            "info admission PodSecurityAudit"
        ]
    );
    let told = of_namespace(with(&[
        ("enforce", "restricted"),
        ("enforce-version", "v1.30"),
    ]));
    assert!(
        told[0].contains("pods \"agent-\" is forbidden: violates PodSecurity \"restricted:v1.30\": allowPrivilegeEscalation"),
        "{told:?}"
    );
}

#[test]
fn others_of_the_kind_are_told_of() {
    let controller = |kind: &str, app: &str| {
        ControllerFacts::from_controller(
            kind,
            &json!({
                "metadata": {"name": "other"},
                "spec": {
                    "selector": {"matchLabels": {"app": app}},
                    "template": {"metadata": {"labels": {"app": app}}},
                },
            }),
        )
    };
    let alone = json!({"metadata": {"name": "alone", "labels": {"app": "agent"}}});
    let namespace = NamespaceFacts {
        controllers: Some(vec![
            controller("Deployment", "site"),
            controller("ReplicaSet", "agent"),
            ControllerFacts::from_pod(&alone),
        ]),
        ..NamespaceFacts::default()
    };
    let mut facts = facts(vec![node("a", 0, None)], namespace);
    let images = |daemon_set: &str| ImageUse {
        daemon_set: daemon_set.to_owned(),
        images: vec!["agent:1".to_owned()],
    };
    facts.images = Some(vec![images("web/agent"), images("kube-system/agent")]);
    assert_eq!(
        told(&judge(AGENT, &facts)),
        [
            "warning cluster SelectorOverlap spec.selector: the selector also matches the pods of ReplicaSet \"other\"",
            "warning cluster SelectorOverlap spec.selector: the selector matches 1 pod that nothing controls and that is adopted (alone); as they are of another template, they are replaced",
            "info cluster SameImage spec.template.spec.containers[0].image: DaemonSet kube-system/agent runs this image too",
        ]
    );
    facts.images = Some(["a/a", "b/b", "c/c", "d/d", "e/e"].map(images).to_vec());
    let many = told(&judge(AGENT, &facts));
    let said = "DaemonSets a/a, b/b, c/c and 2 more run this image too";
    assert!(many.iter().any(|line| line.ends_with(said)), "{many:?}");
}

#[test]
fn a_claim_for_one_node_is_pointed_out() {
    let text = AGENT.replace(
        "      containers:",
        "      volumes:\n        - {name: data, persistentVolumeClaim: {claimName: data}}\n      containers:",
    );
    let claim = json!({
        "metadata": {"name": "data"},
        "spec": {"accessModes": ["ReadWriteOnce"]},
        "status": {"phase": "Bound"},
    });
    let namespace = NamespaceFacts {
        claims: Some(vec![ClaimFacts::from_claim(&claim, None, None)]),
        ..NamespaceFacts::default()
    };
    let on = |names: &[&str]| {
        let nodes = names.iter().map(|name| node(name, 0, None)).collect();
        let report = judge(&text, &facts(nodes, namespace.clone()));
        let reasons = report.problems.into_iter().map(|problem| problem.reason);
        reasons.collect::<Vec<_>>()
    };
    // How many volumes a node can attach is not known, of whatever claim.
    assert_eq!(on(&["a", "b"]), ["SharedClaim", "Unknown"]);
    assert_eq!(on(&["a"]), ["Unknown"]);
}

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
    let why = "no right to list resourcequotas".to_owned();
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
