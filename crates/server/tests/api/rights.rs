//! A user whom the cluster allows little: he sees what he may see, and is told what he may not do.

use serde_json::json;

use crate::support::{TestApp, manifest};

#[tokio::test]
async fn a_refused_right_is_said_and_takes_nothing_else_away() {
    let rules = json!([{
        "apiGroups": ["", "apps"],
        "resources": ["namespaces", "daemonsets", "pods"],
        "verbs": ["get", "list", "watch"],
    }]);
    let user = format!("reader-{}", std::process::id());
    let Some(app) = TestApp::as_user(&user, rules).await else {
        println!("skipped on the sandbox, which knows no rights");
        return;
    };

    let refused = app.create(&manifest("agent")).await.expect(403).problem();
    assert_eq!(refused.kind, "/problems/forbidden");
    assert!(
        refused.detail.contains(&user) && refused.detail.contains("cannot create resource"),
        "{}",
        refused.detail
    );

    let rows = format!(
        "{}?namespace={}",
        contract::path::daemonsets(&app.name),
        app.namespace
    );
    assert_eq!(app.get(&rows).await.expect(200).json()["items"], json!([]));

    let facts = contract::path::facts(&app.name, &app.namespace);
    let facts = app.get(&facts).await.expect(200).json();
    for plural in ["nodes", "resourcequotas", "secrets"] {
        assert_eq!(
            facts["unknown"][plural],
            format!("no right to list {plural}"),
            "{facts}"
        );
    }
}
