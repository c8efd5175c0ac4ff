//! Drafts through the API; that they survive a kill is shown by `tests/process.rs`.

use http::Method;

use crate::support::TestApp;

/// The most bytes of a manifest, and so of a draft.
const LONGEST: usize = manifest::yaml::limit::MAX_BYTES;
const DRAFT: &str = "/api/v1/drafts/8c1c0b0e-0000-4000-8000-000000000001";

async fn put(app: &TestApp, path: &str, text: &str) -> crate::support::Answer {
    let body = serde_json::json!({"cluster": "sandbox", "text": text});
    app.signed_in(Method::PUT, path)
        .header("content-type", "application/json")
        .send(body.to_string())
        .await
}

#[tokio::test]
async fn a_draft_is_kept_as_typed() {
    let app = TestApp::start().await;
    let text = "kind: [ broken\n# and still here: é";
    let kept = put(&app, DRAFT, text).await.expect(200).json();
    assert_eq!(kept["text"], text);
    assert_eq!(app.get(DRAFT).await.expect(200).json(), kept);
    let list = app.get("/api/v1/drafts").await.expect(200).json();
    let summary = &list["items"][0];
    assert_eq!(
        (&summary["id"], &summary["updated"], &summary["bytes"]),
        (
            &kept["id"],
            &kept["updated"],
            &serde_json::json!(text.len())
        )
    );
    assert_eq!(summary.get("text"), None);
    app.delete(DRAFT).await.expect(204);
    app.delete(DRAFT).await.expect(204);
    app.get(DRAFT).await.expect(404).problem();
}

#[tokio::test]
async fn a_draft_is_known_by_name_and_carries_what_it_began_from() {
    let app = TestApp::start().await;
    let send = async |body: serde_json::Value| {
        app.signed_in(Method::PUT, DRAFT)
            .header("content-type", "application/json")
            .send(body.to_string())
            .await
    };
    let origin = serde_json::json!({"namespace": "logging", "name": "agent", "text": "a: 0"});
    let first = send(serde_json::json!({
        "cluster": "sandbox", "text": "a: 1", "name": "agent", "namespace": "logging", "origin": origin,
    }))
    .await
    .expect(200)
    .json();
    assert_eq!(first["origin"], origin);
    let summary = &app.get("/api/v1/drafts").await.expect(200).json()["items"][0];
    assert_eq!(
        (
            &summary["name"],
            &summary["originNamespace"],
            &summary["originName"]
        ),
        (&"agent".into(), &"logging".into(), &"agent".into())
    );
    // The next one says what it began from, and not once more what is edited.
    let next = |based_on: &serde_json::Value, text: &str| serde_json::json!({"cluster": "sandbox", "text": text, "basedOn": based_on});
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    let second = send(next(&first["updated"], "a: 2"))
        .await
        .expect(200)
        .json();
    assert_ne!(second["updated"], first["updated"]);
    let late = send(next(&first["updated"], "a: late")).await;
    assert!(late.expect(409).problem().kind.ends_with("/conflict"));
    let kept = app.get(DRAFT).await.expect(200).json();
    assert_eq!((&kept["text"], &kept["origin"]), (&"a: 2".into(), &origin));

    for (body, field) in [
        (next(&"yesterday".into(), "x"), "basedOn"),
        (
            serde_json::json!({"cluster": "c", "text": "t", "origin": {"namespace": "A_b", "name": "n", "text": ""}}),
            "origin.namespace",
        ),
        (
            serde_json::json!({"cluster": "c", "text": "t", "origin": {"namespace": "b", "name": "", "text": ""}}),
            "origin.name",
        ),
    ] {
        let refused = send(body).await.expect(422).problem();
        assert_eq!(refused.errors[0].field, field);
    }
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused() {
    let app = TestApp::start().await;
    put(&app, "/api/v1/drafts/a%20b", "x")
        .await
        .expect(422)
        .problem();
    put(&app, DRAFT, "a\0b").await.expect(422).problem();
    put(&app, DRAFT, &"\"".repeat(LONGEST + 1))
        .await
        .expect(413)
        .problem();
    // As much as a manifest may have, though as JSON it is twice as long.
    put(&app, DRAFT, &"\"".repeat(LONGEST)).await.expect(200);
    let no_json = app.signed_in(Method::PUT, DRAFT).send("{}").await;
    no_json.expect(415).problem();
    let unknown_field = app
        .signed_in(Method::PUT, DRAFT)
        .header("content-type", "application/json; charset=utf-8")
        .send(r#"{"cluster": "c", "text": "t", "colour": 1}"#)
        .await;
    assert!(
        unknown_field
            .expect(400)
            .problem()
            .detail
            .contains("colour")
    );
}

#[tokio::test]
async fn nobody_fills_the_database_with_drafts() {
    let app = TestApp::start().await;
    for number in 0..100 {
        put(&app, &format!("/api/v1/drafts/{number}"), "x")
            .await
            .expect(200);
    }
    put(&app, "/api/v1/drafts/one-more", "x")
        .await
        .expect(422)
        .problem();
    put(&app, "/api/v1/drafts/7", "changed").await.expect(200);
}

#[tokio::test]
async fn nobody_fills_the_database_with_long_drafts() {
    let app = TestApp::start().await;
    let long = "x".repeat(1 << 20);
    for number in 0..16 {
        put(&app, &format!("/api/v1/drafts/{number}"), &long)
            .await
            .expect(200);
    }
    let one_more = put(&app, "/api/v1/drafts/one-more", "x").await.expect(422);
    assert!(one_more.problem().detail.contains("16 MiB"));
    // Of however many and however long ones, a list is short.
    let list = app.get("/api/v1/drafts").await.expect(200);
    assert!(list.text.len() < 4096, "{}", list.text.len());
    put(&app, "/api/v1/drafts/7", "short").await.expect(200);
    put(&app, "/api/v1/drafts/one-more", "x").await.expect(200);
}
