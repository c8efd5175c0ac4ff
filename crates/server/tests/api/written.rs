//! What is given as YAML says to every reader what was sent.

use std::path::Path;

use http::Method;
use manifest::Document;

use crate::support::TestApp;

#[tokio::test]
async fn a_script_comes_back_as_it_was_sent() {
    let file = "../../../shared/field/c06-script-roundtrip.yaml";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("skipped: {} is not here", file.display());
        return;
    };
    let app = TestApp::start().await;
    let namespace = format!("namespace: {}", app.namespace);
    let text = text.replace("namespace: default", &namespace);
    app.create(&text).await.expect(201);
    let sent = Document::parse(text).value();
    let path = app.object("scripted");
    let json = app.get(&path).await.expect(200).json();
    let get = app
        .signed_in(Method::GET, &path)
        .header("accept", "application/yaml");
    let yaml = get.send("").await.expect(200).text;
    let read = Document::parse(&*yaml).value();
    for given in [&json, &read] {
        let container = |object: &serde_json::Value| {
            object["spec"]["template"]["spec"]["containers"][0]["args"].clone()
        };
        assert_eq!(container(given), container(&sent));
        let annotations = sent["metadata"]["annotations"].as_object().unwrap();
        for (key, text) in annotations {
            assert_eq!(given["metadata"]["annotations"][key], *text, "{key}");
        }
    }
    // What other readers of YAML 1.1 take for a number, a date, a time or a truth value.
    for text in [
        "0123",
        "1e3",
        "y",
        "~",
        "12:30:45",
        "2024-01-01",
        "0x1F",
        ".5",
        "1_000",
        "null",
        "Off",
    ] {
        let is_quoted = ["\"", "'"].iter().any(|quote| {
            let line = format!("- {quote}{text}{quote}");
            yaml.lines().any(|it| it.trim_start() == line)
        });
        assert!(is_quoted, "{text} in\n{yaml}");
    }
}
