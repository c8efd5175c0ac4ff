use serde_json::{Value, json};

use super::decode;

fn daemon_set(spec: &Value) -> Value {
    json!({ "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": { "name": "a" }, "spec": spec })
}

#[test]
fn fills_in_what_the_api_server_does() {
    let decoded = decode(&daemon_set(&json!({
        "selector": { "matchLabels": { "app": "a" } },
        "template": {
            "metadata": { "labels": { "app": "a" } },
            "spec": { "containers": [{ "name": "c", "image": "nginx" }] },
        },
    })));
    assert_eq!(decoded.problems, []);
    assert!(decoded.is_readable());
    insta::assert_json_snapshot!(decoded.object);
}

/// The problems of a document as `field: message` lines.
fn problems(value: &Value) -> Vec<String> {
    let decoded = decode(value);
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
