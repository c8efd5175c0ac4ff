//! An update has one answer at every door too, against what is stored.

use http::Method;

use super::{Refused, check, of_preflight, of_write};
use crate::support::{TestApp, manifest};

#[tokio::test]
async fn an_update_is_judged_alike() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    // Until then its status is written, and each time it is another version.
    app.eventually("every node runs it", || {
        app.cluster
            .row(&app.namespace, "agent")
            .is_some_and(|row| row.counts.desired > 0 && row.counts.available == row.counts.desired)
    })
    .await;
    let stored = app
        .signed_in(Method::GET, &app.object("agent"))
        .header("accept", "application/yaml")
        .send("")
        .await
        .expect(200)
        .text;
    let line = |name: &str| {
        let mut lines = stored.lines();
        let found = lines.find(|line| line.trim_start().starts_with(name));
        format!("{}\n", found.unwrap())
    };
    let (uid, version) = (line("uid:"), line("resourceVersion:"));
    for (text, fields) in [
        (stored.clone(), &[][..]),
        (stored.replace("agent:1.0", "agent:2.0"), &[]),
        (
            stored.replace(&format!("  namespace: {}\n", app.namespace), ""),
            &[],
        ),
        (
            stored.replacen(
                "metadata:\n",
                "metadata:\n  selfLink: /x\n  managedFields: [{operation: Lose}]\n",
                1,
            ),
            &[],
        ),
        (format!("---\n{stored}---\n"), &[]),
        (
            stored
                .replace("app: agent", "app: other")
                .replace("image: registry.example/agent:1.0", "image: ''"),
            &["spec.selector", "spec.template.spec.containers[0].image"],
        ),
        (stored.replace(&uid, "  uid: another\n"), &["metadata.uid"]),
        (
            stored.replace(&version, "  resourceVersion: '1'\n"),
            &["metadata.resourceVersion"],
        ),
    ] {
        let expected: Refused = fields.iter().map(|&field| field.to_owned()).collect();
        let path = format!("/api/v1/clusters/{}/preflight?operation=update", app.name);
        // Without a namespace the preflight cannot know which object is meant.
        if text.contains("  namespace:") {
            let answer = app.signed_in(Method::POST, &path).send(text.clone()).await;
            assert_eq!(of_preflight(answer), expected, "preflight on\n{text}");
        }
        let path = format!("{}?dryRun=All", app.object("agent"));
        let answer = app.signed_in(Method::PUT, &path).send(text.clone()).await;
        assert_eq!(
            of_write(&answer),
            expected,
            "replace with\n{text}\n{}",
            answer.text
        );
        let (told, code) = check(&text, Some(&stored));
        assert_eq!(told, expected, "check on\n{text}");
        assert_eq!(
            code,
            Some(i32::from(!fields.is_empty())),
            "check on\n{text}"
        );
    }
    let missing = stored.replace("name: agent\n", "name: nobody\n");
    let path = format!("/api/v1/clusters/{}/preflight?operation=update", app.name);
    app.signed_in(Method::POST, &path)
        .send(missing)
        .await
        .expect(404);
    let path = format!("/api/v1/clusters/{}/preflight?operation=delete", app.name);
    app.signed_in(Method::POST, &path)
        .send(stored)
        .await
        .expect(400);
}
