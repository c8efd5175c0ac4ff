//! Texts to begin with.

use http::Method;

use crate::support::TestApp;

#[tokio::test]
async fn each_template_is_taken_by_the_cluster() {
    let app = TestApp::start().await;
    let list = app.get("/api/v1/templates").await.expect(200).json();
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 6);
    for template in items {
        let path = format!("{}?dryRun=All&answer=Objects", app.collection());
        let text = template["text"].as_str().unwrap().to_owned();
        let answer = app.signed_in(Method::POST, &path).send(text).await;
        assert_eq!(answer.status, 201, "{}: {}", template["id"], answer.text);
        let answer = answer.json();
        let objects = answer["items"].as_array().unwrap();
        assert!(objects.iter().all(|it| it["fate"] == "tried"), "{answer}");
    }
}
