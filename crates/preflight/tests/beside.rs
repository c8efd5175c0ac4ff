//! What stands beside a DaemonSet in the same text.

use manifest::Document;
use preflight::{Facts, Policy, Report, report, report_object};
use serde_json::{Value, json};

const AGENT: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: team
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      serviceAccountName: agent
      priorityClassName: urgent
      containers:
        - name: agent
          image: agent:1
          resources: {requests: {cpu: 100m}}
          envFrom: [{configMapRef: {name: settings}}]
          env:
            - name: TOKEN
              valueFrom: {secretKeyRef: {name: token, key: value}}
      volumes:
        - name: data
          persistentVolumeClaim: {claimName: data}
";

/// A cluster in which there is a namespace, and nothing in it.
fn empty_cluster() -> Facts {
    let lists = [
        "LimitRange",
        "ResourceQuota",
        "ServiceAccount",
        "ConfigMap",
        "Secret",
        "PersistentVolumeClaim",
        "PriorityClass",
        "Pod",
    ];
    let mut objects: Vec<Value> = lists
        .iter()
        .map(|kind| json!({"kind": format!("{kind}List"), "items": []}))
        .collect();
    objects.push(json!({"kind": "Namespace", "metadata": {"name": "team"}}));
    objects.push(json!({"kind": "Node", "metadata": {"name": "a"}, "status": {"allocatable": {"cpu": "4", "pods": "10"}}}));
    Facts::from_objects(&objects)
}

fn judge(text: &str, facts: &Facts) -> Report {
    report_object(&Document::parse(text), None, facts, &Policy::kubernetes())
}

fn messages(report: &Report) -> String {
    let problems = report.problems.iter();
    let lines = problems.map(|it| format!("{} {}: {}\n", it.reason, it.field, it.message));
    lines.collect()
}

/// One object of core/v1 and some more of it.
fn core(kind: &str, name: &str, rest: &str) -> String {
    format!("---\napiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}}}\n{rest}")
}

#[test]
fn what_is_brought_along_counts_as_there() {
    let facts = empty_cluster();
    let alone = messages(&judge(AGENT, &facts));
    for missing in ["\"agent\" not found", "urgent", "settings", "token", "data"] {
        assert!(alone.contains(missing), "{missing} in {alone}");
    }
    let text = [
        AGENT,
        &core("ServiceAccount", "agent", ""),
        &core("ConfigMap", "settings", "data: {a: b}\n"),
        &core("Secret", "token", "stringData: {value: x}\n"),
        &core("PersistentVolumeClaim", "data", "spec: {accessModes: [ReadWriteOnce]}\n"),
        "---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: urgent}\nvalue: 5\n",
    ]
    .concat();
    let told = messages(&judge(&text, &facts));
    for missing in [
        "\"agent\" not found",
        "urgent",
        "settings",
        "token",
        "\"data\" not found",
    ] {
        assert!(!told.contains(missing), "{missing} in {told}");
    }
    // The same in a list, and in front of it.
    let list = text
        .replace("---\n", "")
        .replace("apiVersion", "- apiVersion");
    let list: String = list
        .lines()
        .map(|line| {
            if line.starts_with('-') {
                format!("{line}\n")
            } else {
                format!("  {line}\n")
            }
        })
        .collect();
    let list = format!("apiVersion: v1\nkind: List\nitems:\n{list}");
    assert_eq!(messages(&judge(&list, &facts)), told.clone());
    // Of another namespace it is not there.
    let elsewhere = text.replace(
        "{name: settings}\ndata",
        "{name: settings, namespace: other}\ndata",
    );
    assert!(messages(&judge(&elsewhere, &facts)).contains("settings"));
}

#[test]
fn what_limits_is_held_to() {
    let facts = empty_cluster();
    let quota = core("ResourceQuota", "none", "spec: {hard: {pods: '0'}}\n");
    assert!(messages(&judge(&format!("{AGENT}{quota}"), &facts)).contains("exceeded quota: none"));
    let limits = core(
        "LimitRange",
        "small",
        "spec: {limits: [{type: Container, max: {cpu: 50m}}]}\n",
    );
    let told = messages(&judge(&format!("{AGENT}{limits}"), &facts));
    assert!(
        told.contains("maximum cpu usage per Container is 50m")
            || told.contains("cpu limit of 50m"),
        "{told}"
    );
    // Also where nothing is known of a cluster.
    let told = messages(&judge(&format!("{AGENT}{quota}"), &Facts::default()));
    assert!(told.contains("exceeded quota: none"), "{told}");
    // A name that is not brought along may well be there then.
    let account = core("ServiceAccount", "other", "");
    let told = messages(&judge(&format!("{AGENT}{account}"), &Facts::default()));
    assert!(!told.contains("not found"), "{told}");
}

#[test]
fn a_namespace_that_is_brought_along_is_empty() {
    let mut facts = empty_cluster();
    facts.namespaces = Some(vec!["team".to_owned()]);
    let text = AGENT.replace("namespace: team", "namespace: fresh");
    assert!(messages(&judge(&text, &facts)).contains("namespaces \"fresh\" not found"));
    let namespace = core("Namespace", "fresh", "");
    let told = messages(&judge(&format!("{text}{namespace}"), &facts));
    assert!(!told.contains("namespaces \"fresh\" not found"), "{told}");
    assert!(told.contains("\"agent\" not found"), "{told}");
    let default = format!(
        "{}{namespace}",
        text.replace("      serviceAccountName: agent\n", "")
    );
    assert!(!messages(&judge(&default, &facts)).contains("serviceaccount"));
}

#[test]
fn services_that_a_create_refuses_are_refused_before_it() {
    let service = |spec: &str| {
        let text = format!(
            "{AGENT}{}",
            core("Service", "agent", &format!("spec: {spec}\n"))
        );
        let report = report(
            &Document::parse(&*text),
            &Facts::default(),
            &Policy::kubernetes(),
        );
        let problems = report.problems.iter();
        let lines = problems.map(|it| (it.line, format!("{}: {}", it.field, it.message)));
        lines.collect::<Vec<_>>()
    };
    assert_eq!(service("{ports: [{port: 80}], selector: {app: agent}}"), []);
    assert_eq!(service("{clusterIP: None}"), []);
    let line = Some(u32::try_from(AGENT.lines().count()).unwrap() + 5);
    for (spec, expected) in [
        ("{}", "spec.ports: Required value"),
        (
            "{ports: [{port: 80}, {port: 81}]}",
            "spec.ports[0].name: Required value",
        ),
        (
            "{ports: [{port: 0}]}",
            "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
        ),
        (
            "{ports: [{port: 80, nodePort: 30080}]}",
            "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
        ),
        (
            "{type: Public, ports: [{port: 80}]}",
            "spec.type: Unsupported value: \"Public\": supported values: \"ClusterIP\", \
             \"ExternalName\", \"LoadBalancer\", \"NodePort\"",
        ),
        ("{type: ExternalName}", "spec.externalName: Required value"),
        (
            "{port: 80}",
            "spec.port: unknown field \"port\": did you mean \"ports\"?",
        ),
    ] {
        let told = service(spec);
        assert!(
            told.contains(&(line, expected.to_owned())),
            "{spec}: {told:?}"
        );
    }
}
