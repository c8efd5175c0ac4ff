//! Room on nodes, by hand-made pods and nodes.

use serde_json::{Value, json};

use super::{Fit, Neighbourhood, NodeFit, Preemption, rounded};
use crate::admission::pod::admit;
use crate::facts::{
    ClaimFacts, Facts, NamespaceFacts, NodeFacts, NodeUse, PodUse, RuntimeClassFacts,
};

const GI: i64 = 1 << 30;

/// A node of 4 cores, 8Gi and 10 pods on which these pods run.
fn node(pods: &[Value]) -> NodeFacts {
    let mut node = NodeFacts::from_node(&json!({
        "metadata": {"name": "n", "labels": {"zone": "a"}},
        "status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "10", "example.com/gpu": "1"}},
    }));
    let mut used = NodeUse::default();
    for pod in pods {
        used.add(&PodUse::from_pod(pod).unwrap());
    }
    node.used = Some(used);
    node
}

fn running(priority: i32, requests: &Value, host_port: u16) -> Value {
    json!({"spec": {
        "nodeName": "n",
        "priority": priority,
        "containers": [{
            "resources": {"requests": requests},
            "ports": [{"containerPort": 1, "hostPort": host_port}],
        }],
    }})
}

fn wanted(requests: &Value, host_port: u16) -> Value {
    json!({"containers": [{
        "name": "c",
        "resources": {"requests": requests},
        "ports": [{"containerPort": 1, "hostPort": host_port}],
    }]})
}

fn fit(spec: &Value, facts: &Facts) -> Fit {
    let pod = admit(json!({"metadata": {"namespace": "n"}, "spec": spec}), facts);
    Fit::new(&pod, facts.of_namespace("n"), facts)
}

fn classes(value: i32, policy: &str) -> Facts {
    let class = json!({
        "metadata": {"name": "c"}, "value": value, "globalDefault": true, "preemptionPolicy": policy,
    });
    Facts {
        priority_classes: Some(vec![crate::facts::PriorityClassFacts::from_priority_class(
            &class,
        )]),
        ..Facts::default()
    }
}

#[test]
fn resources_and_ports_are_counted() {
    let full = [running(0, &json!({"cpu": "3", "memory": "7Gi"}), 80)];
    for (requests, port, reasons, detail) in [
        (json!({"cpu": "1", "memory": "1Gi"}), 81, "", ""),
        (
            json!({"cpu": "1001m"}),
            81,
            "Insufficient cpu",
            "insufficient cpu (1 of 1)",
        ),
        (
            json!({"memory": "3Gi"}),
            0,
            "Insufficient memory",
            "insufficient memory (1Gi of 3Gi)",
        ),
        (
            json!({"cpu": "2", "memory": "1536Mi"}),
            0,
            "Insufficient cpu, Insufficient memory",
            "insufficient cpu (1 of 2), insufficient memory (1Gi of 1.5Gi)",
        ),
        (
            json!({"example.com/gpu": "2"}),
            0,
            "Insufficient example.com/gpu",
            "insufficient example.com/gpu (1 of 2)",
        ),
        // The ports are looked at first.
        (
            json!({"cpu": "2"}),
            80,
            "node(s) didn't have free ports for the requested pod ports",
            "port 80/TCP is taken",
        ),
    ] {
        let fit = fit(&wanted(&requests, port), &Facts::default());
        let found = fit
            .on(&node(&full), None, &Neighbourhood::default())
            .unwrap_or_default();
        assert_eq!(
            (found.reason().as_str(), found.detail.as_str()),
            (reasons, detail),
            "{requests}"
        );
    }
}

#[test]
fn a_node_bears_so_many_pods() {
    let many = vec![running(0, &json!({}), 0); 10];
    let fit = fit(&wanted(&json!({}), 0), &Facts::default());
    assert_eq!(
        fit.on(&node(&many[..9]), None, &Neighbourhood::default()),
        None
    );
    assert_eq!(
        fit.on(&node(&many), None, &Neighbourhood::default())
            .unwrap()
            .reasons,
        ["Too many pods"]
    );
}

#[test]
fn the_pod_that_is_replaced_makes_room() {
    let old = running(0, &json!({"cpu": "3"}), 80);
    let fit = fit(&wanted(&json!({"cpu": "3"}), 80), &Facts::default());
    let node = node(std::slice::from_ref(&old));
    assert!(fit.on(&node, None, &Neighbourhood::default()).is_some());
    assert_eq!(
        fit.on(
            &node,
            PodUse::from_pod(&old).as_ref(),
            &Neighbourhood::default()
        ),
        None
    );
}

#[test]
fn pods_of_lower_priority_may_have_to_go() {
    let pods = [
        running(0, &json!({"cpu": "1"}), 0),
        running(0, &json!({"cpu": "500m"}), 80),
        running(100, &json!({"cpu": "2"}), 0),
    ];
    let preemption = |requests: Value, port: u16, value: i32, policy: &str| {
        let fit = fit(&wanted(&requests, port), &classes(value, policy));
        fit.on(&node(&pods), None, &Neighbourhood::default())
            .unwrap()
            .preemption
    };
    let up_to = |priority: i32, pods: u32| Some(Preemption { priority, pods });
    let always = "PreemptLowerPriority";
    assert_eq!(preemption(json!({"cpu": "1"}), 0, 0, always), None);
    assert_eq!(preemption(json!({"cpu": "1"}), 0, 50, always), up_to(0, 2));
    assert_eq!(preemption(json!({"cpu": "3"}), 0, 50, always), None);
    assert_eq!(
        preemption(json!({"cpu": "3"}), 0, 200, always),
        up_to(100, 3)
    );
    assert_eq!(preemption(json!({"cpu": "5"}), 0, 200, always), None);
    assert_eq!(preemption(json!({}), 80, 50, always), up_to(0, 2));
    assert_eq!(preemption(json!({"cpu": "1"}), 0, 50, "Never"), None);
}

#[test]
fn what_is_not_known_is_not_guessed() {
    let fit = fit(&wanted(&json!({"cpu": "100"}), 0), &Facts::default());
    let mut node = node(&[]);
    assert!(fit.on(&node, None, &Neighbourhood::default()).is_some());
    node.used = None;
    assert_eq!(fit.on(&node, None, &Neighbourhood::default()), None);
}

#[test]
fn volumes_and_runtimes_bind_to_nodes() {
    let class = RuntimeClassFacts::from_runtime_class(&json!({
        "metadata": {"name": "kata"},
        "overhead": {"podFixed": {"memory": "5Gi"}},
        "scheduling": {"nodeSelector": {"zone": "b"}},
    }));
    let term = |zone: &str| {
        json!({"spec": {"nodeAffinity": {"required": {"nodeSelectorTerms": [
            {"matchExpressions": [{"key": "zone", "operator": "In", "values": [zone]}]},
        ]}}}})
    };
    let claim = |name: &str, phase: &str| {
        json!({
            "metadata": {"name": name}, "spec": {"volumeName": "pv"}, "status": {"phase": phase},
        })
    };
    let class_of = |mode: &str, zone: &str| {
        json!({
            "volumeBindingMode": mode,
            "allowedTopologies": [{"matchLabelExpressions": [{"key": "zone", "values": [zone]}]}],
        })
    };
    let immediate = class_of("Immediate", "a");
    let waits = |zone| class_of("WaitForFirstConsumer", zone);
    let facts = Facts {
        runtime_classes: Some(vec![class]),
        namespace: Some(NamespaceFacts {
            name: "n".to_owned(),
            claims: Some(vec![
                ClaimFacts::from_claim(&claim("here", "Bound"), Some(&term("a")), None),
                ClaimFacts::from_claim(&claim("there", "Bound"), Some(&term("b")), None),
                ClaimFacts::from_claim(&claim("lost", "Lost"), None, None),
                ClaimFacts::from_claim(&claim("unbound", "Pending"), None, Some(&immediate)),
                ClaimFacts::from_claim(&claim("waits", "Pending"), None, Some(&waits("a"))),
                ClaimFacts::from_claim(&claim("waits-there", "Pending"), None, Some(&waits("b"))),
            ]),
            ..NamespaceFacts::default()
        }),
        ..Facts::default()
    };
    let reason = |spec: &Value| {
        fit(spec, &facts)
            .on(&node(&[]), None, &Neighbourhood::default())
            .unwrap_or_default()
            .reason()
    };
    for (claim, expected) in [
        ("here", ""),
        (
            "there",
            "node(s) didn't match PersistentVolume's node affinity",
        ),
        ("gone", "persistentvolumeclaim \"gone\" not found"),
        (
            "lost",
            "persistentvolumeclaim \"lost\" bound to non-existent persistentvolume \"pv\"",
        ),
        (
            "unbound",
            "pod has unbound immediate PersistentVolumeClaims",
        ),
        ("waits", ""),
        (
            "waits-there",
            "node(s) didn't find available persistent volumes to bind",
        ),
    ] {
        let volume = json!({"name": "v", "persistentVolumeClaim": {"claimName": claim}});
        assert_eq!(reason(&json!({"volumes": [volume]})), expected, "{claim}");
    }
    let kata = json!({"runtimeClassName": "kata", "containers": []});
    assert_eq!(
        reason(&kata),
        "node(s) didn't match Pod's node affinity/selector"
    );
    assert_eq!(fit(&kata, &facts).requests().memory, 5 * GI);
    assert_eq!(
        fit(&kata, &facts)
            .on(&node(&[]), None, &Neighbourhood::default())
            .map(|fit: NodeFit| fit.detail),
        Some(String::new())
    );
}

#[test]
fn amounts_are_rounded_for_people() {
    for (resource, amount, expected) in [
        ("cpu", 250, "250m"),
        ("cpu", 1500, "1.5"),
        ("cpu", 2000, "2"),
        ("memory", 3 * GI, "3Gi"),
        ("memory", 1_288_490_189, "1.2Gi"),
        ("memory", 100 << 20, "100Mi"),
        ("memory", 0, "0"),
        ("memory", i64::MAX, "8191.9Pi"),
        ("example.com/gpu", 2, "2"),
    ] {
        assert_eq!(rounded(resource, amount), expected);
    }
}
