//! A database that takes nothing: then nothing is sent to a cluster, and everybody is told.

#[cfg(unix)]
mod postgres;

use std::path::PathBuf;

use http::Method;
use serde_json::{Value, json};
use store::Location;

use crate::support::{Answer, TestApp, manifest};

/// The console with its database in a file, and a place to move that file to.
async fn in_a_file() -> (TestApp, tempfile::TempDir, [PathBuf; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let places = ["everynode.db", "elsewhere.db"].map(|name| folder.path().join(name));
    let app = TestApp::with_database(&Location::url_of_file(&places[0])).await;
    (app, folder, places)
}

/// Every write that the API has, of a DaemonSet that is there.
async fn every_write(app: &TestApp, stored: &str) -> Vec<(&'static str, Answer)> {
    let object = app.object("agent");
    let post = async |path: String, body: &str| {
        let call = app.signed_in(Method::POST, &path);
        let call = call.header("content-type", "application/json");
        call.send(body.to_owned()).await
    };
    let with_key = app
        .signed_in(Method::POST, &app.collection())
        .header("idempotency-key", "of-this-test")
        .send(manifest("keyed"));
    vec![
        ("create", app.create(&manifest("other")).await),
        ("create with a key", with_key.await),
        (
            "create of several",
            app.create(&format!("{}---\n{}", manifest("third"), service("third")))
                .await,
        ),
        (
            "replace",
            app.signed_in(Method::PUT, &object)
                .send(stored.to_owned())
                .await,
        ),
        ("restart", post(format!("{object}/restart"), "").await),
        (
            "roll back",
            post(format!("{object}/rollback"), r#"{"revision":0}"#).await,
        ),
        ("delete", app.delete(&object).await),
        (
            "delete with a Service",
            app.delete(&format!("{object}?services=agent")).await,
        ),
    ]
}

fn service(name: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{ports: [{{port: 80}}]}}\n"
    )
}

/// What is in the cluster, without what controllers write.
async fn there(app: &TestApp) -> (Vec<String>, Vec<String>, Value) {
    let object = app.get(&app.object("agent")).await.expect(200).json();
    (
        app.daemonsets().await,
        app.services().await,
        object["spec"].clone(),
    )
}

#[tokio::test]
async fn no_write_reaches_the_cluster_without_its_row() {
    let (app, _folder, [file, elsewhere]) = in_a_file().await;
    let selecting = service("agent").replace("ports:", "selector: {app: agent}, ports:");
    app.create(&format!("{}---\n{selecting}", manifest("agent")))
        .await
        .expect(201);
    let stored = app
        .signed_in(Method::GET, &app.object("agent"))
        .header("accept", "application/yaml")
        .send("")
        .await;
    let changed = stored.expect(200).text.replace("agent:1.0", "agent:2.0");
    let before = there(&app).await;
    let ready = app.get("/readyz").await;
    assert_eq!((ready.status.as_u16(), ready.text.as_str()), (200, "ok\n"));

    std::fs::rename(&file, &elsewhere).unwrap();
    for (what, answer) in every_write(&app, &changed).await {
        assert_eq!(answer.status.as_u16(), 503, "{what}: {}", answer.text);
        assert!(!answer.header("retry-after").is_empty(), "{what}");
        let problem = answer.problem();
        assert_eq!(
            problem.kind, "/problems/store-unavailable",
            "{what}: {problem:?}"
        );
    }
    let kept = app
        .signed_in(Method::PUT, "/api/v1/drafts/1")
        .header("content-type", "application/json")
        .send(json!({"cluster": "c", "text": "a: b"}).to_string());
    kept.await.expect(503).problem();
    assert_eq!(there(&app).await, before);
    // What is only tried changes nothing, and needs no row.
    let dry_run = format!("{}?dryRun=All", app.collection());
    let tried = app
        .signed_in(Method::POST, &dry_run)
        .send(manifest("other"));
    tried.await.expect(201);
    // Readiness may remember its last answer for a second.
    eventually_ready(&app, 503).await;
    app.get("/healthz").await.expect(200);

    std::fs::rename(&elsewhere, &file).unwrap();
    eventually_ready(&app, 200).await;
    app.create(&manifest("other")).await.expect(201);
    let audit = app.get("/api/v1/audit").await.expect(200).json();
    assert_eq!(audit["items"].as_array().unwrap().len(), 3, "{audit}");
}

async fn eventually_ready(app: &TestApp, status: u16) {
    for _ in 0..500 {
        if app.get("/readyz").await.status == status {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("/readyz never says {status}");
}

#[tokio::test]
async fn what_postgres_cannot_keep_is_kept_without_it() {
    let url = std::env::var("EVERYNODE_TEST_POSTGRES");
    let app = TestApp::with_database(url.as_deref().unwrap_or("sqlite::memory:")).await;
    // A name with the one character that no text of PostgreSQL can hold: refused, and on record.
    let text = manifest("agent").replace("name: agent #", "name: \"a\\0b\" #");
    let answer = app
        .signed_in(Method::POST, &app.collection())
        .send(text)
        .await;
    assert!(answer.status.is_client_error(), "{}", answer.text);
    let audit = app.get("/api/v1/audit?limit=1").await.expect(200).json();
    assert_eq!(audit["items"][0]["name"], "a\u{fffd}b");
}
