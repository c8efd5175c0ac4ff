//! The OpenAPI document is generated from the handlers; this is what it says.

use crate::support::TestApp;

#[test]
fn the_description_of_the_api() {
    insta::with_settings!({snapshot_path => "../snapshots", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("openapi", server::openapi::text());
    });
}

#[tokio::test]
async fn it_is_served_as_the_command_prints_it() {
    let app = TestApp::on_sandbox().await;
    let served = app.get("/api/v1/openapi.json").await.expect(200);
    assert_eq!(served.text, server::openapi::text());
    assert_eq!(served.json()["openapi"], "3.1.0");
}
