//! Whatever the text says, there is a verdict.

use manifest::Document;
use preflight::{Facts, NodeFacts, Policy, Severity, refusals, report, report_update};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A manifest that touches most rules; what is put into it decides what they find.
fn manifest(word: &str, number: i64, value: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {
            "name": word,
            "labels": {word: word},
            "annotations": {word: word, "deprecated.daemonset.template.generation": word},
            "finalizers": [word],
            "ownerReferences": [{"apiVersion": word, "kind": word, "controller": true}],
        },
        "spec": {
            "selector": {"matchLabels": {word: word}, "matchExpressions": [value]},
            "minReadySeconds": number,
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": word, "maxUnavailable": number}},
            "template": {
                "metadata": {"labels": {word: word}, "annotations": {
                    "scheduler.alpha.kubernetes.io/tolerations": word,
                    "seccomp.security.alpha.kubernetes.io/pod": word,
                }},
                "spec": {
                    "nodeName": word,
                    "hostNetwork": true,
                    "containers": [value, {
                        "name": word,
                        "image": word,
                        "ports": [{"name": word, "containerPort": number, "hostPort": number, "hostIP": word}],
                        "env": [{"name": word, "valueFrom": {"fieldRef": {"fieldPath": word}}}, value],
                        "resources": {"limits": {word: "1", "hugepages-2Mi": number}, "requests": {word: "2"}},
                        "volumeMounts": [{"name": word, "mountPath": word, "subPath": word}],
                        "livenessProbe": {"httpGet": {"path": word, "port": word}},
                        "securityContext": {"windowsOptions": {"runAsUserName": word}, "allowPrivilegeEscalation": false, "privileged": true},
                    }],
                    "volumes": [
                        {"name": word, "iscsi": {"iqn": word, "initiatorName": word, "targetPortal": word, "lun": number}},
                        {"name": word, "quobyte": {"registry": word, "volume": word}},
                        {"name": word, "projected": {"sources": [value]}},
                        value,
                    ],
                    "dnsConfig": {"nameservers": [word], "searches": [word]},
                    "hostAliases": [{"ip": word, "hostnames": [word]}],
                    "tolerations": [{"key": word, "operator": word, "value": word}, value],
                    "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
                        "nodeSelectorTerms": [{"matchExpressions": [{"key": word, "operator": "Gt", "values": [word]}, value]}],
                    }}},
                    "securityContext": {"sysctls": [{"name": word, "value": word}]},
                    "topologySpreadConstraints": [value],
                    "overhead": {word: word},
                },
            },
        },
    })
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let key = prop_oneof![
            Just("name".to_owned()),
            Just("key".to_owned()),
            Just("values".to_owned()),
            Just("items".to_owned()),
            Just("secret".to_owned()),
            ".{0,6}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(key, inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn there_is_always_a_verdict(word in ".{0,20}", number in any::<i64>(), value in any_value()) {
        let object = manifest(&word, number, &value);
        let facts = Facts {
            nodes: Some(vec![NodeFacts::from_node(&value)].into()),
            ..Facts::default()
        };
        let document = Document::parse(object.to_string());
        let verdict = report(&document, &facts, &Policy::dce());
        prop_assert!(verdict.placement.len() <= 1);
        prop_assert!(!verdict.accepted || verdict.object.is_some());
        let update = report_update(&document, &object, &facts, &Policy::kubesphere());
        prop_assert_eq!(update.name, verdict.name);
        let alone = report(&document, &Facts::default(), &Policy::dce());
        let errors = alone.problems.into_iter().filter(|problem| problem.severity == Severity::Error);
        prop_assert_eq!(refusals(&document, None, &Policy::dce()), errors.collect::<Vec<_>>());
    }
}
