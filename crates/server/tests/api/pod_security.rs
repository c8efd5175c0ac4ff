//! Pod Security of all versions: what a namespace refuses that pins the checks to those of an older
//! Kubernetes is what the report says.

use std::collections::BTreeSet;

use manifest::Document;
use preflight::{Facts, Policy, facts::NamespaceFacts};
use serde_json::{Value, json};

use crate::support::TestApp;

/// The minor versions around which some check changes.
const MINORS: [u16; 17] = [
    0, 7, 8, 18, 19, 21, 22, 23, 24, 25, 26, 27, 29, 31, 32, 34, 35,
];

/// Pod templates, each of which some versions judge otherwise than others.
fn templates() -> Vec<Value> {
    let sysctls = [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_wmem",
        "kernel.msgmax",
    ];
    let sysctls = sysctls.map(|name| json!({"name": name, "value": "1"}));
    let container = |more: Value| {
        let mut container = json!({"name": "c", "image": "registry.example/agent:1.0"});
        for (key, value) in more.as_object().unwrap() {
            container[key] = value.clone();
        }
        json!([container])
    };
    let plain = container(json!({}));
    vec![
        json!({"spec": {"containers": plain}}),
        json!({"spec": {"containers": plain, "securityContext": {"sysctls": sysctls}}}),
        json!({
            "metadata": {"annotations": {
                "seccomp.security.alpha.kubernetes.io/pod": "unconfined",
                "container.seccomp.security.alpha.kubernetes.io/c": "localhost/profile",
            }},
            "spec": {"containers": plain},
        }),
        json!({"spec": {
            "containers": plain,
            "securityContext": {"seccompProfile": {"type": "Unconfined"}, "runAsUser": 0},
        }}),
        json!({"spec": {"containers": plain, "os": {"name": "windows"}}}),
        json!({"spec": {
            "hostUsers": false,
            "containers": container(json!({"securityContext": {"procMount": "Unmasked", "runAsUser": 0}})),
        }}),
        json!({"spec": {
            "containers": container(json!({
                "livenessProbe": {"httpGet": {"host": "example.com", "port": 80}},
                "securityContext": {
                    "capabilities": {"add": ["CHOWN", "SYS_TIME"]},
                    "seLinuxOptions": {"type": "container_engine_t"},
                },
            })),
            "volumes": [{"name": "v", "hostPath": {"path": "/v"}}],
        }}),
    ]
}

/// What the report says that the namespace refuses.
fn forecast(template: &Value, labels: &Value) -> Option<String> {
    let mut template = template.clone();
    template["metadata"]["labels"] = json!({"app": "p"});
    let manifest = json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "p", "namespace": "n"},
        "spec": {"selector": {"matchLabels": {"app": "p"}}, "template": template},
    });
    let labels = labels.as_object().unwrap().iter();
    let labels = labels.map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()));
    let facts = Facts {
        namespace: Some(NamespaceFacts {
            name: "n".to_owned(),
            labels: Some(labels.collect()),
            ..NamespaceFacts::default()
        }),
        ..Facts::default()
    };
    let document = Document::parse(manifest.to_string());
    let report = preflight::report(&document, &facts, &Policy::default());
    let refusal = report.forecast.unwrap().refused?;
    Some(refusal.split_once(" is forbidden: ").unwrap().1.to_owned())
}

/// What the cluster says of such a pod in the namespace.
async fn refusal(app: &TestApp, namespace: &str, template: &Value) -> Option<String> {
    let path = format!("/api/v1/namespaces/{namespace}/pods?dryRun=All");
    let mut pod = template.clone();
    pod["metadata"]["name"] = "p".into();
    loop {
        match app.try_cluster_request("POST", &path, &pod).await {
            Ok(_) => return None,
            Err(kube::Error::Api(status)) if status.message.contains("service account") => {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            Err(kube::Error::Api(status)) => {
                let found = status.message.split_once(" is forbidden: ");
                return Some(
                    found
                        .unwrap_or_else(|| panic!("{}", status.message))
                        .1
                        .to_owned(),
                );
            }
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn pods_are_refused_as_the_version_says_that_the_namespace_asks_for() {
    let app = TestApp::start().await;
    let mut namespaces = Vec::new();
    let versions = MINORS.map(|minor| format!("v1.{minor}")).into_iter();
    for version in versions.chain(["latest".to_owned()]) {
        for level in ["baseline", "restricted"] {
            let name = format!("{}-{level}-{}", app.namespace, version.replace('.', "-"));
            let labels = json!({
                "pod-security.kubernetes.io/enforce": level,
                "pod-security.kubernetes.io/enforce-version": version,
            });
            let namespace = json!({"metadata": {"name": name, "labels": labels}});
            app.cluster_request("POST", "/api/v1/namespaces", &namespace)
                .await;
            namespaces.push((name, labels));
        }
    }
    let mut said = BTreeSet::new();
    for (name, labels) in &namespaces {
        for template in templates() {
            let refused = refusal(&app, name, &template).await;
            assert_eq!(forecast(&template, labels), refused, "{name} {template}");
            said.extend(refused);
        }
    }
    assert!(said.len() > namespaces.len(), "{said:?}");
    for (name, _) in &namespaces {
        let path = format!("/api/v1/namespaces/{name}");
        app.cluster_request("DELETE", &path, &json!({})).await;
    }
}
