//! Whatever is sent to be judged, others are answered meanwhile.

use std::fmt::Write as _;

use http::Method;

use crate::support::{TestApp, manifest};

/// How long a text is that takes a while.
const LONG: usize = 2 << 20;

/// How often health is asked meanwhile.
const ASKED: usize = 50;

/// A manifest with so many labels that are wrong.
fn with_bad_labels() -> String {
    let mut labels = String::from("  labels:\n");
    let mut number = 0;
    while labels.len() < LONG {
        let _ = writeln!(labels, "    bad label {number}: -x-");
        number += 1;
    }
    manifest("agent").replace("spec:\n  selector", &format!("{labels}spec:\n  selector"))
}

/// A text that begins as JSON, is long, and is YAML alone.
fn no_json() -> String {
    let values = "{\"a\": 1}, ".repeat(LONG / 10);
    format!("{{\"list\": [{values}], 'kind': DaemonSet}}")
}

/// The runtime of this test has one thread: what would be judged there would be done before anything else is answered.
#[tokio::test]
async fn health_answers_while_long_texts_are_judged() {
    let app = TestApp::on_sandbox().await;
    app.create(&manifest("agent")).await.expect(201);
    let preflight = contract::path::preflight(&app.name);
    let (labels, no_json) = (with_bad_labels(), no_json());
    for (method, path, media_type, text, status) in [
        (Method::POST, preflight, "application/yaml", &labels, 200),
        (
            Method::POST,
            app.collection(),
            "application/yaml",
            &labels,
            422,
        ),
        (
            Method::POST,
            app.collection(),
            "application/json",
            &no_json,
            400,
        ),
        (
            Method::PUT,
            app.object("agent"),
            "application/yaml",
            &labels,
            422,
        ),
    ] {
        let judged = app.signed_in(method, &path);
        let judged = judged.header("content-type", media_type).send(text.clone());
        let healthy = async {
            for _ in 0..ASKED {
                app.get("/healthz").await.expect(200);
                tokio::task::yield_now().await;
            }
        };
        let mut judged = std::pin::pin!(judged);
        let mut healthy = std::pin::pin!(healthy);
        tokio::select! {
            // In this order, each time: the text is at work before health is asked.
            biased;
            answer = &mut judged => panic!("{path}: {} before anybody else", answer.status),
            () = &mut healthy => {}
        }
        judged.await.expect(status);
    }
}
