//! Volumes: claims that pods share, claims that are made for each of them, and their classes and quotas.

use manifest::Document;
use preflight::{Facts, Policy};
use serde_json::{Value, json};

/// The groups of nodes and what is warned of volumes, of a DaemonSet with these volumes on three nodes.
fn told(volumes: &Value, priority: &str, objects: &[Value]) -> Vec<String> {
    let manifest = json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "agent", "namespace": "n"},
        "spec": {
            "selector": {"matchLabels": {"app": "agent"}},
            "template": {
                "metadata": {"labels": {"app": "agent"}},
                "spec": {
                    "containers": [{"name": "c", "image": "i"}],
                    "priorityClassName": priority,
                    "volumes": volumes,
                },
            },
        },
    });
    let node = |name: &str| {
        json!({
            "kind": "Node",
            "metadata": {"name": name, "labels": {"zone": name}},
            "status": {"allocatable": {"cpu": "4", "memory": "4Gi", "pods": "10"}},
        })
    };
    let class = |name: &str, value: i32| json!({"kind": "PriorityClass", "metadata": {"name": name}, "value": value});
    let mut all = vec![
        node("a"),
        node("b"),
        node("c"),
        class("high", 9),
        class("none", 0),
    ];
    all.extend_from_slice(objects);
    let facts = Facts::from_objects(&all);
    let facts = Facts::from_value(&facts.to_value());
    let document = Document::parse(manifest.to_string());
    let report = preflight::report(&document, &facts, &Policy::kubernetes());
    let groups = report.forecast.iter().flat_map(|forecast| &forecast.groups);
    let groups = groups.map(|group| {
        let (verdict, reason, nodes) = (group.verdict, &group.reason, &group.nodes);
        let running = group.running.map_or_else(String::new, |running| {
            format!(" {running}..={}", group.most.unwrap_or_default())
        });
        format!("{verdict:?}{running} {nodes:?} {reason}")
            .trim_end()
            .to_owned()
    });
    let problems = report.problems.iter();
    let problems = problems.filter(|problem| problem.field.contains(".volumes"));
    let problems = problems.filter(|problem| {
        !matches!(
            &*problem.reason,
            "Pending" | "Contested" | "Preempts" | "Unknown"
        )
    });
    let problems = problems.map(|problem| format!("{}: {}", problem.field, problem.message));
    groups.chain(problems).collect()
}

fn claim(mode: &str) -> Value {
    json!({
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data", "namespace": "n"},
        "spec": {"accessModes": [mode], "volumeName": "v"},
        "status": {"phase": "Bound"},
    })
}

/// Another pod that uses the claim.
fn user(node: &str, priority: i32) -> Value {
    json!({
        "kind": "Pod",
        "metadata": {"name": "user", "namespace": "n"},
        "spec": {
            "nodeName": node,
            "priority": priority,
            "containers": [],
            "volumes": [{"persistentVolumeClaim": {"claimName": "data"}}],
        },
    })
}

#[test]
fn pods_share_a_claim_as_its_modes_allow() {
    let one_pod = "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode \
                   already in-use by another pod";
    let shared = |modes: &str, rest: &str| {
        let field = "spec.template.spec.volumes[0].persistentVolumeClaim.claimName";
        format!("{field}: persistentvolumeclaim \"data\" is {modes}{rest}")
    };
    let one_gets_it = ", and the pods of 3 nodes share it: one of them gets it";
    for (mode, others, priority, expected) in [
        (
            "ReadWriteMany",
            vec![],
            "",
            vec!["Runs [0, 1, 2]".to_owned()],
        ),
        (
            "ReadWriteOnce",
            vec![user("b", 0)],
            "",
            vec![
                "Runs [0, 1, 2]".to_owned(),
                shared(
                    "ReadWriteOnce",
                    ", for one node at a time, and the pods of 3 nodes share it: elsewhere the pods may wait \
                     in ContainerCreating",
                ),
            ],
        ),
        (
            "ReadWriteOncePod",
            vec![],
            "",
            vec![
                format!("Contested 1..=1 [0, 1, 2] {one_pod}"),
                shared("ReadWriteOncePod", one_gets_it),
            ],
        ),
        (
            "ReadWriteOncePod",
            vec![user("b", 0)],
            "",
            vec![format!("Pending [0, 1, 2] {one_pod}")],
        ),
        // Whoever uses it can be sent away from his own node alone, and then anyone may get it.
        (
            "ReadWriteOncePod",
            vec![user("b", 0)],
            "high",
            vec![
                format!("Contested 1..=1 [0, 1, 2] {one_pod}"),
                shared("ReadWriteOncePod", one_gets_it),
            ],
        ),
        (
            "ReadWriteOncePod",
            vec![user("b", 9)],
            "high",
            vec![format!("Pending [0, 1, 2] {one_pod}")],
        ),
    ] {
        let volumes = json!([{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]);
        let objects = [vec![claim(mode)], others].concat();
        assert_eq!(
            told(&volumes, priority, &objects),
            expected,
            "{mode} {objects:?}"
        );
    }
}

/// Each node is a domain of its own there, and still who comes first is chance on all of them.
#[test]
fn one_of_many_gets_the_claim_though_they_keep_away_from_each_other() {
    let nodes = 30;
    let affinity = json!({"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{
        "topologyKey": "kubernetes.io/hostname",
        "labelSelector": {"matchLabels": {"app": "agent"}},
    }]}});
    let manifest = json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "agent", "namespace": "n"},
        "spec": {
            "selector": {"matchLabels": {"app": "agent"}},
            "template": {
                "metadata": {"labels": {"app": "agent"}},
                "spec": {
                    "containers": [{"name": "c", "image": "i"}],
                    "affinity": affinity,
                    "volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}],
                },
            },
        },
    });
    let mut objects = vec![claim("ReadWriteOncePod")];
    for number in 0..nodes {
        let name = format!("node-{number:02}");
        objects.push(json!({
            "kind": "Node",
            "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}},
            "status": {"allocatable": {"cpu": "4", "memory": "4Gi", "pods": "10"}},
        }));
    }
    let facts = Facts::from_value(&Facts::from_objects(&objects).to_value());
    let document = Document::parse(manifest.to_string());
    let report = preflight::report(&document, &facts, &Policy::kubernetes());
    let contested = report.placement.iter().filter(|place| {
        let pending = place.pending.as_ref();
        pending.is_some_and(|fit| fit.is_contested)
    });
    assert_eq!(contested.count(), nodes);
    let groups = report.forecast.iter().flat_map(|forecast| &forecast.groups);
    let numbers: Vec<_> = groups.map(|group| (group.running, group.most)).collect();
    assert_eq!(numbers, [(Some(1), Some(1))]);
}

/// The class of claims that name none.
fn fast() -> Value {
    json!({"kind": "StorageClass", "metadata": {"name": "fast", "annotations": {
        "storageclass.kubernetes.io/is-default-class": "true",
    }}})
}

/// A class whose volumes can be made in one zone alone.
fn here() -> Value {
    json!({
        "kind": "StorageClass",
        "metadata": {"name": "here"},
        "volumeBindingMode": "WaitForFirstConsumer",
        "allowedTopologies": [{"matchLabelExpressions": [{"key": "zone", "values": ["b"]}]}],
    })
}

/// A volume with a claim of its own for each pod.
fn ephemeral(class: Option<&str>) -> Value {
    let mut spec = json!({
        "accessModes": ["ReadWriteOncePod"],
        "resources": {"requests": {"storage": "2Gi"}},
    });
    if let Some(name) = class {
        spec["storageClassName"] = name.into();
    }
    json!([{"name": "v", "ephemeral": {"volumeClaimTemplate": {"spec": spec}}}])
}

#[test]
fn claims_are_made_for_each_pod() {
    let (fast, here) = (fast(), here());
    let place = "spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.spec.storageClassName";
    let all = || "Runs [0, 1, 2]".to_owned();
    let none = || "Pending [0, 1, 2] pod has unbound immediate PersistentVolumeClaims".to_owned();
    for (class_name, objects, expected) in [
        (Some("fast"), vec![], vec![all()]),
        (Some("fast"), vec![fast.clone()], vec![all()]),
        (None, vec![fast.clone()], vec![all()]),
        (
            Some("gone"),
            vec![fast.clone()],
            vec![
                none(),
                format!(
                    "{place}: storageclass.storage.k8s.io \"gone\" not found: nothing makes volumes for the \
                     claims of the pods, and they stay Pending"
                ),
            ],
        ),
        (
            None,
            vec![here.clone()],
            vec![
                none(),
                format!(
                    "{place}: there is no default storageclass: nothing makes volumes for the claims of the \
                     pods, and they stay Pending"
                ),
            ],
        ),
        (Some(""), vec![here.clone()], vec![all()]),
        (
            Some("here"),
            vec![here],
            vec![
                "Runs [1]".to_owned(),
                "Pending [0, 2] node(s) didn't find available persistent volumes to bind"
                    .to_owned(),
            ],
        ),
    ] {
        let volumes = ephemeral(class_name);
        assert_eq!(
            told(&volumes, "", &objects),
            expected,
            "{class_name:?} {objects:?}"
        );
    }
}

#[test]
fn quotas_count_the_claims_of_each_pod() {
    let quota = |hard: Value, used: Value| {
        json!({
            "kind": "ResourceQuota",
            "metadata": {"name": "q", "namespace": "n"},
            "status": {"hard": hard, "used": used},
        })
    };
    let storage = |name: &str| {
        let (of_class, plain) = (
            format!("{name}.storageclass.storage.k8s.io/requests.storage"),
            "requests.storage",
        );
        quota(
            json!({of_class.clone(): "5Gi", plain: "100Gi"}),
            json!({of_class: "1Gi", plain: "1Gi"}),
        )
    };
    let all = || "Runs [0, 1, 2]".to_owned();
    for (class_name, objects, expected) in [
        (Some("other"), vec![storage("fast")], vec![all()]),
        (
            None,
            vec![fast(), storage("fast")],
            vec![
                all(),
                "spec.template.spec.volumes: quota for the claims of 2 of 3 pods, the others stay Pending: \
                 persistentvolumeclaims \"agent-…-v\" is forbidden: exceeded quota: q, requested: \
                 fast.storageclass.storage.k8s.io/requests.storage=2Gi, used: \
                 fast.storageclass.storage.k8s.io/requests.storage=5Gi, limited: \
                 fast.storageclass.storage.k8s.io/requests.storage=5Gi"
                    .to_owned(),
            ],
        ),
        (
            Some("fast"),
            vec![quota(json!({"persistentvolumeclaims": "1"}), json!({"persistentvolumeclaims": "0"}))],
            vec![
                all(),
                "spec.template.spec.volumes: quota for the claims of 1 of 3 pods, the others stay Pending: \
                 persistentvolumeclaims \"agent-…-v\" is forbidden: exceeded quota: q, requested: \
                 persistentvolumeclaims=1, used: persistentvolumeclaims=1, limited: persistentvolumeclaims=1"
                    .to_owned(),
            ],
        ),
    ] {
        let volumes = ephemeral(class_name);
        assert_eq!(told(&volumes, "", &objects), expected, "{class_name:?} {objects:?}");
    }
}
