//! The facts on the wire: nothing is lost, nothing secret is kept, and a large cluster stays small.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its facts must stop"
)]

use std::io::Write as _;

use preflight::facts::{
    ClaimFacts, ControllerFacts, DeviceClaimFacts, ImageUse, KeyedFacts, LimitRangeFacts,
    NamespaceFacts, Neighbour, NeighbourFacts, NodeUse, OwnPod, OwnPods, PodTraits, PodUse,
    PriorityClassFacts, QuotaFacts, RuntimeClassFacts, SecretLookUp, StorageClassFacts,
};
use preflight::{Facts, NodeFacts};
use serde_json::{Value, json};

/// A small generator of numbers that are different in every run of it, and the same in every test.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn pod(node: &str, priority: i64, cpu: u64, memory: u64, port: Option<u16>) -> Value {
    let ports = port.map_or(
        json!([]),
        |port| json!([{"containerPort": port, "hostPort": port}]),
    );
    json!({
        "spec": {
            "nodeName": node,
            "priority": priority,
            "containers": [{
                "ports": ports,
                "resources": {"requests": {"cpu": format!("{cpu}m"), "memory": format!("{memory}Mi")}},
            }],
        },
    })
}

/// A cluster as large ones are: machines of some types in three zones, the same agents on each
/// node, and other pods at random.
fn nodes(count: usize) -> Vec<NodeFacts> {
    let mut numbers = Numbers(7);
    let node = |number: usize| {
        let kind = numbers.below(4);
        let (second, third) = (number / 250, number % 250);
        let name = format!(
            "ip-10-{second}-{third}-{}.eu-west-1.compute.internal",
            numbers.below(256)
        );
        let mut node = NodeFacts::from_node(&json!({
            "metadata": {"name": name, "labels": {
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "node.kubernetes.io/instance-type": format!("m5.{}xlarge", 1 << kind),
                "topology.kubernetes.io/region": "eu-west-1",
                "topology.kubernetes.io/zone": format!("eu-west-1{}", numbers.below(3)),
                "eks.amazonaws.com/nodegroup": format!("workers-{}", numbers.below(12)),
            }},
            "spec": {"taints": if number.is_multiple_of(7) {
                json!([{"key": "dedicated", "value": "batch", "effect": "NoSchedule"}])
            } else {
                json!([])
            }},
            "status": {"allocatable": {
                "cpu": format!("{}m", 3920 << kind),
                "memory": format!("{}Ki", 15_990_784_u64 << kind),
                "ephemeral-storage": "95551679124",
                "pods": "110",
            }},
        }));
        let mut used = NodeUse::default();
        let mut add = |pod: &Value| used.add(&PodUse::from_pod(pod).unwrap());
        for agent in 0..4_u16 {
            add(&pod(&name, 2_000_001_000, 100, 128, Some(9100 + agent)));
        }
        for _ in 0..numbers.below(30) {
            let (cpu, memory) = (50 * numbers.below(20), 64 * numbers.below(32));
            add(&pod(&name, 0, cpu, memory, None));
        }
        node.used = Some(used);
        node
    };
    (0..count).map(node).collect()
}

#[test]
fn five_thousand_nodes_stay_small_on_the_wire() {
    let facts = Facts {
        nodes: Some(nodes(5_000).into()),
        ..Facts::default()
    };
    let text = serde_json::to_vec(&facts).unwrap();
    let mut compressed = Vec::new();
    brotli::CompressorWriter::new(&mut compressed, 4096, 5, 22)
        .write_all(&text)
        .unwrap();
    let length = compressed.len();
    println!("{} bytes, {length} compressed", text.len());
    assert!(length <= 150_000, "{length} bytes compressed");
    let read: Facts = serde_json::from_slice(&text).unwrap();
    assert_eq!(read, facts);
}

#[test]
fn what_is_known_is_read_as_it_was_written() {
    let claim = json!({
        "metadata": {"name": "data", "deletionTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": "fast", "volumeName": "pv"},
        "status": {"phase": "Bound"},
    });
    let volume = json!({"spec": {"nodeAffinity": {"required": {"nodeSelectorTerms": []}}}});
    let class = json!({"volumeBindingMode": "WaitForFirstConsumer", "allowedTopologies": [{}]});
    let daemon_set = json!({
        "metadata": {"name": "agent", "namespace": "n"},
        "spec": {
            "selector": {"matchLabels": {"app": "agent"}},
            "template": {
                "metadata": {"labels": {"app": "agent"}},
                "spec": {"containers": [{"image": "agent:1"}]},
            },
        },
    });
    let own = own_pod();
    let namespace = NamespaceFacts {
        name: "n".to_owned(),
        labels: Some([("a".to_owned(), "b".to_owned())].into()),
        limit_ranges: Some(vec![LimitRangeFacts::from_limit_range(&json!({
            "metadata": {"name": "l"},
            "spec": {"limits": [{"type": "Container", "max": {"cpu": "1"}}]},
        }))]),
        quotas: Some(vec![QuotaFacts::from_resource_quota(&json!({
            "metadata": {"name": "q"},
            "spec": {"scopes": ["BestEffort"], "scopeSelector": {"matchExpressions": [
                {"scopeName": "PriorityClass", "operator": "In", "values": ["high"]},
            ]}},
            "status": {"hard": {"pods": "4"}, "used": {"pods": "1"}},
        }))]),
        service_accounts: Some(vec!["default".to_owned()]),
        config_maps: Some(vec![KeyedFacts::from_config_map(
            &json!({"metadata": {"name": "c"}, "data": {"b": "x"}, "binaryData": {"a": "eA=="}}),
        )]),
        secrets: Some(vec![KeyedFacts::from_secret(
            &json!({"metadata": {"name": "s"}, "type": "Opaque"}),
        )]),
        looked_up: [
            ("s", SecretLookUp::Keys(vec!["k".to_owned()])),
            ("t", SecretLookUp::Missing),
            ("u", SecretLookUp::Unknown("why".into())),
        ]
        .map(|(name, found)| (name.to_owned(), found))
        .into(),
        claims: Some(vec![
            ClaimFacts::from_claim(&claim, Some(&volume), Some(&class)),
            ClaimFacts {
                users: vec![("a".to_owned(), -7)],
                ..ClaimFacts::from_claim(&claim, None, None)
            },
        ]),
        resource_claims: Some(vec![DeviceClaimFacts {
            name: "gpu".to_owned(),
            requests: vec![("one/small".to_owned(), "gpu.example.com".to_owned())],
        }]),
        resource_claim_templates: Some(Vec::new()),
        is_terminating: true,
        controllers: Some(vec![
            ControllerFacts::from_controller("DaemonSet", &daemon_set),
            ControllerFacts::from_pod(&json!({"metadata": {"name": "p", "labels": {"x": "y"}}})),
        ]),
    };
    let facts = Facts {
        nodes: Some(nodes(3).into()),
        namespaces: Some(vec!["n".to_owned()]),
        daemon_sets: Some(vec!["n/agent".to_owned()]),
        images: Some(vec![ImageUse::from_daemon_set(&daemon_set)]),
        priority_classes: Some(vec![PriorityClassFacts::from_priority_class(
            &json!({"metadata": {"name": "high"}, "value": 7, "preemptionPolicy": "Never", "globalDefault": true}),
        )]),
        runtime_classes: Some(vec![RuntimeClassFacts::from_runtime_class(&json!({
            "metadata": {"name": "kata"},
            "overhead": {"podFixed": {"cpu": "250m"}},
            "scheduling": {"nodeSelector": {"kata": "yes"}, "tolerations": [{"operator": "Exists"}]},
        }))]),
        storage_classes: Some(vec![storage_class()]),
        device_classes: Some(vec!["gpu.example.com".to_owned()]),
        server_version: Some("v1.34.1".to_owned()),
        namespace: Some(namespace),
        own: Some(OwnPods {
            namespace: "n".to_owned(),
            name: "agent".to_owned(),
            at: 1_800_000_000,
            pods: vec![own],
            templates: vec![("5d8f".to_owned(), json!({"spec": {"hostPID": true}}))],
        }),
        neighbours: Some(neighbours()),
        unknown: [("secrets".to_owned(), "no right to list secrets".into())].into(),
    };
    assert_eq!(Facts::from_value(&facts.to_value()), facts);
    let config_map = &facts.to_value()["namespace"]["configMaps"][0];
    assert_eq!(config_map, &json!({"name": "c", "keys": ["a", "b"]}));
    assert_eq!(Facts::from_value(&json!({})), Facts::default());
    assert_eq!(Facts::from_value(&json!([1])), Facts::default());
}

/// A pod that waits for its node.
fn own_pod() -> OwnPod {
    let waiting = json!({"spec": {
        "containers": [{"resources": {"requests": {"cpu": "1"}}}],
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{"matchFields": [
                {"key": "metadata.name", "operator": "In", "values": ["a"]},
            ]}],
        }}},
    }});
    let mut own = OwnPod::from_pod(&waiting).unwrap();
    assert_eq!((own.used.node.as_str(), own.is_bound), ("a", false));
    own.is_terminating = true;
    own.ready_since = Some(1_799_999_999);
    "5d8f".clone_into(&mut own.revision);
    "3".clone_into(&mut own.generation);
    own
}

fn storage_class() -> StorageClassFacts {
    StorageClassFacts::from_storage_class(&json!({
        "metadata": {"name": "fast", "annotations": {
            "storageclass.kubernetes.io/is-default-class": "true",
        }},
        "volumeBindingMode": "WaitForFirstConsumer",
        "allowedTopologies": [{"matchLabelExpressions": [{"key": "zone", "values": ["a"]}]}],
    }))
}

/// Where pods are that a DaemonSet of the namespace `n` is drawn to, or is kept away by.
fn neighbours() -> NeighbourFacts {
    let selector = json!({"matchLabels": {"app": "web"}});
    let term = json!({"labelSelector": selector, "topologyKey": "zone"});
    let traits = PodTraits::from_pod(&json!({
        "metadata": {"labels": {"app": "web"}},
        "spec": {"affinity": {"podAntiAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [term],
        }}},
    }));
    let pods = [
        ("n", "a", 0),
        ("n", "a", 7),
        ("n", "b", 0),
        ("other", "b", 0),
    ];
    let pods = pods.map(|(namespace, node, priority)| Neighbour {
        namespace,
        node,
        priority,
        is_terminating: false,
        traits: &traits,
    });
    let question = json!([false, [[selector, ["n"], null]]]);
    let found = NeighbourFacts::find(pods.into_iter(), &[].into(), "n", &[question]);
    let [(_, places)] = found.answers.as_slice() else {
        panic!("one answer to one question: {found:?}");
    };
    assert_eq!(places["a"], [(0, 1), (7, 1)]);
    assert_eq!(places["b"], [(0, 1)]);
    assert_eq!(found.repelled.len(), 1);
    found
}

#[test]
fn the_values_of_a_secret_are_dropped() {
    let secret = KeyedFacts::from_secret(&json!({
        "metadata": {"name": "s"},
        "type": "Opaque",
        "data": {"password": "aHVudGVyMg=="},
    }));
    assert_eq!(secret.keys.as_deref(), Some(&["password".to_owned()][..]));
    assert!(!format!("{secret:?}").contains("aHVudGVyMg"));
}
