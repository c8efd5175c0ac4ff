//! `GET …/facts`: what preflight reads, as far as it may be read, and no more than that.

use contract::FactsMessage;
use fault_proxy::{Fault, Requests};
use http::Method;
use preflight::{
    Questions, Report,
    facts::{NamespaceFacts, SecretLookUp},
};
use serde_json::json;

use crate::support::{TestApp, manifest};

/// Stands for what nobody must see.
const SECRET: &str = "correct-horse-battery-staple";

/// The path in the description.
const FACTS: &str = "/api/v1/clusters/{cluster}/facts";

async fn facts(app: &TestApp, daemon_set: &str, since: &str) -> FactsMessage {
    let path = contract::path::facts_of(&app.name, &app.namespace, daemon_set, since, "");
    let answer = app.get(&path).await.expect(200);
    assert!(!answer.text.contains(SECRET), "{}", answer.text);
    crate::description::is_as_described(FACTS, &answer);
    FactsMessage::from_value(&answer.json())
}

/// Waits until the facts of the test's namespace are so.
async fn until(app: &TestApp, what: &str, is_so: impl Fn(&NamespaceFacts) -> bool) {
    for _ in 0..1000 {
        let facts = facts(app, "", "").await.facts;
        if facts.namespace.as_ref().is_some_and(&is_so) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!(
        "in vain: {what}: {:?}",
        facts(app, "", "").await.facts.namespace
    );
}

#[tokio::test]
async fn the_version_of_the_cluster_is_told() {
    let app = TestApp::start().await;
    let begin = std::time::Instant::now();
    while begin.elapsed() < std::time::Duration::from_mins(1) {
        let facts = facts(&app, "", "").await.facts;
        if let Some(version) = facts.server_version {
            assert!(version.starts_with("v1.36."), "{version}");
            return;
        }
        // The API server has not been asked yet.
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let clusters = app.get("/api/v1/clusters").await.text;
    panic!("the version is not told: {clusters}");
}

#[tokio::test]
async fn the_namespace_in_question_is_told_of_and_no_secret() {
    let app = TestApp::start().await;
    for (plural, object) in [
        (
            "resourcequotas",
            json!({"metadata": {"name": "q"}, "spec": {"hard": {"pods": "5"}}}),
        ),
        (
            "limitranges",
            json!({"metadata": {"name": "l"}, "spec": {"limits": [
                {"type": "Container", "default": {"cpu": "100m"}},
            ]}}),
        ),
        (
            "configmaps",
            json!({"metadata": {"name": "c"}, "data": {"b": SECRET, "a": SECRET}}),
        ),
        (
            "secrets",
            json!({"metadata": {"name": "s", "annotations": {"applied": SECRET}},
            "stringData": {"password": SECRET, "user": SECRET}}),
        ),
    ] {
        let path = format!("/api/v1/namespaces/{}/{plural}", app.namespace);
        app.cluster_request("POST", &path, &object).await;
    }
    until(&app, "all of it is known", |namespace| {
        let has = |list: Option<usize>| list.is_some_and(|count| count > 0);
        let config_maps = namespace.config_maps.as_ref();
        has(namespace.quotas.as_ref().map(Vec::len))
            && has(namespace.limit_ranges.as_ref().map(Vec::len))
            && has(namespace.secrets.as_ref().map(Vec::len))
            && has(namespace.service_accounts.as_ref().map(Vec::len))
            && config_maps.is_some_and(|maps| maps.iter().any(|map| map.name == "c"))
    })
    .await;
    let facts = facts(&app, "", "").await.facts;
    assert!(facts.unknown.is_empty(), "{:?}", facts.unknown);
    let classes = facts.priority_classes.unwrap();
    assert!(
        classes
            .iter()
            .any(|class| class.name == "system-node-critical")
    );
    assert!(facts.runtime_classes.is_some());
    let namespace = facts.namespace.unwrap();
    assert_eq!(namespace.name, app.namespace);
    assert!(
        namespace
            .service_accounts
            .unwrap()
            .contains(&"default".to_owned())
    );
    let config_maps = namespace.config_maps.unwrap();
    let map = config_maps.iter().find(|map| map.name == "c").unwrap();
    assert_eq!(
        map.keys.as_deref(),
        Some(&["a".to_owned(), "b".to_owned()][..])
    );
    let secrets = namespace.secrets.unwrap();
    let secret = secrets.iter().find(|secret| secret.name == "s").unwrap();
    assert_eq!(secret.keys, None);

    let path = contract::path::secret_keys(&app.name, &app.namespace, "s");
    let keys = app.get(&path).await.expect(200);
    assert!(!keys.text.contains(SECRET), "{}", keys.text);
    assert_eq!(
        keys.json(),
        json!({"type": "Opaque", "keys": ["password", "user"]})
    );
    let path = contract::path::secret_keys(&app.name, &app.namespace, "nobody");
    app.get(&path).await.expect(404).problem();
}

#[tokio::test]
async fn a_key_that_a_secret_does_not_have_is_said() {
    let app = TestApp::start().await;
    let path = format!("/api/v1/namespaces/{}/secrets", app.namespace);
    let secret = json!({"metadata": {"name": "s"}, "stringData": {"user": SECRET}});
    app.cluster_request("POST", &path, &secret).await;
    // The account that every namespace has is made by a controller: without it, it is missing as well.
    until(&app, "the Secret and the account are known", |namespace| {
        let mut secrets = namespace.secrets.iter().flatten();
        let mut accounts = namespace.service_accounts.iter().flatten();
        secrets.any(|secret| secret.name == "s") && accounts.any(|name| name == "default")
    })
    .await;
    let reference =
        |key: &str| json!({"name": key, "valueFrom": {"secretKeyRef": {"name": "s", "key": key}}});
    let manifest = json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "agent", "namespace": app.namespace},
        "spec": {
            "selector": {"matchLabels": {"app": "agent"}},
            "template": {
                "metadata": {"labels": {"app": "agent"}},
                "spec": {
                    "containers": [{
                        "name": "c", "image": "i", "env": [reference("user"), reference("password")],
                    }],
                    "volumes": [{"name": "v", "secret": {"secretName": "s", "items": [
                        {"key": "certificate", "path": "p"},
                    ]}}],
                },
            },
        },
    });
    let path = contract::path::preflight(&app.name);
    let call = app.signed_in(Method::POST, &path);
    let call = call.header("content-type", "application/json");
    let answer = call.send(manifest.to_string()).await.expect(200);
    assert!(!answer.text.contains(SECRET), "{}", answer.text);
    let report: Report = serde_json::from_str(&answer.text).unwrap();
    assert!(report.accepted);
    let missing: Vec<_> = report
        .problems
        .iter()
        .filter(|problem| problem.reason == "NotFound")
        .map(|problem| (problem.field.as_str(), problem.message.to_string()))
        .collect();
    let message = |key: &str| {
        let namespace = &app.namespace;
        format!(
            "couldn't find key {key} in Secret in namespace {namespace}: the containers wait until it is there"
        )
    };
    let template = "spec.template.spec";
    let env = format!("{template}.containers[0].env[1].valueFrom.secretKeyRef.key");
    let items = format!("{template}.volumes[0].secret.items[0].key");
    let (password, certificate) = (message("password"), message("certificate"));
    assert_eq!(
        missing,
        [
            (env.as_str(), password.clone()),
            (items.as_str(), certificate.clone()),
        ]
    );

    // The browser asks for the same.
    let questions = Questions::of(&manifest).to_text();
    let path = contract::path::facts_of(&app.name, &app.namespace, "", "", &questions);
    let answer = app.get(&path).await.expect(200);
    assert!(!answer.text.contains(SECRET), "{}", answer.text);
    crate::description::is_as_described(FACTS, &answer);
    let facts = FactsMessage::from_value(&answer.json()).facts;
    assert_eq!(
        facts.namespace.unwrap().looked_up["s"],
        SecretLookUp::Keys(vec!["user".to_owned()])
    );
    let path = format!("{}&questions=7", contract::path::facts(&app.name, ""));
    app.get(&path).await.expect(400).problem();
}

#[tokio::test]
async fn facts_travel_compressed() {
    let app = TestApp::start().await;
    let path = contract::path::facts(&app.name, &app.namespace);
    for (accepted, expected) in [("br, gzip", "br"), ("gzip", "gzip"), ("identity", "")] {
        let call = app.signed_in(Method::GET, &path);
        let answer = call
            .header("accept-encoding", accepted)
            .send("")
            .await
            .expect(200);
        assert_eq!(answer.header("content-encoding"), expected);
    }
}

#[tokio::test]
async fn who_has_facts_gets_what_is_other_since() {
    // No other test must change the nodes meanwhile.
    let app = TestApp::on_sandbox().await;
    let first = facts(&app, "agent", "").await;
    assert_eq!(first.since, None);
    let nodes = first.facts.nodes.clone().unwrap();
    assert_eq!(nodes.len(), 3);
    let name = nodes[1].name.clone();
    let patch = json!({"spec": {"unschedulable": true}});
    let mut node = app
        .cluster_request("GET", &format!("/api/v1/nodes/{name}"), &json!(null))
        .await;
    node["spec"] = patch["spec"].clone();
    app.cluster_request("PUT", &format!("/api/v1/nodes/{name}"), &node)
        .await;
    app.eventually("the node is cordoned", || {
        let facts = app.cluster.facts("", "");
        facts.nodes.as_ref().unwrap()[1].unschedulable
    })
    .await;
    let second = facts(&app, "agent", &first.version).await;
    assert_eq!(second.since.as_ref(), Some(&first.version));
    let changed: Vec<_> = second.facts.nodes.as_ref().unwrap().iter().collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!(changed[0].name, name);

    app.create(&manifest("agent")).await.expect(201);
    app.eventually("it runs", || {
        app.cluster.row(&app.namespace, "agent").is_some_and(|row| {
            row.counts.available > 0 && row.counts.available == row.counts.desired
        })
    })
    .await;
    let whole = facts(&app, "agent", "").await;
    let difference = facts(&app, "agent", &second.version).await;
    assert_eq!(difference.since.as_ref(), Some(&second.version));
    assert_eq!(difference.version, whole.version);
    let own = whole.facts.own.clone().unwrap();
    assert_eq!(
        difference.facts.nodes.as_ref().unwrap().len(),
        own.pods.len()
    );
    let now = difference.apply_to(&second.apply_to(&first.facts));
    assert_eq!(now, whole.facts);
    // What nobody has given out is no version to follow on.
    assert_eq!(facts(&app, "agent", "7-1").await.since, None);
}

#[tokio::test]
async fn a_cluster_that_has_no_claims_of_devices_is_judged_without_them() {
    let (app, _proxy) = TestApp::behind_faults_from_the_beginning(|proxy| {
        for plural in ["deviceclasses", "resourceclaims", "resourceclaimtemplates"] {
            proxy.inject(Requests::follows().of(plural), Fault::status(404));
        }
    })
    .await;
    app.eventually("all is read or refused", || app.cluster.knows_facts())
        .await;
    assert!(app.cluster.freshness_of_facts().live);
    let unknown = async |text: &str| {
        let path = contract::path::preflight(&app.name);
        let call = app.signed_in(Method::POST, &path);
        let call = call.header("content-type", "application/yaml");
        let answer = call.send(text.to_owned()).await.expect(200);
        let report: Report = serde_json::from_str(&answer.text).unwrap();
        report.forecast.unwrap().unknown
    };
    // Whoever asks for no devices need not hear of them.
    assert_eq!(unknown(&manifest("agent")).await.iter().count(), 0);
    let claims = "      resourceClaims: [{name: gpu, resourceClaimName: gpu}]\n      containers:\n";
    let claiming = manifest("agent").replace("      containers:\n", claims);
    let unknown = unknown(&claiming).await;
    let why = "the API server has no resourceclaims";
    assert_eq!(unknown["resourceclaims"], *why);
}
