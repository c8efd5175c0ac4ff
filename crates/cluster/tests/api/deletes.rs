//! What is deleted, and what of the same name is not.

use cluster::{Credential, DeleteOptions, PropagationPolicy, WriteOptions};
use http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::mock::MockServer;

static ME: Credential = Credential::of_kubeconfig();

#[tokio::test]
async fn a_deletion_says_what_it_means() {
    let server = MockServer::default();
    let cluster = server.cluster();
    let options = DeleteOptions {
        propagation_policy: Some(PropagationPolicy::Foreground),
        resource_version: Some("7".to_owned()),
        uid: Some("u".to_owned()),
        write: WriteOptions {
            dry_run: true,
            resumes: None,
        },
    };
    for options in [DeleteOptions::default(), options] {
        server.script(200, &json!({"kind": "Status", "status": "Success"}));
        cluster
            .as_user(&ME)
            .delete("n", "d", &options)
            .await
            .unwrap();
    }
    let bodies: Vec<_> = server
        .received()
        .into_iter()
        .map(|request| request.body)
        .collect();
    assert_eq!(
        bodies,
        [
            json!({"kind": "DeleteOptions", "apiVersion": "v1"}),
            json!({"kind": "DeleteOptions", "apiVersion": "v1",
                "propagationPolicy": "Foreground", "dryRun": ["All"],
                "preconditions": {"resourceVersion": "7", "uid": "u"}}),
        ]
    );
}

#[tokio::test]
async fn what_is_sent_again_deletes_what_was_looked_at_and_nothing_else() {
    let server = MockServer::default();
    let success = json!({"kind": "Status", "status": "Success"});
    let there = |kind: &str, created: &str, uid: &str| json!({"kind": kind, "metadata": {"creationTimestamp": created, "uid": uid}});
    // The DaemonSet and the first Service are there still, the second is another one by now.
    server.script(200, &there("DaemonSet", "2020-01-01T00:00:00Z", "u-0"));
    server.script(200, &success);
    server.script(200, &there("Service", "2020-01-01T00:00:00Z", "u-1"));
    server.script(200, &success);
    server.script(200, &there("Service", "2040-01-01T00:00:00Z", "u-2"));
    let options = DeleteOptions {
        write: WriteOptions {
            dry_run: false,
            resumes: Some(Timestamp::now()),
        },
        ..DeleteOptions::default()
    };
    let services = ["one".to_owned(), "two".to_owned()];
    let cluster = server.cluster();
    let deletion = cluster
        .as_user(&ME)
        .delete_with_services("n", "d", &services, &options)
        .await;
    assert!(deletion.result.is_ok(), "{:?}", deletion.result);
    assert!(
        deletion.services.iter().all(|it| matches!(it, Some(Ok(_)))),
        "{:?}",
        deletion.services
    );
    let received = server.received();
    let deleted: Vec<(&str, &Value)> = received
        .iter()
        .filter(|request| request.method == Method::DELETE)
        .map(|request| (&*request.target, &request.body["preconditions"]["uid"]))
        .collect();
    let (first, second) = (json!("u-0"), json!("u-1"));
    assert_eq!(
        deleted,
        [
            ("/apis/apps/v1/namespaces/n/daemonsets/d", &first),
            ("/api/v1/namespaces/n/services/one", &second),
        ]
    );
}
