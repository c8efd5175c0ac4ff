//! The Services that were made with a DaemonSet: taken along when it is deleted, and met again when it is made anew.

use std::time::Duration;

use fault_proxy::{Fault, Requests};
use http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, manifest, words};

/// A Service in front of what bears this label.
fn service(name: &str, label: &str, port: u16) -> String {
    format!(
        "---
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec:
  selector: {{{label}}}
  ports: [{{port: {port}}}]
"
    )
}

/// A DaemonSet with Services in front of its pods.
fn fronted(services: &[&str]) -> String {
    let services: String = services
        .iter()
        .map(|name| service(name, "app: agent", 80))
        .collect();
    format!("{}{services}", manifest("agent"))
}

async fn delete(app: &TestApp, query: &str, key: &str) -> Answer {
    let path = format!("{}?{query}", app.object("agent"));
    let call = app.signed_in(Method::DELETE, &path);
    call.header("idempotency-key", key).send("").await
}

/// What came of each Service, as `name outcome status`.
fn services_of(answer: &Answer) -> Vec<String> {
    let answer = answer.json();
    let services = answer["services"].as_array().unwrap().iter();
    services
        .map(|it| {
            let text = |field: &str| it[field].as_str().unwrap().to_owned();
            format!("{} {} {}", text("name"), text("outcome"), it["status"])
        })
        .collect()
}

/// The rows of the last request, as `kind name outcome`, that of the DaemonSet first.
async fn last_rows(app: &TestApp) -> Vec<String> {
    let rows = app.audit_rows().await;
    let last = &rows.last().unwrap()["request"];
    let rows = rows.iter().filter(|row| row["request"] == *last);
    rows.map(|row| words(row, &["kind", "name", "outcome"]))
        .collect()
}

#[tokio::test]
async fn services_that_are_named_go_along_and_others_stay() {
    let app = TestApp::start().await;
    app.create(&fronted(&["one", "two", "three"]))
        .await
        .expect(201);
    let tried = delete(&app, "services=one,two&dryRun=All", "try").await;
    assert_eq!(services_of(&tried), ["one done 200", "two done 200"]);
    assert_eq!(app.services().await, ["one", "three", "two"]);

    let gone = delete(&app, "services=two,one,two", "do").await.expect(200);
    assert_eq!(services_of(&gone), ["two done 200", "one done 200"]);
    assert_eq!(app.services().await, ["three"]);
    assert_eq!(app.daemonsets().await, [""; 0]);
    assert_eq!(
        last_rows(&app).await,
        [
            "DaemonSet agent done",
            "Service two done",
            "Service one done"
        ]
    );
    let again = delete(&app, "services=two,one", "do").await.expect(200);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.text, gone.text);
}

#[tokio::test]
async fn a_deletion_without_services_is_answered_as_before() {
    let app = TestApp::start().await;
    app.create(&fronted(&["one"])).await.expect(201);
    let gone = app.delete(&app.object("agent")).await.expect(200).json();
    assert_eq!(gone["kind"], "Status");
    assert_eq!(gone["services"], Value::Null);
    assert_eq!(app.services().await, ["one"]);
}

#[tokio::test]
async fn a_service_of_something_else_is_not_deleted_with_it() {
    let app = TestApp::start().await;
    app.create(&fronted(&["one"])).await.expect(201);
    let path = format!("/api/v1/namespaces/{}/services", app.namespace);
    let other = json!({
        "metadata": {"name": "other"},
        "spec": {"selector": {"app": "other"}, "ports": [{"port": 80}]},
    });
    app.cluster_request("POST", &path, &other).await;
    for names in ["other", "one,other", "one,absent"] {
        let answer = delete(&app, &format!("services={names}"), names).await;
        let problem = answer.expect(422).problem();
        let strange = names.rsplit(',').next().unwrap();
        assert_eq!(problem.errors.len(), 1, "{problem:?}");
        assert_eq!(problem.errors[0].field, "services");
        assert!(problem.errors[0].message.contains(strange), "{problem:?}");
    }
    for names in ["", "one,", "One", "one two"] {
        let query = format!("services={}", names.replace(' ', "%20"));
        let problem = delete(&app, &query, "bad").await.problem();
        assert!(problem.status < 500, "{names}: {problem:?}");
        assert_eq!(problem.errors[0].field, "services", "{names}");
    }
    assert_eq!(app.daemonsets().await, ["agent"]);
    assert_eq!(app.services().await, ["one", "other"]);
}

#[tokio::test]
async fn who_else_would_lose_a_service_is_said_beforehand() {
    let app = TestApp::start().await;
    let shared = |name: &str| {
        manifest(name).replace(
            &format!("labels: {{app: {name}}}"),
            &format!("labels: {{app: {name}, tier: node}}"),
        )
    };
    let with_services = format!(
        "{}{}{}",
        shared("agent"),
        service("mine", "app: agent", 80),
        service("ours", "tier: node", 80)
    );
    app.create(&with_services).await.expect(201);
    app.create(&shared("other")).await.expect(201);
    app.eventually("the other has pods", || {
        let pods = app.cluster.pods(&app.namespace, "other");
        pods.is_some_and(|pods| !pods.is_empty())
    })
    .await;
    let path = format!("{}/services", app.object("agent"));
    let list = app.get(&path).await.expect(200).json();
    let rows = list["items"].as_array().unwrap().iter();
    let also: Vec<_> = rows
        .map(|row| (&row["name"], &row["alsoSelects"]))
        .collect();
    assert_eq!(
        also,
        [
            (&json!("mine"), &json!([])),
            (&json!("ours"), &json!(["DaemonSet/other"])),
        ]
    );
}

#[tokio::test]
async fn pods_that_cannot_be_read_are_not_called_none() {
    let (app, proxy) = TestApp::behind_faults().await;
    app.create(&fronted(&["one"])).await.expect(201);
    proxy.inject(Requests::lists().of("pods"), Fault::status(403));
    let path = format!("{}/services", app.object("agent"));
    let list = app.get(&path).await.expect(200).json();
    assert_eq!(list["items"][0]["name"], "one");
    assert_eq!(list["items"][0].get("alsoSelects"), None, "{list}");
}

#[tokio::test]
async fn where_a_service_may_not_be_deleted_nothing_is() {
    let (app, proxy) = TestApp::behind_faults().await;
    app.create(&fronted(&["one", "two"])).await.expect(201);
    let two = format!("/api/v1/namespaces/{}/services/two", app.namespace);
    proxy.inject_times(1, Requests::to(&two), Fault::status(403));
    let answer = delete(&app, "services=one,two", "k").await;
    let problem = answer.expect(403).problem();
    assert!(problem.detail.contains("`two`"), "{problem:?}");
    assert_eq!(problem.errors[0].field, "services");
    assert_eq!(app.daemonsets().await, ["agent"]);
    assert_eq!(app.services().await, ["one", "two"]);
    let rows = ["DaemonSet agent", "Service one", "Service two"];
    assert_eq!(
        last_rows(&app).await,
        rows.map(|row| format!("{row} refused"))
    );
}

#[tokio::test]
async fn a_service_that_is_refused_after_all_stays_and_is_said() {
    let (app, proxy) = TestApp::behind_faults().await;
    app.create(&fronted(&["one", "two"])).await.expect(201);
    let one = format!("/api/v1/namespaces/{}/services/one", app.namespace);
    proxy.inject(Requests::to(&one), Fault::status(403));
    proxy.inject_times(1, Requests::to(&one), Fault::Slow(Duration::ZERO));
    let done = delete(&app, "services=one,two", "k").await.expect(200);
    assert_eq!(services_of(&done), ["one refused 403", "two done 200"]);
    assert_ne!(done.json()["services"][0]["detail"], Value::Null);
    assert_eq!(app.services().await, ["one"]);
    assert_eq!(
        last_rows(&app).await,
        [
            "DaemonSet agent done",
            "Service one refused",
            "Service two done"
        ]
    );
}

#[tokio::test]
async fn a_service_of_which_no_answer_came_is_unknown_until_it_is_sent_again() {
    let (app, proxy) = TestApp::behind_faults().await;
    app.create(&fronted(&["one", "two"])).await.expect(201);
    // Kubernetes says in whole seconds when something was created.
    tokio::time::sleep(Duration::from_secs(4)).await;
    let one = format!("/api/v1/namespaces/{}/services/one", app.namespace);
    // What is tried first is answered; then the answer is lost, and it cannot be looked at.
    proxy.inject(Requests::to(&one), Fault::status(500));
    proxy.inject_times(1, Requests::to(&one), Fault::LostAnswer);
    proxy.inject_times(1, Requests::to(&one), Fault::Slow(Duration::ZERO));
    let lost = delete(&app, "services=one,two", "k").await.expect(504);
    let problem = lost.problem();
    assert_eq!(problem.kind, "/problems/outcome-unknown");
    assert!(problem.detail.contains("was deleted"), "{problem:?}");
    let rows = [
        "DaemonSet agent done",
        "Service one unknown",
        "Service two unknown",
    ];
    assert_eq!(last_rows(&app).await, rows);
    assert_eq!(app.services().await, ["two"]);

    proxy.heal();
    let done = delete(&app, "services=one,two", "k").await.expect(200);
    assert_eq!(services_of(&done), ["one done 200", "two done 200"]);
    assert_eq!(app.services().await, [""; 0]);
    let rows = rows.map(|row| row.replace("unknown", "done"));
    assert_eq!(last_rows(&app).await, rows);
}

/// Sends a manifest to be created.
async fn create(app: &TestApp, query: &str, text: &str) -> Answer {
    let path = format!("{}?{query}", app.collection());
    let call = app.signed_in(Method::POST, &path);
    call.header("content-type", "application/yaml")
        .send(text.to_owned())
        .await
}

/// What is said of the second object of the text.
fn said_of_service(answer: Answer, reason: &str) -> String {
    let problem = answer.expect(409).problem();
    assert_eq!(problem.kind, "/problems/already-exists");
    let error = problem.errors.first().unwrap();
    assert_eq!(
        (error.document, error.field.as_str(), error.reason.as_str()),
        (Some(1), "metadata.name", reason),
        "{problem:?}"
    );
    assert!(error.line > Some(10), "{problem:?}");
    error.message.clone()
}

#[tokio::test]
async fn a_service_that_was_left_is_kept_where_it_says_the_same() {
    let app = TestApp::start().await;
    app.create(&fronted(&["one"])).await.expect(201);
    let service = format!("/api/v1/namespaces/{}/services/one", app.namespace);
    let left = app.cluster_request("GET", &service, &Value::Null).await;
    app.delete(&app.object("agent")).await.expect(200);

    let both = fronted(&["one", "two"]);
    for query in ["", "dryRun=All"] {
        let said = said_of_service(create(&app, query, &both).await, "SameExists");
        assert!(said.contains("says the same"), "{said}");
    }
    assert_eq!(app.daemonsets().await, [""; 0]);
    create(&app, "existingServices=Keep&dryRun=All", &both)
        .await
        .expect(201);
    create(&app, "existingServices=Keep", &both)
        .await
        .expect(201);
    assert_eq!(app.services().await, ["one", "two"]);
    let kept = app.cluster_request("GET", &service, &Value::Null).await;
    assert_eq!(kept["metadata"]["uid"], left["metadata"]["uid"]);
    let rows = ["DaemonSet agent", "Service one", "Service two"];
    assert_eq!(last_rows(&app).await, rows.map(|row| format!("{row} done")));
    let audit = app.get("/api/v1/audit").await.expect(200).json();
    let row = &audit["items"][1];
    assert_eq!((&row["name"], &row["status"]), (&json!("one"), &json!(200)));
}

#[tokio::test]
async fn a_service_that_was_left_and_says_something_else_is_said_at_its_document() {
    let app = TestApp::start().await;
    app.create(&fronted(&["one"])).await.expect(201);
    app.delete(&app.object("agent")).await.expect(200);
    let other = format!("{}{}", manifest("agent"), service("one", "app: agent", 81));
    for query in ["", "existingServices=Keep"] {
        let said = said_of_service(create(&app, query, &other).await, "AlreadyExists");
        assert!(
            said.contains("something else") && said.contains("spec.ports"),
            "{said}"
        );
    }
    assert_eq!(app.daemonsets().await, [""; 0]);
}

#[tokio::test]
async fn a_service_that_was_kept_is_not_taken_back() {
    let (app, proxy) = TestApp::behind_faults().await;
    app.create(&fronted(&["one"])).await.expect(201);
    app.delete(&app.object("agent")).await.expect(200);
    // Both are tried first; the second is refused when it is meant.
    let services = Requests::to(&format!("/api/v1/namespaces/{}/services", app.namespace));
    proxy.inject(services.clone(), Fault::status(403));
    proxy.inject_times(2, services, Fault::Slow(Duration::ZERO));
    let refused = create(&app, "existingServices=Keep", &fronted(&["one", "two"])).await;
    refused.expect(403);
    assert_eq!(app.daemonsets().await, [""; 0]);
    assert_eq!(app.services().await, ["one"]);
    assert_eq!(
        last_rows(&app).await,
        [
            "DaemonSet agent refused",
            "Service one done",
            "Service two refused"
        ]
    );
}
