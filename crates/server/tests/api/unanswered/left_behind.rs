//! What a console left behind that died: the janitor completes it.

use store::audit::{self, Action, Actor, Entry, Subject};

use super::{nowhere, settled, trail};
use crate::support::{TestApp, manifest};

/// Leaves a row as a console does that is killed before the cluster has answered.
async fn leave_behind(app: &TestApp, name: &str, action: Action, at: jiff::Timestamp) {
    let subject = Subject {
        actor: &Actor::named("local"),
        action,
        cluster: &app.name,
        namespace: &app.namespace,
        kind: "DaemonSet",
        name,
    };
    let entry = Entry::begin(audit::new_id(at), subject, at);
    app.app.store.audit().begin(&[entry]).await.unwrap();
}

#[tokio::test]
async fn what_a_console_left_behind_that_died_is_completed() {
    let app = TestApp::start().await;
    let created = app.create(&manifest("agent")).await.expect(201);
    drop(created);
    let now = jiff::Timestamp::now();
    // Kubernetes tells whole seconds: what was created a moment before might have been made anew since.
    let next = now + jiff::SignedDuration::from_secs(10);
    for (name, action, now) in [
        ("agent", Action::Create, now),
        ("none", Action::Create, now),
        ("agent", Action::Delete, next),
        ("none", Action::Delete, next),
        ("agent", Action::Restart, next),
    ] {
        leave_behind(&app, name, action, now).await;
    }
    let later = now + jiff::SignedDuration::from_secs(600);
    server::janitor::look_after_writes(&app.app, later)
        .await
        .unwrap();
    let mut rows = trail(&app).await;
    rows.sort();
    assert_eq!(
        rows,
        [
            "create DaemonSet agent done",
            "create DaemonSet agent done",
            "create DaemonSet none failed",
            "delete DaemonSet agent failed",
            "delete DaemonSet none done",
            "restart DaemonSet agent failed",
        ]
    );
}

#[tokio::test]
async fn a_change_that_died_with_its_console_is_found_by_who_wrote_last() {
    let app = TestApp::start().await;
    app.create(&nowhere()).await.expect(201);
    let object = app.object("agent");
    let stored = settled(&app, &object).await;
    // Kubernetes says in whole seconds when something was written.
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    let before = jiff::Timestamp::now();
    let changed = stored.text.replace("agent:1.0", "agent:2.0");
    let replace = app.signed_in(http::Method::PUT, &object);
    replace.send(changed).await.expect(200);
    let after = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(10);
    leave_behind(&app, "agent", Action::Replace, before).await;
    leave_behind(&app, "agent", Action::Rollback, after).await;
    let later = after + jiff::SignedDuration::from_secs(600);
    server::janitor::look_after_writes(&app.app, later)
        .await
        .unwrap();
    let mut rows = trail(&app).await;
    rows.sort();
    assert_eq!(
        rows,
        [
            "create DaemonSet agent done",
            "replace DaemonSet agent done",
            "replace DaemonSet agent done",
            "rollback DaemonSet agent failed",
        ]
    );
}

#[tokio::test]
async fn a_change_that_only_took_something_away_is_not_said_to_have_failed() {
    let app = TestApp::start().await;
    let with_variable = nowhere() + "          env: [{name: A, value: b}]\n";
    app.create(&with_variable).await.expect(201);
    let object = app.object("agent");
    let mut stored = settled(&app, &object).await.json();
    // Kubernetes says in whole seconds when something was written.
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    let before = jiff::Timestamp::now();
    let container = &mut stored["spec"]["template"]["spec"]["containers"][0];
    container.as_object_mut().unwrap().remove("env").unwrap();
    let replace = app.signed_in(http::Method::PUT, &object);
    let replace = replace.header("content-type", "application/json");
    replace.send(stored.to_string()).await.expect(200);
    settled(&app, &object).await;
    leave_behind(&app, "agent", Action::Replace, before).await;
    let later = before + jiff::SignedDuration::from_secs(600);
    server::janitor::look_after_writes(&app.app, later)
        .await
        .unwrap();
    let rows = trail(&app).await;
    // By its time it comes before the one that was answered.
    assert_eq!(rows[1], "replace DaemonSet agent unknown", "{rows:?}");
}

#[tokio::test]
async fn what_tells_nothing_keeps_nobody_behind_it_waiting() {
    let app = TestApp::start().await;
    let now = jiff::Timestamp::now();
    // Of an object that is not there nobody knows whether it was changed before it went.
    let writes = std::iter::repeat_n(("gone", Action::Replace), 60);
    for (name, action) in writes.chain([("none", Action::Create)]) {
        leave_behind(&app, name, action, now).await;
    }
    let later = now + jiff::SignedDuration::from_secs(600);
    server::janitor::look_after_writes(&app.app, later)
        .await
        .unwrap();
    let rows = trail(&app).await;
    let unknown = "replace DaemonSet gone unknown";
    assert_eq!(rows.iter().filter(|row| *row == unknown).count(), 60);
    assert!(
        rows.contains(&"create DaemonSet none failed".to_owned()),
        "{rows:?}"
    );
}
