//! Restart, rollback, and what belongs to a DaemonSet beside its pods.

use http::Method;
use serde_json::Value;

use crate::support::{Answer, TestApp, manifest};

const RESTARTED: &str = "/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt";

async fn post(app: &TestApp, path: &str, body: &str) -> Answer {
    let call = app.signed_in(Method::POST, path);
    call.header("content-type", "application/json")
        .send(body.to_owned())
        .await
}

/// Creates `agent` and waits until it runs everywhere.
async fn running(app: &TestApp) {
    app.create(&manifest("agent")).await.expect(201);
    until_updated(app, 1).await;
}

/// Waits until the template of this generation runs everywhere.
async fn until_updated(app: &TestApp, generation: u64) {
    let start = std::time::Instant::now();
    loop {
        let object = app.get(&app.object("agent")).await.expect(200).json();
        let status = |field: &str| object["status"][field].as_u64().unwrap_or_default();
        let desired = status("desiredNumberScheduled");
        if status("observedGeneration") >= generation
            && desired > 0
            && status("updatedNumberScheduled") == desired
            && status("numberAvailable") == desired
        {
            return;
        }
        assert!(start.elapsed().as_secs() < 60, "{}", object["status"]);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// The revisions as number and first image.
async fn revisions(app: &TestApp) -> Vec<(i64, String)> {
    let path = contract::path::revisions(&app.name, &app.namespace, "agent");
    let list: contract::RevisionList =
        serde_json::from_value(app.get(&path).await.expect(200).json()).unwrap();
    assert!(list.items.first().is_none_or(|row| row.current));
    assert!(list.items.iter().skip(1).all(|row| !row.current));
    list.items
        .into_iter()
        .map(|row| (row.revision, row.images.into_iter().next().unwrap()))
        .collect()
}

/// Waits until the newest revision has this number.
async fn newest_is(app: &TestApp, number: i64) -> Vec<(i64, String)> {
    for _ in 0..200 {
        let found = revisions(app).await;
        if found.first().is_some_and(|(newest, _)| *newest == number) {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{:?}", revisions(app).await);
}

async fn audit(app: &TestApp) -> Vec<(String, String)> {
    let rows = app.get("/api/v1/audit").await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = rows["items"].as_array().unwrap().iter();
    rows.map(|row| (text(&row["action"]), text(&row["outcome"])))
        .collect()
}

#[tokio::test]
async fn a_restart_replaces_every_pod() {
    let app = TestApp::start().await;
    running(&app).await;
    let before = app.cluster.pods(&app.namespace, "agent").unwrap();
    let path = contract::path::restart(&app.name, &app.namespace, "agent");

    let tried = post(&app, &format!("{path}?dryRun=All"), "")
        .await
        .expect(200);
    assert!(tried.json().pointer(RESTARTED).is_some(), "{}", tried.text);
    let unchanged = app.get(&app.object("agent")).await.json();
    assert!(unchanged.pointer(RESTARTED).is_none(), "{unchanged}");

    let restarted = post(&app, &path, "").await.expect(200).json();
    assert!(restarted.pointer(RESTARTED).is_some(), "{restarted}");
    until_updated(&app, 2).await;
    app.eventually("no pod is an old one", || {
        let now = app.cluster.pods(&app.namespace, "agent").unwrap();
        let is_old = |name: &str| before.iter().any(|old| old.name == name);
        now.len() == before.len() && !now.iter().any(|pod| is_old(&pod.name))
    })
    .await;

    let nobody = contract::path::restart(&app.name, &app.namespace, "nobody");
    post(&app, &nobody, "").await.expect(404).problem();
    let done = |outcome: &str| ("restart".to_owned(), outcome.to_owned());
    assert_eq!(audit(&app).await[..2], [done("refused"), done("done")]);
}

#[tokio::test]
async fn a_rollback_brings_a_former_template_back() {
    let app = TestApp::start().await;
    running(&app).await;
    let path = contract::path::rollback(&app.name, &app.namespace, "agent");
    let nothing = post(&app, &path, "{}").await.expect(422).problem();
    assert!(nothing.detail.contains("no revision before"), "{nothing:?}");

    let object = format!(
        "/apis/apps/v1/namespaces/{}/daemonsets/agent",
        app.namespace
    );
    let mut second = app.cluster_request("GET", &object, &Value::Null).await;
    second["metadata"]["resourceVersion"] = Value::Null;
    second["spec"]["template"]["spec"]["containers"][0]["image"] =
        "registry.example/agent:2.0".into();
    second["spec"]["template"]["spec"]["nodeSelector"] =
        serde_json::json!({"kubernetes.io/os": "linux"});
    app.cluster_request("PUT", &object, &second).await;
    let both = newest_is(&app, 2).await;
    let image = |number: i64| (number, format!("registry.example/agent:{number}.0"));
    assert_eq!(both, [image(2), image(1)]);

    let missing = post(&app, &path, r#"{"revision": 7}"#).await.expect(422);
    assert!(missing.problem().detail.contains("revision 7"));
    let same = post(&app, &path, r#"{"revision": 2}"#).await.expect(422);
    assert!(same.problem().detail.contains("already matches revision 2"));
    post(&app, &path, r#"{"to": 1}"#)
        .await
        .expect(400)
        .problem();

    let first_image = |object: &Value| {
        let container = &object["spec"]["template"]["spec"]["containers"][0];
        container["image"].as_str().unwrap().to_owned()
    };
    let tried = post(&app, &format!("{path}?dryRun=All"), r#"{"revision": 1}"#).await;
    assert_eq!(first_image(&tried.expect(200).json()), image(1).1);
    let unchanged = app.get(&app.object("agent")).await.json();
    assert_eq!(first_image(&unchanged), image(2).1);

    let back = post(&app, &path, "{}").await.expect(200).json();
    assert_eq!(first_image(&back), image(1).1);
    assert!(
        back["spec"]["template"]["spec"]["nodeSelector"].is_null(),
        "{back}"
    );
    // The old template is the newest revision now, and there is no second copy of it.
    let third = newest_is(&app, 3).await;
    assert_eq!(third, [(3, image(1).1), image(2)]);
    let outcomes = audit(&app).await;
    let done = |outcome: &str| ("rollback".to_owned(), outcome.to_owned());
    assert_eq!(outcomes[0], done("done"));
    assert_eq!(
        outcomes
            .iter()
            .filter(|row| **row == done("refused"))
            .count(),
        3
    );
}

#[tokio::test]
async fn events_and_services_are_found() {
    let app = TestApp::start().await;
    let service = |name: &str, label: &str| {
        format!(
            "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\nspec:\n  selector: {{app: {label}}}\n  ports: [{{port: 80, targetPort: web}}]\n"
        )
    };
    let text = manifest("agent") + &service("web", "agent") + &service("alien", "other");
    app.create(&text).await.expect(201);
    until_updated(&app, 1).await;

    let path = contract::path::services(&app.name, &app.namespace, "agent");
    let list: contract::ServiceList =
        serde_json::from_value(app.get(&path).await.expect(200).json()).unwrap();
    assert_eq!(list.items.len(), 1, "{list:?}");
    assert_eq!(
        (list.items[0].name.as_str(), list.items[0].kind.as_str()),
        ("web", "ClusterIP")
    );
    let port = &list.items[0].ports[0];
    assert_eq!((port.port, port.target_port.as_str()), (80, "web"));

    let path = contract::path::events_about(&app.name, &app.namespace, "agent");
    let mut found = contract::EventList::default();
    for _ in 0..200 {
        found = serde_json::from_value(app.get(&path).await.expect(200).json()).unwrap();
        let has = |kind: &str, reason: &str| {
            let mut events = found.items.iter();
            events.any(|event| event.object_kind == kind && event.reason == reason)
        };
        if has("DaemonSet", "SuccessfulCreate") && has("Pod", "Scheduled") {
            assert!(
                found.items.iter().all(|event| !event.last_seen.is_empty()),
                "{found:?}"
            );
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{found:?}");
}

/// Waits until there are so many revisions.
async fn until_revisions(app: &TestApp, count: usize) -> Vec<contract::RevisionRow> {
    let path = contract::path::revisions(&app.name, &app.namespace, "agent");
    let start = std::time::Instant::now();
    loop {
        let list = app.get(&path).await.expect(200);
        let list: contract::RevisionList = serde_json::from_str(&list.text).unwrap();
        if list.items.len() == count {
            return list.items;
        }
        assert!(start.elapsed().as_secs() < 60, "{:?}", list.items);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

async fn diff(app: &TestApp, from: i64, to: i64) -> contract::RevisionDiff {
    let path = contract::path::revision_diff(&app.name, &app.namespace, "agent", from, to);
    let answer = app.get(&path).await.expect(200);
    serde_json::from_str(&answer.text).unwrap()
}

#[tokio::test]
async fn what_differs_between_revisions_is_told_by_field() {
    let app = TestApp::start().await;
    running(&app).await;
    let patch = async |change: &dyn Fn(&mut Value)| {
        let path = format!(
            "/apis/apps/v1/namespaces/{}/daemonsets/agent",
            app.namespace
        );
        for _ in 0..20 {
            let mut object = app.cluster_request("GET", &path, &Value::Null).await;
            change(&mut object);
            if app.try_cluster_request("PUT", &path, &object).await.is_ok() {
                return;
            }
        }
        panic!("it changes all the time");
    };
    let container = "/spec/template/spec/containers/0";
    patch(&|object| {
        let container = object.pointer_mut(container).unwrap();
        container["image"] = "registry.example/agent:2.0".into();
        container["resources"] = serde_json::json!({"limits": {"cpu": "500m"}});
    })
    .await;
    until_revisions(&app, 2).await;
    post(&app, &format!("{}/restart", app.object("agent")), "")
        .await
        .expect(200);
    let rows = until_revisions(&app, 3).await;
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.revision, row.current, row.restart))
        .collect();
    assert_eq!(
        told,
        [(3, true, true), (2, false, false), (1, false, false)]
    );

    let fields = |diff: &contract::RevisionDiff| -> Vec<String> {
        diff.changes
            .iter()
            .map(|change| change.field.clone())
            .collect()
    };
    let second = diff(&app, 1, 2).await;
    let image = &second.changes[0];
    assert_eq!(image.field, "spec.template.spec.containers[0].image");
    assert_eq!(
        image.before.as_deref(),
        Some("\"registry.example/agent:1.0\"")
    );
    assert_eq!(
        image.after.as_deref(),
        Some("\"registry.example/agent:2.0\"")
    );
    assert!(
        !second.is_restart && second.changes.len() == 2,
        "{second:?}"
    );
    assert!(diff(&app, 2, 3).await.is_restart);
    assert_eq!(diff(&app, 3, 0).await.changes, []);
    assert_eq!(fields(&diff(&app, 2, 1).await).len(), 2);
    // The same amount in other words makes no revision, nor does what is no part of the template.
    patch(&|object| {
        let container = object.pointer_mut(container).unwrap();
        container["resources"]["limits"]["cpu"] = serde_json::json!(0.5);
        object["spec"]["minReadySeconds"] = 1.into();
    })
    .await;
    let observed = |object: &Value| object["status"]["observedGeneration"].as_i64();
    let agent = format!(
        "/apis/apps/v1/namespaces/{}/daemonsets/agent",
        app.namespace
    );
    for _ in 0..200 {
        let object = app.cluster_request("GET", &agent, &Value::Null).await;
        if observed(&object) == object["metadata"]["generation"].as_i64() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    until_revisions(&app, 3).await;
    // Going back to the first puts back the template alone, and gives it the newest number.
    let back = contract::path::rollback(&app.name, &app.namespace, "agent");
    let back = post(&app, &back, r#"{"revision": 1}"#).await.expect(200);
    assert_eq!(back.json()["spec"]["minReadySeconds"], 1);
    let numbers = |rows: &[contract::RevisionRow]| -> Vec<i64> {
        rows.iter().map(|row| row.revision).collect()
    };
    for _ in 0..200 {
        if numbers(&until_revisions(&app, 3).await) == [4, 3, 2] {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(numbers(&until_revisions(&app, 3).await), [4, 3, 2]);
    let missing = contract::path::revision_diff(&app.name, &app.namespace, "agent", 4, 77);
    let missing = app.get(&missing).await.expect(422).problem();
    assert!(missing.detail.contains("77"), "{missing:?}");
}

#[tokio::test]
async fn a_restart_or_deletion_that_names_a_uid_spares_a_later_object_of_that_name() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    let object = app.object("agent");
    let restart = contract::path::restart(&app.name, &app.namespace, "agent");
    let uid = app.get(&object).await.expect(200).json()["metadata"]["uid"].clone();
    let uid = uid.as_str().unwrap();
    let refused = post(&app, &format!("{restart}?uid=another"), "").await;
    let refused = refused.expect(409).json();
    assert_eq!(refused["type"], "/problems/conflict", "{refused}");
    let stored = app.get(&object).await.expect(200).json();
    assert_eq!(stored.pointer(RESTARTED), None);
    let delete = app.delete(&format!("{object}?uid=another")).await;
    let refused = delete.expect(409).json();
    assert_eq!(refused["type"], "/problems/conflict", "{refused}");
    app.get(&object).await.expect(200);
    post(&app, &format!("{restart}?uid={uid}"), "")
        .await
        .expect(200);
    let stored = app.get(&object).await.expect(200).json();
    assert!(stored.pointer(RESTARTED).is_some());
    let deleted = app.delete(&format!("{object}?uid={uid}")).await;
    assert!(deleted.status.is_success(), "{}", deleted.text);
}
