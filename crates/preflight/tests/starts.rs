//! Pods that are made and never start, or are never made: said before, at the place that decides it, and what
//! cannot be known is said to be unknown.

use manifest::Document;
use preflight::{Facts, Policy, Questions, Report, Severity, report};
use serde_json::{Value, json};

/// A DaemonSet whose pods have this spec besides a container.
fn manifest(spec: &Value) -> Value {
    let mut manifest = json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "ds", "namespace": "n"},
        "spec": {"selector": {"matchLabels": {"app": "a"}}, "template": {
            "metadata": {"labels": {"app": "a"}},
            "spec": {"containers": [{"name": "c", "image": "img:1"}]},
        }},
    });
    for (field, value) in spec.as_object().into_iter().flatten() {
        manifest["spec"]["template"]["spec"][field] = value.clone();
    }
    manifest
}

/// Two nodes, and what else there is.
fn objects(others: &[Value]) -> Vec<Value> {
    let node = |name: &str| {
        json!({
            "kind": "Node",
            "metadata": {"name": name, "labels": {"zone": name}},
            "status": {"allocatable": {"cpu": "4", "memory": "4Gi", "pods": "10"}},
        })
    };
    let mut objects = vec![node("a"), node("b")];
    objects.extend_from_slice(others);
    objects
}

fn judge(manifest: &Value, others: &[Value]) -> Report {
    let objects = objects(others);
    let mut facts = Facts::from_objects(&objects);
    let questions = Questions::of(manifest).neighbours;
    facts.answer(&objects, "n", &questions);
    // As it goes over the wire.
    let facts = Facts::from_value(&facts.to_value());
    let document = Document::parse(manifest.to_string());
    report(&document, &facts, &Policy::kubernetes())
}

/// The groups of nodes, then each problem of these reasons with its place.
fn told(report: &Report, reasons: &[&str]) -> Vec<String> {
    let groups = report.forecast.iter().flat_map(|forecast| &forecast.groups);
    let groups = groups.map(|group| {
        format!("{:?} {:?} {}", group.verdict, group.nodes, group.reason)
            .trim_end()
            .to_owned()
    });
    let problems = report.problems.iter();
    let problems = problems.filter(|problem| reasons.contains(&problem.reason.as_str()));
    let problems = problems.map(|problem| format!("{}: {}", problem.path, problem.message));
    groups.chain(problems).collect()
}

const SPEC: &str = "spec.template.spec";

#[test]
fn gates_and_schedulers_keep_pods_waiting() {
    let gated = manifest(&json!({"schedulingGates": [{"name": "example.com/g"}]}));
    assert_eq!(
        told(&judge(&gated, &[]), &["SchedulingGated"]),
        [
            "Pending [0, 1] Scheduling is blocked due to non-empty scheduling gates".to_owned(),
            format!(
                "{SPEC}.schedulingGates: the pods stay Pending until something takes the scheduling gates from \
                 each of them"
            ),
        ]
    );
    let other = manifest(&json!({"schedulerName": "mine"}));
    let told = told(&judge(&other, &[]), &["UnknownScheduler"]);
    assert_eq!(
        told[1..],
        [format!(
            "{SPEC}.schedulerName: whether a scheduler \"mine\" runs is not known: without it the pods stay Pending"
        )]
    );
}

#[test]
fn claims_of_devices_are_missing_or_unknown() {
    let claims = manifest(&json!({"resourceClaims": [
        {"name": "nic", "resourceClaimTemplateName": "one-nic"},
        {"name": "shared", "resourceClaimName": "shared-gpu"},
    ]}));
    let list = |kind: &str, names: &[&str]| {
        let items = names
            .iter()
            .map(|name| json!({"metadata": {"name": name, "namespace": "n"}}));
        json!({"kind": format!("{kind}List"), "items": items.collect::<Vec<_>>()})
    };
    let (template, claim) = ("ResourceClaimTemplate", "ResourceClaim");
    let nothing_known = judge(&claims, &[]);
    assert_eq!(
        told(&nothing_known, &["NotFound", "Unknown"]),
        [
            "Runs [0, 1]".to_owned(),
            format!(
                "{SPEC}.resourceClaims[0]: each pod gets a claim, and runs only where a device for it is free: \
                 which nodes these are is not known"
            ),
            format!(
                "{SPEC}.resourceClaims[1]: all pods share this claim, and run only where its devices are: which \
                 nodes these are is not known"
            ),
        ]
    );
    let unknown = nothing_known.forecast.map(|forecast| forecast.unknown);
    assert!(unknown.is_some_and(|unknown| unknown.contains_key("resourceslices")));
    let missing = judge(&claims, &[list(template, &["one-nic"]), list(claim, &[])]);
    assert_eq!(
        told(&missing, &["NotFound"]),
        [
            "Pending [0, 1] resourceclaim \"shared-gpu\" not found".to_owned(),
            format!(
                "{SPEC}.resourceClaims[1].resourceClaimName: resourceclaim \"shared-gpu\" not found: \
                 the pods stay Pending until it is there"
            ),
        ]
    );
    let there = judge(
        &claims,
        &[list(template, &["one-nic"]), list(claim, &["shared-gpu"])],
    );
    assert_eq!(told(&there, &["NotFound"]), ["Runs [0, 1]"]);
}

#[test]
fn claims_of_devices_wait_for_their_class() {
    let claims = manifest(&json!({"resourceClaims": [
        {"name": "nic", "resourceClaimTemplateName": "one-nic"},
    ]}));
    let template = |requests: Value| {
        json!({
            "kind": "ResourceClaimTemplate", "metadata": {"name": "one-nic", "namespace": "n"},
            "spec": {"spec": {"devices": {"requests": requests}}},
        })
    };
    let class = json!({"kind": "DeviceClass", "metadata": {"name": "nic"}});
    let place = format!("{SPEC}.resourceClaims[0].resourceClaimTemplateName");
    for (requests, missing) in [
        (
            json!([{"name": "one", "exactly": {"deviceClassName": "nic"}}]),
            None,
        ),
        (
            json!([{"name": "one", "exactly": {"deviceClassName": "gone"}}]),
            Some("request one: device class gone does not exist"),
        ),
        (
            json!([{"name": "one", "firstAvailable": [
                {"name": "fast", "deviceClassName": "nic"}, {"name": "slow", "deviceClassName": "gone"},
            ]}]),
            Some("request one/slow: device class gone does not exist"),
        ),
    ] {
        let report = judge(&claims, &[template(requests), class.clone()]);
        let expected = match missing {
            None => vec!["Runs [0, 1]".to_owned()],
            Some(missing) => vec![
                format!("Pending [0, 1] {missing}"),
                format!("{place}: {missing}: the pods stay Pending until it is there"),
            ],
        };
        assert_eq!(told(&report, &["NotFound"]), expected);
    }
}

#[test]
fn claims_of_storage_are_refused_or_made_by_nobody() {
    let ephemeral = manifest(
        &json!({"volumes": [{"name": "v", "ephemeral": {"volumeClaimTemplate": {
            "spec": {
                "accessModes": ["ReadWriteOnce"], "storageClassName": "local",
                "resources": {"requests": {"storage": "2Gi"}},
            },
        }}}]}),
    );
    let class = json!({
        "kind": "StorageClass", "metadata": {"name": "local"},
        "provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "WaitForFirstConsumer",
    });
    let range = json!({"kind": "LimitRange", "metadata": {"name": "l", "namespace": "n"}, "spec": {"limits": [
        {"type": "PersistentVolumeClaim", "max": {"storage": "1Gi"}, "min": {"storage": "3Gi"}},
    ]}});
    let report = judge(&ephemeral, &[class, range]);
    assert_eq!(
        told(&report, &["NoProvisioner", "LimitRange", "Unknown"])[1..],
        [
            format!(
                "{SPEC}.volumes[0].ephemeral: the claims of the pods are not made, and they stay Pending: \
                 persistentvolumeclaims \"ds-…-v\" is forbidden: [minimum storage usage per \
                 PersistentVolumeClaim is 3Gi, but request is 2Gi, maximum storage usage per \
                 PersistentVolumeClaim is 1Gi, but request is 2Gi]"
            ),
            format!(
                "{SPEC}.volumes[0].ephemeral: storageclass \"local\" makes no volumes: each pod stays Pending \
                 unless a volume is there for it on its node"
            ),
            format!("{SPEC}.volumes[0]: how many volumes a node can still attach is not known"),
        ]
    );
}

#[test]
fn without_a_revision_no_pod_is_made() {
    let quota = |used: &str| {
        json!({"kind": "ResourceQuota", "metadata": {"name": "q", "namespace": "n"}, "status": {
            "hard": {"count/controllerrevisions.apps": "2"},
            "used": {"count/controllerrevisions.apps": used},
        }})
    };
    let refused = |used: &str| {
        let report = judge(&manifest(&json!({})), &[quota(used)]);
        assert!(report.accepted, "the DaemonSet itself is taken");
        let refused = report.forecast.and_then(|forecast| forecast.refused);
        refused.map(|words| {
            let said = report
                .problems
                .iter()
                .map(|problem| problem.message.to_string());
            let whole = said
                .filter(|message| message.ends_with(&words))
                .collect::<Vec<_>>();
            (words, whole)
        })
    };
    assert_eq!(refused("1"), None);
    // The API server's own words, and what they mean at the place where it is told.
    let words = "controllerrevisions.apps \"ds-…\" is forbidden: exceeded quota: q, requested: \
                 count/controllerrevisions.apps=1, used: count/controllerrevisions.apps=2, limited: \
                 count/controllerrevisions.apps=2";
    let whole =
        format!("no pod is made, because the controller cannot write down the revision: {words}");
    assert_eq!(refused("2"), Some((words.to_owned(), vec![whole])));
}

#[test]
fn a_namespace_on_its_way_out_takes_nothing() {
    let namespace = json!({
        "kind": "Namespace", "metadata": {"name": "n"}, "status": {"phase": "Terminating"},
    });
    let report = judge(&manifest(&json!({})), &[namespace]);
    let errors = report.problems.iter();
    let errors = errors.filter(|problem| problem.severity == Severity::Error);
    let errors: Vec<_> = errors
        .map(|problem| format!("{}: {}", problem.field, problem.message))
        .collect();
    assert_eq!(
        errors,
        [
            "metadata.namespace: daemonsets.apps \"ds\" is forbidden: unable to create new content in namespace n \
             because it is being terminated"
        ]
    );
}

#[test]
fn finalizers_of_the_template_hold_back_what_comes_next() {
    let mut manifest = manifest(&json!({}));
    manifest["spec"]["template"]["metadata"]["finalizers"] = json!(["example.com/f"]);
    let report = judge(&manifest, &[]);
    assert_eq!(
        told(&report, &["Finalizers"])[1..],
        [
            "spec.template.metadata.finalizers: every pod gets finalizer \"example.com/f\": a deleted one stays \
             Terminating, and nothing takes its place, until something takes the finalizer away"
        ]
    );
}

#[test]
fn pods_among_the_objects_answer_what_a_manifest_asks_of_them() {
    let pod = json!({
        "kind": "Pod",
        "metadata": {"name": "p", "namespace": "n", "labels": {"app": "db"}},
        "spec": {"nodeName": "b", "containers": [{"name": "c"}]},
    });
    let term = json!([{"topologyKey": "zone", "labelSelector": {"matchLabels": {"app": "db"}}}]);
    for (kind, expected) in [
        (
            "podAffinity",
            "Pending [0] node(s) didn't match pod affinity rules",
        ),
        (
            "podAntiAffinity",
            "Pending [1] node(s) didn't match pod anti-affinity rules",
        ),
    ] {
        let affinity = json!({kind: {"requiredDuringSchedulingIgnoredDuringExecution": term}});
        let manifest = manifest(&json!({"affinity": affinity}));
        let told = told(&judge(&manifest, std::slice::from_ref(&pod)), &[]);
        assert!(told.contains(&expected.to_owned()), "{kind}: {told:?}");
    }
}
