//! What decoding reads, reports and stores.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{decode, decode_service, to_served_version};
use crate::schema::{DAEMON_SET, Kind};
use crate::{FieldPath, Segment};

fn daemon_set(spec: &Value) -> Value {
    json!({ "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": { "name": "a" }, "spec": spec })
}

#[test]
fn fills_in_what_the_api_server_does() {
    let decoded = decode(daemon_set(&json!({
        "selector": { "matchLabels": { "app": "a" } },
        "template": {
            "metadata": { "labels": { "app": "a" } },
            "spec": { "containers": [{ "name": "c", "image": "nginx" }] },
        },
    })));
    assert_eq!(decoded.problems, []);
    assert!(decoded.is_readable());
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!(decoded.object);
    });
}

/// The problems of a document as `field: message` lines.
fn problems(value: &Value) -> Vec<String> {
    let decoded = decode(value.clone());
    let lines = decoded
        .problems
        .iter()
        .map(|problem| format!("{} {}: {}", problem.kind, problem.field, problem.message));
    lines.collect()
}

#[test]
fn says_everything_that_cannot_be_read() {
    let found = problems(&daemon_set(&json!({
        "minReadySeconds": "5",
        "revisionHistoryLimit": 1.5,
        "selectors": {},
        "selector": { "matchLabels": { "a": true } },
        "template": {
            "spec": {
                "hostNetwork": "yes",
                "terminationGracePeriodSeconds": 9_223_372_036_854_775_808_u64,
                "nodeSelector": ["a"],
                "containers": [
                    { "name": "c", "args": ["a", 5], "env": [{ "name": "A", "value": 8080 }] },
                    "d",
                    { "name": "e", "ports": [{ "containerPort": 4_294_967_296_u64 }] },
                    { "name": "f", "resources": { "limits": { "cpu": "1 core", "memory": {} } } },
                ],
            },
        },
    })));
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn a_document_of_no_daemon_set_has_no_object() {
    for (document, expected) in [
        (
            json!([]),
            "WrongType : must be a mapping of fields, not a list",
        ),
        (
            json!({ "kind": "DaemonSet" }),
            "UnknownKind apiVersion: is missing: a DaemonSet is of apps/v1",
        ),
        (
            json!({ "kind": "DaemonSet", "apiVersion": "apps/v1beta1" }),
            "UnknownKind apiVersion: there is no DaemonSet in \"apps/v1beta1\": use apps/v1",
        ),
        (
            json!({ "kind": "Pod", "apiVersion": "v1" }),
            "UnknownKind kind: \"Pod\" is not a DaemonSet",
        ),
        (
            json!({ "kind": 1, "apiVersion": "v1" }),
            "WrongType kind: must be a string, not the number 1",
        ),
    ] {
        assert_eq!(problems(&document), [expected]);
        let decoded = decode(document);
        assert!(decoded.object.is_none());
        assert!(!decoded.is_readable());
    }
}

#[test]
fn old_versions_become_apps_v1() {
    let decoded = decode(json!({
        "apiVersion": "extensions/v1beta1",
        "kind": "DaemonSet",
        "metadata": { "name": "a" },
        "spec": {
            "templateGeneration": 3,
            "template": {
                "metadata": { "labels": { "app": "a" } },
                "spec": { "serviceAccount": "b", "containers": [] },
            },
        },
    }));
    assert_eq!(decoded.problems, []);
    let object = decoded.object.unwrap();
    assert_eq!(object["apiVersion"], "apps/v1");
    assert_eq!(object["metadata"]["labels"], json!({ "app": "a" }));
    assert_eq!(
        object["metadata"]["annotations"],
        json!({ "deprecated.daemonset.template.generation": "3" })
    );
    assert_eq!(
        object["spec"]["selector"],
        json!({ "matchLabels": { "app": "a" } })
    );
    assert_eq!(
        object["spec"]["updateStrategy"],
        json!({ "type": "OnDelete" })
    );
    let pod = &object["spec"]["template"]["spec"];
    assert_eq!(pod["serviceAccountName"], "b");
    // apps/v1 itself has no such field.
    let found = problems(&daemon_set(&json!({ "templateGeneration": 3 })));
    assert_eq!(
        found,
        ["UnknownField spec.templateGeneration: unknown field \"templateGeneration\""]
    );
}

#[test]
fn a_version_that_is_gone_is_sent_as_one_that_is_served() {
    let old = json!({
        "apiVersion": "extensions/v1beta1",
        "kind": "DaemonSet",
        "metadata": { "name": "a" },
        "spec": {
            "templateGeneration": 3,
            "template": {
                "metadata": { "labels": { "a": "b" } },
                "spec": { "containers": [{ "name": "c", "image": "d" }] },
            },
        },
    });
    let sent = to_served_version(old.clone());
    assert_eq!(
        sent,
        json!({
            "apiVersion": "apps/v1",
            "kind": "DaemonSet",
            "metadata": {
                "name": "a",
                "labels": { "a": "b" },
                "annotations": { "deprecated.daemonset.template.generation": "3" },
            },
            "spec": {
                "selector": { "matchLabels": { "a": "b" } },
                "updateStrategy": { "type": "OnDelete" },
                "template": {
                    "metadata": { "labels": { "a": "b" } },
                    "spec": { "containers": [{ "name": "c", "image": "d" }] },
                },
            },
        })
    );
    // Both are stored as the same object, and what is served already is sent as it is.
    assert_eq!(decode(sent.clone()).object, decode(old).object);
    assert_eq!(to_served_version(sent.clone()), sent);
}

#[test]
fn before_the_defaults_empty_is_not_absent() {
    let decoded = decode(daemon_set(&json!({
        "selector": { "matchLabels": {} },
        "template": { "spec": {
            "containers": [{ "args": [], "env": null }],
            "nodeSelector": { "unreadable": {} },
        } },
    })));
    let empty: Vec<_> = decoded.empty.iter().map(ToString::to_string).collect();
    let pod = "spec.template.spec";
    let args = format!("{pod}.containers[0].args");
    let node_selector = format!("{pod}.nodeSelector");
    assert_eq!(empty, ["spec.selector.matchLabels", &args, &node_selector]);
    assert_eq!(decoded.object.unwrap()["spec"]["selector"], json!({}));
}

#[test]
fn a_service_is_read_too() {
    let (service, problems) = decode_service(json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": { "name": "a" },
        "spec": { "clusterIP": "None", "ports": [{ "port": "80" }], "selectors": {} },
    }));
    assert_eq!(
        service["spec"],
        json!({ "clusterIP": "None", "ports": [{ "port": 0, "targetPort": 0 }] })
    );
    let fields: Vec<&str> = problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(fields, ["spec.ports[0].port", "spec.selectors"]);
}

/// A place below `start` that the choices lead to, as deep as they go.
fn place(start: &str, choices: &[usize]) -> FieldPath {
    let mut path: FieldPath = start.parse().unwrap();
    let mut kind = DAEMON_SET.at(&path).unwrap();
    for choice in choices {
        (path, kind) = match kind {
            Kind::Struct(declared) => {
                let field = &declared.fields[choice % declared.fields.len()];
                (path.key(field.name), field.kind)
            }
            Kind::List(list) => (path.index(0), list.item),
            Kind::Map(item) => (path.key("a"), *item),
            _ => break,
        };
    }
    path
}

/// A DaemonSet with nothing in it but this value at this place.
fn only(path: &FieldPath, value: Value) -> Value {
    let nested = path
        .segments()
        .iter()
        .rev()
        .fold(value, |value, segment| match segment {
            Segment::Key(key) => json!({ key.as_str(): value }),
            Segment::Index(_) => json!([value]),
        });
    let mut document = nested.as_object().cloned().unwrap_or_default();
    document.insert("apiVersion".to_owned(), "apps/v1".into());
    document.insert("kind".to_owned(), "DaemonSet".into());
    document.into()
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z]{0,3}|[0-9.]{1,4}(m|Ki|Gi|e3|%)?|20[0-9]{2}-0[1-9]-1[0-9]T1[0-9]:00:00Z|\\PC{0,5}"
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::hash_map("name|key|[a-z]{1,3}", inner, 0..3)
                .prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_value_anywhere_is_read_or_told_there(
        start in prop::sample::select(vec![
            "metadata",
            "spec",
            "spec.template.spec",
            "spec.template.spec.containers[0]",
            "spec.template.spec.volumes[0]",
        ]),
        choices in prop::collection::vec(0_usize..64, 0..8),
        value in any_value(),
    ) {
        let path = place(start, &choices);
        let decoded = decode(only(&path, value));
        for problem in &decoded.problems {
            prop_assert!(problem.path.starts_with(&path), "{} is not in {}", problem.path, path);
        }
        // What is stored can be read again, and is stored as it is.
        let stored = decoded.object.unwrap();
        let again = decode(stored.clone());
        prop_assert_eq!(again.problems, []);
        prop_assert_eq!(again.object, Some(stored));
    }
}
