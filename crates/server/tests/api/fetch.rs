//! Texts of the internet: what is refused before anything is asked, and how it is said. What is fetched, and from whom,
//! is tested in the crate `fetch`.

use http::Method;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn what_may_not_be_fetched_is_said_at_the_address() {
    let app = TestApp::start().await;
    for (address, reason) in [
        ("kube-flannel.yml", "NotAnAddress"),
        ("http://raw.githubusercontent.com/a/b/c.yaml", "NotHttps"),
        ("https://raw.githubusercontent.com:6443/a", "PortNotAllowed"),
        ("https://127.0.0.1/", "NumericHost"),
        ("https://[::ffff:169.254.169.254]/latest/", "NumericHost"),
        ("https://me@github.com/a", "CredentialsInAddress"),
        ("https://kubernetes.default.svc/api", "HostNotAllowed"),
        ("https://localhost/", "HostNotAllowed"),
    ] {
        let call = app.signed_in(Method::POST, "/api/v1/fetch");
        let call = call.header("content-type", "application/json");
        let answer = call.send(json!({"address": address}).to_string()).await;
        let problem = answer.expect(403).problem();
        let error = &problem.errors[0];
        assert_eq!(
            (error.field.as_str(), error.reason.as_str()),
            ("address", reason)
        );
    }
    let hosts = app.get("/api/v1/fetch").await.expect(200).json();
    assert_eq!(hosts["hosts"][0], "github.com");
}
