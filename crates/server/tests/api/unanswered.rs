//! Answers that never came: what was done is found again, nothing is done twice, and what nobody knows is said to be
//! unknown.

mod left_behind;
mod managers;

use std::time::Duration;

use fault_proxy::{Fault, Requests};
use http::Method;
use serde_json::Value;

use store::audit::Action;

use crate::support::{Answer, TestApp, manifest, words};

fn service(name: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{ports: [{{port: 80}}]}}\n"
    )
}

/// A manifest whose name the console gives.
fn nameless(beginning: &str) -> String {
    manifest("agent").replace("name: agent #", &format!("generateName: {beginning} #"))
}

/// A DaemonSet that has no pods, and so keeps its version where nobody changes it.
fn nowhere() -> String {
    manifest("agent").replace(
        "    spec:\n",
        "    spec:\n      nodeSelector: {never: there}\n",
    )
}

async fn create(app: &TestApp, key: &str, text: &str) -> Answer {
    let call = app.signed_in(Method::POST, &app.collection());
    // One for each text; a header holds no line break.
    let call = call.header("idempotency-key", &format!("key-{}", key.len()));
    call.header("content-type", "application/yaml")
        .send(text.to_owned())
        .await
}

/// The rows of the trail as `action kind name outcome`, the first first.
async fn trail(app: &TestApp) -> Vec<String> {
    let rows = app.audit_rows().await;
    let fields = ["action", "kind", "name", "outcome"];
    rows.iter().map(|row| words(row, &fields)).collect()
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_found_again() {
    let (app, proxy) = TestApp::behind_faults().await;
    for (text, fault) in [
        (manifest("agent"), Fault::LostAnswer),
        (nameless("made-up-"), Fault::LostAnswer),
        (manifest("cut"), Fault::Cut(0)),
        (manifest("halved"), Fault::Cut(200)),
    ] {
        proxy.inject_times(1, Requests::writes().of("daemonsets"), fault);
        let created = create(&app, &text, &text).await.expect(201);
        let name = created.json()["metadata"]["name"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(created.header("location").ends_with(&format!("/{name}")));
        // The same request again is answered with the first answer.
        let again = create(&app, &text, &text).await.expect(201);
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.json()["metadata"]["name"], name.as_str());
    }
    let names = app.daemonsets().await;
    assert_eq!(names.len(), 4, "{names:?}");
    // In alphabetical order there, and in order of time here.
    let rows: Vec<String> = ["agent", &names[3], "cut", "halved"]
        .map(|name| format!("create DaemonSet {name} done"))
        .into();
    assert_eq!(trail(&app).await, rows);
}

#[tokio::test]
async fn what_cannot_be_found_again_is_unknown_until_it_is_sent_again() {
    let (app, proxy) = TestApp::behind_faults().await;
    for text in [
        manifest("agent"),
        nameless("made-up-"),
        format!("{}{}{}", manifest("pair"), service("one"), service("two")),
    ] {
        // The dry runs before a creation of several are answered.
        if text.contains("Service") {
            proxy.inject(Requests::reads().of("services"), Fault::status(500));
            let services = Requests::to(&format!("/api/v1/namespaces/{}/services", app.namespace));
            proxy.inject_times(1, services.clone(), Fault::LostAnswer);
            proxy.inject_times(2, services, Fault::Slow(Duration::ZERO));
        } else {
            proxy.inject(Requests::reads().of("daemonsets"), Fault::status(500));
            proxy.inject_times(1, Requests::writes().of("daemonsets"), Fault::LostAnswer);
        }
        let lost = create(&app, &text, &text).await.expect(504);
        assert!(!lost.header("retry-after").is_empty());
        let problem = lost.problem();
        assert_eq!(problem.kind, "/problems/outcome-unknown", "{problem:?}");
        assert!(problem.detail.contains("Idempotency-Key"), "{problem:?}");
        assert!(trail(&app).await.iter().any(|row| row.ends_with("unknown")));
        let before = (app.daemonsets().await, app.services().await);

        // As long as nothing can be seen, nothing is done.
        create(&app, &text, &text).await.expect(504);
        assert_eq!((app.daemonsets().await, app.services().await), before);

        proxy.heal();
        create(&app, &text, &text).await.expect(201);
        let again = create(&app, &text, &text).await.expect(201);
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert!(!trail(&app).await.iter().any(|row| row.ends_with("unknown")));
    }
    let (sets, services) = (app.daemonsets().await, app.services().await);
    assert_eq!(
        (sets.len(), services.len()),
        (3, 2),
        "{sets:?} {services:?}"
    );
    let made_up = sets
        .iter()
        .find(|name| name.starts_with("made-up-"))
        .unwrap();
    assert_eq!(
        trail(&app).await,
        [
            "create DaemonSet agent done".to_owned(),
            format!("create DaemonSet {made_up} done"),
            "create DaemonSet pair done".to_owned(),
            "create Service one done".to_owned(),
            "create Service two done".to_owned(),
        ]
    );
}

#[tokio::test]
async fn a_name_that_is_somebody_elses_is_not_taken_for_ones_own() {
    let (app, proxy) = TestApp::behind_faults().await;
    let seed = app.create(&manifest("seed")).await.expect(201).json();
    let path = format!("/apis/apps/v1/namespaces/{}/daemonsets", app.namespace);
    let mut theirs = seed.clone();
    theirs["metadata"] = serde_json::json!({"name": "agent"});
    app.cluster_request("POST", &path, &theirs).await;
    // Kubernetes says in whole seconds when something was created.
    tokio::time::sleep(Duration::from_secs(4)).await;

    proxy.inject_times(1, Requests::writes().of("daemonsets"), Fault::LostAnswer);
    let answer = create(&app, "k", &manifest("agent")).await;
    let problem = answer.expect(409).problem();
    assert_eq!(problem.kind, "/problems/already-exists");
}

/// A write of the DaemonSet `agent`, with a key of its own.
async fn change(app: &TestApp, action: Action, body: &str) -> Answer {
    let object = app.object("agent");
    let (method, path) = match action {
        Action::Restart => (Method::POST, format!("{object}/restart")),
        Action::Rollback => (Method::POST, format!("{object}/rollback")),
        Action::Replace => (Method::PUT, object),
        _ => (Method::DELETE, object),
    };
    let call = app.signed_in(method, &path);
    let call = call.header("content-type", "application/json");
    let key = format!("key-of-{}", action.as_str());
    call.header("idempotency-key", &key)
        .send(body.to_owned())
        .await
}

#[tokio::test]
async fn no_write_that_is_sent_again_with_its_key_is_done_twice() {
    let (app, proxy) = TestApp::behind_faults().await;
    app.create(&nowhere()).await.expect(201);
    let object = app.object("agent");
    let sets = Requests::reads().of("daemonsets");
    let mut written = vec!["create"];
    // Of each how often it reads the object before it is sent.
    for (action, reads) in [
        (Action::Replace, 1),
        (Action::Rollback, 1),
        (Action::Restart, 0),
        (Action::Delete, 0),
    ] {
        let before = settled(&app, &object).await;
        let body = match action {
            Action::Replace => before.text.replace("agent:1.0", "agent:2.0"),
            Action::Rollback => r#"{"revision": 0}"#.to_owned(),
            _ => String::new(),
        };
        proxy.inject(sets.clone(), Fault::status(500));
        proxy.inject_times(reads, sets.clone(), Fault::Slow(Duration::ZERO));
        proxy.inject_times(1, Requests::writes().of("daemonsets"), Fault::LostAnswer);
        let what = action.as_str();
        let lost = change(&app, action, &body).await.expect(504).problem();
        assert!(lost.detail.contains("Idempotency-Key"), "{what}: {lost:?}");
        proxy.forget();
        // As long as nothing can be seen, nothing is sent.
        let unseen = change(&app, action, &body).await;
        assert!(unseen.status.is_server_error(), "{what}: {}", unseen.text);
        proxy.heal();
        let done = change(&app, action, &body).await.expect(200);
        assert_eq!(proxy.count(&Requests::writes()), 0, "{what}");
        let again = change(&app, action, &body).await.expect(200);
        assert_eq!(again.header("idempotency-replayed"), "true", "{what}");
        assert_eq!(again.text, done.text, "{what}");
        written.push(what);
        if action == Action::Delete {
            assert_eq!(app.daemonsets().await, [""; 0]);
            continue;
        }
        let after = settled(&app, &object).await.json();
        let generation = |object: &Value| object["metadata"]["generation"].as_u64().unwrap();
        assert_eq!(generation(&after), generation(&before.json()) + 1, "{what}");
        let image = |object: &Value| {
            let containers = &object["spec"]["template"]["spec"]["containers"];
            containers[0]["image"].clone()
        };
        let expected = match action {
            Action::Replace => "registry.example/agent:2.0".into(),
            Action::Rollback => "registry.example/agent:1.0".into(),
            _ => image(&before.json()),
        };
        assert_eq!(image(&after), expected, "{what}");
    }
    let rows: Vec<String> = written
        .iter()
        .map(|action| format!("{action} DaemonSet agent done"))
        .collect();
    assert_eq!(trail(&app).await, rows);
}

#[tokio::test]
async fn what_was_not_done_is_done_when_it_is_sent_again() {
    let (app, proxy) = TestApp::behind_faults().await;
    app.create(&manifest("agent")).await.expect(201);
    for action in [Action::Restart, Action::Delete] {
        settled(&app, &app.object("agent")).await;
        // Kubernetes says in whole seconds when something was written.
        tokio::time::sleep(Duration::from_secs(4)).await;
        let sets = Requests::writes().of("daemonsets");
        proxy.inject_times(1, sets.clone(), Fault::Text("<html>".to_owned()));
        change(&app, action, "").await.expect(504);
        proxy.forget();
        change(&app, action, "").await.expect(200);
        assert_eq!(proxy.count(&sets), 1);
    }
    assert_eq!(app.daemonsets().await, [""; 0]);
}

/// Waits until the controller has nothing more to say of an object.
async fn settled(app: &TestApp, object: &str) -> Answer {
    for _ in 0..500 {
        let read = app
            .signed_in(Method::GET, object)
            .send("")
            .await
            .expect(200);
        let value = read.json();
        if value["status"]["observedGeneration"] == value["metadata"]["generation"] {
            return read;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it is never observed");
}

#[tokio::test]
async fn other_writes_whose_answer_is_lost_are_looked_at_too() {
    let (app, proxy) = TestApp::behind_faults().await;
    app.create(&nowhere()).await.expect(201);
    let object = app.object("agent");
    let lose_the_next =
        || proxy.inject_times(1, Requests::writes().of("daemonsets"), Fault::LostAnswer);
    lose_the_next();
    let restart = app.signed_in(Method::POST, &format!("{object}/restart"));
    restart.send("").await.expect(200);
    let stored = settled(&app, &object).await;
    let changed = stored.text.replace("agent:1.0", "agent:2.0");
    lose_the_next();
    let replaced = app
        .signed_in(Method::PUT, &object)
        .send(changed)
        .await
        .expect(200);
    let containers = &replaced.json()["spec"]["template"]["spec"]["containers"];
    assert_eq!(containers[0]["image"], "registry.example/agent:2.0");

    // Where it cannot be looked at, that is said.
    proxy.inject(Requests::reads().of("daemonsets"), Fault::status(500));
    lose_the_next();
    let lost = app.delete(&object).await.expect(504).problem();
    assert_eq!(lost.kind, "/problems/outcome-unknown");
    proxy.heal();
    let before = [
        "create DaemonSet agent done",
        "restart DaemonSet agent done",
        "replace DaemonSet agent done",
    ];
    let with = |last: &'static str| [&before[..], &[last]].concat();
    assert_eq!(trail(&app).await, with("delete DaemonSet agent unknown"));
    // Not as long as it may still run; then it is looked what is there.
    let look = async |later: Duration| {
        let now = jiff::Timestamp::now() + jiff::SignedDuration::try_from(later).unwrap();
        server::janitor::look_after_writes(&app.app, now)
            .await
            .unwrap();
    };
    look(Duration::from_mins(1)).await;
    assert_eq!(trail(&app).await, with("delete DaemonSet agent unknown"));
    look(Duration::from_mins(10)).await;
    assert_eq!(trail(&app).await, with("delete DaemonSet agent done"));
}

#[tokio::test]
async fn what_was_never_sent_is_not_unknown() {
    let app = TestApp::on_sandbox().await;
    let faults = app.sandbox.as_ref().unwrap().faults();
    faults.set_outage(Some(sandbox::Outage::ConnectionRefused));
    let refused = create(&app, "k", &manifest("agent"))
        .await
        .expect(503)
        .problem();
    assert_eq!(refused.kind, "/problems/cluster-unavailable");
    assert_eq!(trail(&app).await, ["create DaemonSet agent failed"]);
    faults.set_outage(None);
    create(&app, "k", &manifest("agent")).await.expect(201);
}
