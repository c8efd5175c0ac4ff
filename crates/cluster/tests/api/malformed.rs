//! Answers that no API server gives: each is an error that says so, and none a panic or an empty list.

use cluster::{ClusterError, Credential, Impersonation, WriteOptions};
use jiff::Timestamp;
use serde_json::json;

use crate::mock::MockServer;

static ME: Credential = Credential::of_kubeconfig();
const TRY: WriteOptions = WriteOptions {
    dry_run: true,
    resumes: None,
};

#[tokio::test]
async fn an_answer_that_is_no_object_is_an_error() {
    for text in ["[]", "7", "null", "\"text\"", "", "<html>", " [ {} ]"] {
        let server = MockServer::default();
        let (cluster, seen) = (server.cluster(), server.watched());
        let user = cluster.as_user(&ME);
        let script = || {
            server.forget_script();
            server.script_raw(200, Vec::new(), text.to_owned());
            server.script_raw(200, Vec::new(), text.to_owned());
        };
        script();
        let events = user.events(&seen, "n", "d").await.err();
        script();
        let revisions = user.revisions(&seen, "n", "d").await.err();
        script();
        let services = user.services("n", "d").await.err();
        script();
        let rollback = user.rollback("n", "d", 0, TRY).await.err();
        script();
        let restart = user
            .restart("n", "d", Timestamp::UNIX_EPOCH, TRY)
            .await
            .err();
        script();
        let keys = user.secret_keys("n", "s").await.err();
        script();
        let config = user.docker_config("n", "s").await.err();
        for error in [events, revisions, services, rollback, restart, keys, config] {
            assert!(
                matches!(error, Some(ClusterError::UnreadableAnswer { .. })),
                "{text}: {error:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_list_of_what_is_no_object_is_an_error() {
    let daemon_set = json!({"metadata": {"namespace": "n", "uid": "u"}}).to_string();
    for list in [
        "[]",
        "7",
        "{}",
        r#"{"items":[7]}"#,
        r#"{"items":{}}"#,
        r#"{"items":[[]]}"#,
    ] {
        let server = MockServer::default();
        let cluster = server.cluster();
        let user = cluster.as_user(&ME);
        let script = || {
            server.script_raw(200, Vec::new(), daemon_set.clone());
            server.script_raw(200, Vec::new(), list.to_owned());
        };
        script();
        let revisions = user.revisions(&server.watched(), "n", "d").await.err();
        script();
        let services = user.services("n", "d").await.err();
        script();
        let rollback = user.rollback("n", "d", 0, TRY).await.err();
        for error in [revisions, services, rollback] {
            assert!(
                matches!(error, Some(ClusterError::UnreadableAnswer { .. })),
                "{list}: {error:?}"
            );
        }
    }
}

#[tokio::test]
async fn an_object_of_the_wrong_shape_is_no_panic() {
    let revision = |number: u64| {
        json!({"metadata": {"ownerReferences": [{"controller": true, "uid": "u"}]},
            "revision": number, "data": []})
    };
    let list = json!({"items": [revision(1), revision(2)]}).to_string();
    for spec in [
        json!([]),
        json!(7),
        json!({"template": []}),
        json!({"template": 7}),
    ] {
        let object = json!({"metadata": {"namespace": "n", "uid": "u"}, "spec": spec}).to_string();
        let server = MockServer::default();
        for answer in [&object, &list, &object] {
            server.script_raw(200, Vec::new(), answer.clone());
        }
        let cluster = server.cluster();
        let user = cluster.as_user(&ME);
        assert!(user.rollback("n", "d", 1, TRY).await.is_ok(), "{object}");
    }
}

#[tokio::test]
async fn who_has_too_many_groups_for_a_header_is_told_how_large_they_are() {
    // Of the groups of a token that goes on as it is, and of those that the console names.
    let person = Credential::impersonating(&Impersonation {
        user: "ann".to_owned(),
        groups: (0..300)
            .map(|number| format!("group-{number:04}"))
            .collect(),
        ..Impersonation::default()
    })
    .unwrap();
    let page = "<html><title>400 Request Header Or Cookie Too Large</title></html>";
    for (code, body, is_too_large) in [
        (431, "", true),
        (400, page, true),
        (400, "<html>another page</html>", false),
    ] {
        let server = MockServer::default();
        server.script_raw(code, Vec::new(), body.to_owned());
        let cluster = server.cluster();
        let error = cluster.as_user(&person).secret_keys("n", "s").await;
        match error.unwrap_err() {
            ClusterError::IdentityTooLarge { bytes, .. } => {
                assert!(
                    is_too_large && (8000..9000).contains(&bytes),
                    "{code} {bytes}"
                );
            }
            other => assert!(!is_too_large, "{other:?}"),
        }
    }
}
