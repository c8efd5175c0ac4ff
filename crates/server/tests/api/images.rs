//! `GET …/images`: what the console says where no registry is asked.

use crate::support::TestApp;

/// The path in the description.
const IMAGES: &str = "/api/v1/clusters/{cluster}/namespaces/{namespace}/images";

#[tokio::test]
async fn what_is_no_image_is_said_at_its_name() {
    let app = TestApp::start().await;
    for image in ["Nginx", "a b", "https://ghcr.io/a", "nginx:", "a@sha256:1"] {
        let path = contract::path::images(&app.name, &app.namespace, image, &[]);
        let answer = app.get(&path).await.expect(422);
        crate::description::is_as_described(IMAGES, &answer);
        let problem = answer.problem();
        assert_eq!(problem.errors[0].field, "image", "{image}");
    }
}

#[tokio::test]
async fn a_console_that_asks_nobody_says_so() {
    let app = TestApp::start().await;
    let secrets = ["missing".to_owned()];
    let path = contract::path::images(&app.name, &app.namespace, "quay.io/a/b:1", &secrets);
    let problem = app.get(&path).await.expect(502).problem();
    assert!(problem.detail.contains("--image-registry"), "{problem:?}");
}
