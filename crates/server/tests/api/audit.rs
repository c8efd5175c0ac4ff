//! The audit trail: one row for every write, whatever becomes of the write and of who asked for it.

use std::time::Duration;

use crate::support::{TestApp, manifest};

/// The outcomes on record, the latest first.
async fn outcomes(app: &TestApp) -> Vec<String> {
    let audit = app.get("/api/v1/audit").await.expect(200).json();
    let rows = audit["items"].as_array().unwrap().iter();
    rows.map(|row| row["outcome"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn every_write_is_in_the_audit_trail() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    app.create(&manifest("agent")).await.expect(409);
    app.delete(&app.object("agent")).await;
    let audit = app.get("/api/v1/audit").await.expect(200).json();
    let rows: Vec<_> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            assert_eq!(row["user"], "local");
            assert_eq!(row["namespace"], app.namespace);
            assert_eq!(row["name"], "agent");
            (
                row["action"].as_str().unwrap(),
                row["outcome"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("delete", "done"),
            ("create", "refused"),
            ("create", "done")
        ]
    );
    let page = app.get("/api/v1/audit?limit=2").await.expect(200).json();
    let next = page["continue"].as_str().unwrap();
    let rest = app
        .get(&format!("/api/v1/audit?limit=2&continue={next}"))
        .await
        .json();
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    assert!(rest["continue"].is_null());
    app.create(&manifest("other")).await.expect(201);
    let about = |name: &str| contract::path::audit_about(&app.name, &app.namespace, name, 10);
    for (name, rows) in [("agent", 3), ("other", 1), ("nobody", 0)] {
        let audit = app.get(&about(name)).await.expect(200).json();
        assert_eq!(audit["items"].as_array().unwrap().len(), rows, "{name}");
    }
}

#[tokio::test]
async fn a_write_goes_on_when_the_client_hangs_up() {
    let app = TestApp::on_sandbox().await;
    let faults = app.sandbox.as_ref().unwrap().faults();
    faults.set_latency(Duration::from_millis(800));
    let text = manifest("agent");
    tokio::select! {
        _ = app.create(&text) => panic!("the API server answered at once"),
        () = tokio::time::sleep(Duration::from_millis(200)) => {}
    }
    // The row is there before the cluster has answered, and nobody waits for that to read it.
    assert_eq!(outcomes(&app).await, ["begun"]);
    app.eventually("it is created", || {
        app.cluster.row(&app.namespace, "agent").is_some()
    })
    .await;
    for _ in 0..100 {
        if outcomes(&app).await == ["done"] {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("what came of it is not on record");
}
