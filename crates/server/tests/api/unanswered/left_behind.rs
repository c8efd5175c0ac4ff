//! What a console left behind that died: the janitor completes it.

use store::audit::{self, Action, Actor, Entry, Subject};

use super::trail;
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
