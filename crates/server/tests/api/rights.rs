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

#[tokio::test]
async fn who_may_update_need_not_be_allowed_to_read() {
    let rules = json!([{
        "apiGroups": ["", "apps"],
        "resources": ["namespaces", "daemonsets", "pods"],
        "verbs": ["list", "watch", "create", "update"],
    }]);
    let user = format!("updater-{}", std::process::id());
    let Some(app) = TestApp::as_user(&user, rules).await else {
        println!("skipped on the sandbox, which knows no rights");
        return;
    };
    let text = manifest("agent");
    let created = app.create(&text).await.expect(201).json();
    let version = created["metadata"]["resourceVersion"].as_str().unwrap();
    let with_version = |text: &str| {
        text.replacen(
            "metadata:\n",
            &format!("metadata:\n  resourceVersion: '{version}'\n"),
            1,
        )
    };
    let path = format!("{}?dryRun=All", app.object("agent"));
    let put = async |text: String| app.signed_in(http::Method::PUT, &path).send(text).await;
    // Its status may have been written since.
    let answer = put(with_version(&text)).await;
    assert!(
        matches!(answer.status.as_u16(), 200 | 409),
        "{}",
        answer.text
    );
    // What is wrong with a field is told by the API server, what cannot be read by us.
    let wrong =
        with_version(&text.replace("image:", "imagePullPolicy: Sometimes\n          image:"));
    let refused = put(wrong).await;
    assert!(
        matches!(refused.status.as_u16(), 422 | 409),
        "{}",
        refused.text
    );
    let unknown = put(with_version(
        &text.replace("image:", "imago: a\n          image:"),
    ))
    .await;
    let problem = unknown.expect(422).problem();
    assert!(
        problem.errors[0].field.ends_with("containers[0].imago"),
        "{problem:?}"
    );
    let preflight = format!("/api/v1/clusters/{}/preflight?operation=update", app.name);
    let text = with_version(&text);
    let refused = app
        .signed_in(http::Method::POST, &preflight)
        .send(text)
        .await;
    assert!(
        refused
            .expect(403)
            .problem()
            .detail
            .contains("the right to get it")
    );
}
