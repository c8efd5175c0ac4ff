//! Rights that are taken away while somebody looks.

use std::time::{Duration, Instant};

use axum::body::Body;
use http::Method;
use http_body_util::BodyExt as _;

use super::House;
use crate::support::TestApp;

/// Within what time it must be over, as is promised.
const PROMISED: Duration = Duration::from_mins(1);

/// Where the events of the test's namespace are.
fn events_of(app: &TestApp) -> String {
    let events = contract::path::events(&app.name);
    format!("{events}?namespace={}", app.namespace)
}

/// The events and a log that somebody follows.
async fn watched(app: &TestApp, who: &str) -> [Body; 2] {
    let logs = format!("{}/logs?follow=true", app.object("agent"));
    let open = async |path: &str| {
        let response = app.person(who, Method::GET, path).open("").await;
        assert_eq!(response.status(), 200, "{path}");
        response.into_body()
    };
    [open(&events_of(app)).await, open(&logs).await]
}

/// Waits until all of them have ended, as is promised.
async fn all_end(streams: [Body; 2], taken: Instant) {
    for mut body in streams {
        let end = async { while body.frame().await.is_some() {} };
        let left = PROMISED.saturating_sub(taken.elapsed());
        assert!(tokio::time::timeout(left, end).await.is_ok(), "it goes on");
    }
}

#[tokio::test]
async fn what_is_lost_ends_what_depended_on_it() {
    let house = House::open().await;
    let (app, viewer) = (&house.app, &house.people.viewer);
    let events = events_of(app);
    let streams = watched(app, viewer).await;
    let mine = format!(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings/{}-viewer-0",
        app.namespace, app.namespace
    );
    app.cluster_request("DELETE", &mine, &serde_json::Value::Null)
        .await;
    let taken = Instant::now();
    all_end(streams, taken).await;
    // And whoever comes back sees nothing.
    let again = app.person(viewer, Method::GET, &events).open("").await;
    let frame = again.into_body().frame().await;
    let mut text = String::new();
    if let Some(Ok(frame)) = frame {
        text.push_str(&String::from_utf8_lossy(
            &frame.into_data().unwrap_or_default(),
        ));
    }
    assert!(!text.contains("\"agent\""), "{text}");
}

/// A token that holds no more, here because its account is gone, in the middle of a stream, a log and a write.
#[tokio::test]
async fn a_token_that_runs_out_ends_what_it_began_and_is_said() {
    let house = House::open().await;
    let (app, editor) = (&house.app, &house.people.editor);
    let streams = watched(app, editor).await;
    let account = format!(
        "/api/v1/namespaces/{}/serviceaccounts/editor",
        app.namespace
    );
    app.cluster_request("DELETE", &account, &serde_json::Value::Null)
        .await;
    let taken = Instant::now();
    // The console holds it for good a while yet, and the API server for some seconds; neither does what it asks for then.
    let restart = format!("{}/restart", app.object("agent"));
    let refused = loop {
        let answer = app.person(editor, Method::POST, &restart).send("").await;
        if answer.status != 200 {
            break answer;
        }
        assert!(taken.elapsed() < PROMISED, "it still writes");
        tokio::time::sleep(Duration::from_millis(500)).await;
    };
    let problem = refused.problem();
    match refused.status.as_u16() {
        // The API server has said it in the middle of the write.
        403 => {
            assert_eq!(problem.code, "console.credential_refused");
            assert!(
                problem.detail.contains("Sign in again"),
                "{}",
                problem.detail
            );
            assert!(
                problem.detail.contains("Unauthorized"),
                "{}",
                problem.detail
            );
        }
        401 => assert_eq!(problem.code, "console.token_not_known"),
        _ => panic!("{} {}", refused.status, refused.text),
    }
    // On record as what it was: refused, and by whom.
    if refused.status == 403 {
        let auditor = app.token_of_console_admin().await;
        let rows = app.person(
            &auditor,
            Method::GET,
            "/api/v1/audit?action=restart&limit=1",
        );
        let rows = rows.send("").await.expect(200).json();
        let row = &rows["items"][0];
        assert_eq!(row["outcome"], "refused", "{row}");
        let user = format!("system:serviceaccount:{}:editor", app.namespace);
        assert_eq!(row["user"], user);
    }
    all_end(streams, taken).await;
    // And whoever comes back is nobody.
    let again = app.person(editor, Method::GET, "/api/v1/session");
    let again = again.send("").await.expect(401).problem();
    assert!(again.detail.contains("not any more"), "{}", again.detail);
}
