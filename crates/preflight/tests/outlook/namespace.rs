//! What the namespace refuses: quotas, limits, names, classes, Pod Security.

use preflight::Severity;
use preflight::facts::{
    ClaimFacts, ControllerFacts, ImageUse, KeyedFacts, LimitRangeFacts, NamespaceFacts,
};
use serde_json::{Value, json};

use super::{AGENT, facts, judge, node, quota, told};

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
