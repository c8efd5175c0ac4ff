//! Whatever is wrong with a request, the answer is a problem document.

use http::Method;

use crate::support::{TestApp, manifest};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn every_rejection_is_a_problem_document() {
    let app = TestApp::on_sandbox().await;
    let collection = app.collection();
    let preflight = contract::path::preflight(&app.name);
    for (method, path, media_type, body, status, kind) in [
        (
            Method::PATCH,
            collection.as_str(),
            "",
            "",
            405,
            "method-not-allowed",
        ),
        (
            Method::TRACE,
            &collection,
            "",
            "",
            405,
            "method-not-allowed",
        ),
        (
            Method::GET,
            "/api/v1/clusters/%ff/facts",
            "",
            "",
            400,
            "malformed-request",
        ),
        (Method::GET, "/api/v2/clusters", "", "", 404, "not-found"),
        (
            Method::POST,
            &collection,
            "application/xml",
            "<a/>",
            415,
            "unsupported-media-type",
        ),
        (
            Method::POST,
            &collection,
            "application/x-www-form-urlencoded",
            "a=b",
            415,
            "unsupported-media-type",
        ),
        (
            Method::POST,
            &collection,
            "application/json",
            "a: b",
            400,
            "malformed-request",
        ),
        (
            Method::POST,
            &collection,
            "application/json",
            "{\"a\":",
            400,
            "syntax-error",
        ),
        (
            Method::POST,
            &collection,
            "application/yaml",
            " \n",
            400,
            "malformed-request",
        ),
        (
            Method::POST,
            &preflight,
            "application/yaml",
            "",
            400,
            "malformed-request",
        ),
        (
            Method::PUT,
            "/api/v1/drafts/1",
            "application/json",
            "{",
            400,
            "malformed-request",
        ),
        (
            Method::PUT,
            "/api/v1/drafts/1",
            "application/json",
            "[]",
            400,
            "malformed-request",
        ),
    ] {
        let mut call = app.signed_in(method.clone(), path);
        if !media_type.is_empty() {
            call = call.header("content-type", media_type);
        }
        let problem = call.send(body).await.expect(status).problem();
        assert_eq!(
            problem.kind,
            format!("/problems/{kind}"),
            "{method} {path} {body}"
        );
    }
    let method = app
        .signed_in(Method::PATCH, &collection)
        .send("")
        .await
        .expect(405);
    assert_eq!(method.header("allow"), "POST");
    let query = format!("{collection}?dryRun=Some");
    app.signed_in(Method::POST, &query)
        .send(manifest("a"))
        .await
        .expect(400)
        .problem();
}

#[tokio::test]
async fn however_much_is_wrong_the_answer_is_short() {
    let app = TestApp::on_sandbox().await;
    // Each of them is read again without those before it.
    let names = (0..200_000).map(|number| format!("\"field-{number}\": 1"));
    let body = format!("{{{}}}", names.collect::<Vec<_>>().join(", "));
    let draft = app.signed_in(Method::PUT, &contract::path::draft("1"));
    let draft = draft.header("content-type", "application/json").send(body);
    let query: Vec<String> = (0..5_000).map(|number| format!("f{number}=1")).collect();
    let list = format!(
        "{}?{}",
        contract::path::daemonsets(&app.name),
        query.join("&")
    );
    for problem in [
        draft.await.expect(400).problem(),
        app.get(&list).await.expect(400).problem(),
    ] {
        assert_eq!(problem.errors.len(), 20, "{}", problem.detail);
    }
}

#[tokio::test]
async fn what_is_not_text_is_refused() {
    let app = TestApp::on_sandbox().await;
    let answer = app
        .signed_in(Method::POST, &app.collection())
        .send(vec![b'a', 0xff])
        .await;
    assert!(answer.expect(400).problem().detail.contains("byte 2"));
}

#[tokio::test]
async fn a_compressed_body_is_refused_as_such() {
    let app = TestApp::on_sandbox().await;
    let draft = contract::path::draft("1");
    for (method, path) in [(Method::POST, app.collection()), (Method::PUT, draft)] {
        let call = app.signed_in(method, &path);
        let call = call.header("content-type", "application/json");
        let answer = call.header("content-encoding", "gzip").send("{}").await;
        assert!(
            answer
                .expect(415)
                .problem()
                .detail
                .contains("`Content-Encoding: gzip`")
        );
    }
}

#[tokio::test]
async fn a_body_over_three_mebibytes_is_too_large_and_one_of_just_that_is_not() {
    let app = TestApp::on_sandbox().await;
    let text = manifest("agent");
    let padded = |length: usize| format!("{text}#{}", "x".repeat(length - text.len() - 1));
    for length in [(3 << 20) + 1, 4 << 20] {
        let problem = app.create(&padded(length)).await.expect(413).problem();
        assert_eq!(problem.kind, "/problems/too-large");
    }
    app.create(&padded(3 << 20)).await.expect(201);
}

#[tokio::test]
async fn every_answer_bears_the_id_of_its_request() {
    let app = TestApp::on_sandbox().await;
    let first = app.get("/api/v1/clusters").await.expect(200);
    let second = app.get("/api/v1/nowhere").await.expect(404);
    let (first, second) = (first.header("x-request-id"), second.header("x-request-id"));
    assert_eq!((first.len(), second.len()), (36, 36), "{first} {second}");
    assert_ne!(first, second);
    for (given, is_kept) in [("abc-1.2", true), ("a b", false), (&"x".repeat(200), false)] {
        let call = app.signed_in(Method::GET, "/api/v1/clusters");
        let answer = call
            .header("x-request-id", given)
            .send("")
            .await
            .expect(200);
        assert_eq!(answer.header("x-request-id") == given, is_kept, "{given}");
    }
}
