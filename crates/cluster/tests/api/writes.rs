//! What is sent to the API server, and what becomes of its answers.

use cluster::{Cause, ClusterError, Credential, Existing, Fate, ManifestError, WriteOptions};
use http::Method;
use serde_json::{Value, json};

use crate::{
    create,
    mock::{MockServer, Received},
};

static ME: Credential = Credential::of_kubeconfig();
const TRY: WriteOptions = WriteOptions {
    dry_run: true,
    resumes: None,
};

fn daemon_set() -> Value {
    json!({"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "d"}})
}

fn service(name: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}})
}

/// The object as the server stores it.
fn stored(mut object: Value) -> Value {
    object["metadata"]["namespace"] = json!("n");
    object["metadata"]["uid"] = json!(format!("uid-{}", object["kind"].as_str().unwrap()));
    object["metadata"]["managedFields"] = json!([{"manager": "everynode"}]);
    object
}

fn invalid() -> Value {
    json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": "DaemonSet.apps \"d\" is invalid: spec.selector: Required value",
        "reason": "Invalid", "code": 422,
        "details": {"name": "d", "group": "apps", "kind": "DaemonSet", "causes": [
            {"reason": "FieldValueRequired", "message": "Required value", "field": "spec.selector"},
        ]},
    })
}

const STRICT: &str = "fieldManager=everynode&fieldValidation=Strict";

fn lines(received: &[Received]) -> Vec<String> {
    let line = |request: &Received| format!("{} {}", request.method, request.target);
    received.iter().map(line).collect()
}

#[tokio::test]
async fn one_object_is_created_in_one_request() {
    let server = MockServer::default();
    let warnings = vec![
        ("Warning", r#"299 - "spec.template: \"x\" is deprecated""#),
        ("Warning", r#"299 - "second""#),
    ];
    server.script_raw(201, warnings, stored(daemon_set()).to_string());
    let created = create(
        &server.cluster().as_user(&ME),
        "n",
        &[daemon_set()],
        WriteOptions::default(),
        Existing::Refuse,
    )
    .await
    .result
    .unwrap();
    assert_eq!(
        created.object.to_value()["metadata"]["uid"],
        "uid-DaemonSet"
    );
    assert_eq!(
        created.object.to_value()["metadata"].get("managedFields"),
        None
    );
    assert_eq!(
        created.warnings,
        [r#"spec.template: "x" is deprecated"#, "second"]
    );
    assert!(created.objects.len() == 1);
    let received = server.received();
    let path = "/apis/apps/v1/namespaces/n/daemonsets";
    assert_eq!(lines(&received), [format!("POST {path}?{STRICT}")]);
    assert_eq!(received[0].body, daemon_set());
}

#[tokio::test]
async fn a_refusal_is_kept_whole() {
    let server = MockServer::default();
    server.script(422, &invalid());
    let options = WriteOptions {
        dry_run: true,
        ..WriteOptions::default()
    };
    let error = create(
        &server.cluster().as_user(&ME),
        "n/../x",
        &[daemon_set()],
        options,
        Existing::Refuse,
    )
    .await
    .result
    .unwrap_err();
    assert_eq!(
        lines(&server.received()),
        [format!(
            "POST /apis/apps/v1/namespaces/n%2F..%2Fx/daemonsets?{STRICT}&dryRun=All"
        )]
    );
    assert_eq!(error.code(), Some(422));
    let said = error.to_string();
    let ClusterError::Refused {
        status,
        code,
        reason,
        causes,
        message,
        ..
    } = error
    else {
        panic!("{error:?}");
    };
    assert_eq!((code, reason.as_str()), (422, "Invalid"));
    assert_eq!(status, invalid());
    assert_eq!(
        said,
        format!("the API server refused to create the DaemonSet: {message}")
    );
    assert_eq!(
        causes,
        [Cause {
            reason: "FieldValueRequired".to_owned(),
            message: "Required value".to_owned(),
            field: "spec.selector".to_owned(),
        }]
    );
}

#[tokio::test]
async fn services_are_asked_for_first_and_then_created() {
    let server = MockServer::default();
    let objects = [daemon_set(), service("s")];
    // Services come before DaemonSets.
    for object in objects.iter().rev().chain(objects.iter().rev()) {
        server.script(201, &stored(object.clone()));
    }
    let created = create(
        &server.cluster().as_user(&ME),
        "n",
        &objects,
        WriteOptions::default(),
        Existing::Refuse,
    )
    .await
    .result
    .unwrap();
    assert_eq!(created.objects[1].to_value()["metadata"]["name"], "s");
    let (sets, services) = (
        "/apis/apps/v1/namespaces/n/daemonsets",
        "/api/v1/namespaces/n/services",
    );
    assert_eq!(
        lines(&server.received()),
        [
            format!("POST {services}?{STRICT}&dryRun=All"),
            format!("POST {sets}?{STRICT}&dryRun=All"),
            format!("POST {services}?{STRICT}"),
            format!("POST {sets}?{STRICT}"),
        ]
    );
}

#[tokio::test]
async fn a_service_that_fails_takes_back_what_came_before_it() {
    let server = MockServer::default();
    let objects = [daemon_set(), service("s"), service("t")];
    for object in [&objects[1], &objects[2], &objects[0], &objects[1]] {
        server.script(201, &stored(object.clone()));
    }
    let taken = json!({"kind": "Status", "status": "Failure", "reason": "AlreadyExists",
        "message": "services \"t\" already exists", "code": 409});
    server.script(409, &taken);
    // What is there is looked at, and may be gone again.
    server.script(
        404,
        &json!({"kind": "Status", "status": "Failure", "code": 404}),
    );
    server.script(200, &json!({"kind": "Status", "status": "Success"}));
    let error = create(
        &server.cluster().as_user(&ME),
        "n",
        &objects,
        WriteOptions::default(),
        Existing::Refuse,
    )
    .await
    .result
    .unwrap_err();
    assert_eq!(error.code(), Some(409));
    assert_eq!(
        error.to_string(),
        "the Service n/t could not be created, so nothing was"
    );
    assert!(
        matches!(&error, ClusterError::Companion { document: 2, left_behind, .. } if left_behind.is_empty())
    );
    let received = server.received();
    let delete = received.last().unwrap();
    assert_eq!(delete.method, Method::DELETE);
    assert_eq!(delete.target, "/api/v1/namespaces/n/services/s");
    assert_eq!(delete.body["preconditions"]["uid"], "uid-Service");
}

/// A refusal of an API server without details.
fn refused(code: u16, reason: &str) -> Value {
    json!({"kind": "Status", "status": "Failure", "reason": reason, "message": "no", "code": code})
}

#[tokio::test]
async fn what_could_not_be_taken_back_is_named() {
    let server = MockServer::default();
    let objects = [daemon_set(), service("s"), service("t")];
    for object in [&objects[1], &objects[2], &objects[0], &objects[1]] {
        server.script(201, &stored(object.clone()));
    }
    server.script(403, &refused(403, "Forbidden"));
    server.script(403, &refused(403, "Forbidden"));
    let creation = create(
        &server.cluster().as_user(&ME),
        "n",
        &objects,
        WriteOptions::default(),
        Existing::Refuse,
    )
    .await;
    let why = "the API server refused to delete the Service: no";
    assert_eq!(
        creation.fates,
        [
            Fate::NotSent,
            Fate::LeftBehind(why.to_owned()),
            Fate::Refused
        ]
    );
    let error = creation.result.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the Service n/t could not be created, and what was done before it could not be taken back: Service n/s"
    );
    let ClusterError::Companion { left_behind, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(left_behind, ["Service n/s"]);
}

#[tokio::test]
async fn a_service_that_would_fail_leaves_nothing_to_take_back() {
    let server = MockServer::default();
    server.script(201, &stored(daemon_set()));
    server.script(422, &invalid());
    let error = create(
        &server.cluster().as_user(&ME),
        "n",
        &[daemon_set(), service("s")],
        WriteOptions::default(),
        Existing::Refuse,
    )
    .await
    .result
    .unwrap_err();
    assert_eq!(error.code(), Some(422));
    assert!(
        server
            .received()
            .iter()
            .all(|request| request.target.ends_with("dryRun=All"))
    );
}

#[tokio::test]
async fn an_error_page_of_a_proxy_is_a_refusal_too() {
    let server = MockServer::default();
    server.script_raw(
        503,
        vec![("Retry-After", "7")],
        "<h1>No upstream</h1>\n".to_owned(),
    );
    let read = server.cluster().as_user(&ME).get("n", "d").await;
    let error = read.unwrap_err();
    let ClusterError::Refused {
        status,
        code,
        message,
        retry_after,
        ..
    } = error
    else {
        panic!("{error:?}");
    };
    assert_eq!((code, retry_after), (503, Some(7)));
    assert_eq!(message, "503 Service Unavailable: <h1>No upstream</h1>");
    assert_eq!(status["kind"], "Status");
}

#[tokio::test(start_paused = true)]
async fn no_call_waits_for_ever() {
    let server = MockServer::default();
    server.hang();
    let read = server.cluster().as_user(&ME).get("n", "d").await;
    let error = read.unwrap_err();
    assert!(matches!(error, ClusterError::TimedOut { .. }), "{error:?}");
}

#[tokio::test]
async fn a_server_that_is_gone_is_told_from_one_that_refuses() {
    let server = MockServer::default();
    server.go_down();
    let read = server.cluster().as_user(&ME).get("n", "d").await;
    let error = read.unwrap_err();
    assert_eq!(error.code(), None);
    assert_eq!(
        error.to_string(),
        "the API server could not be reached to read the DaemonSet"
    );
}

#[tokio::test]
async fn managed_fields_stay_behind() {
    let server = MockServer::default();
    let sent = stored(daemon_set());
    server.script(200, &sent);
    let read = server.cluster().as_user(&ME).get("n", "d").await.unwrap();
    let mut expected = sent;
    let metadata = expected["metadata"].as_object_mut().unwrap();
    assert!(metadata.remove("managedFields").is_some());
    assert_eq!(read.to_value(), expected);
}

#[tokio::test]
async fn nothing_is_replaced_unseen() {
    let server = MockServer::default();
    let cluster = server.cluster();
    let error = cluster
        .as_user(&ME)
        .replace("n", "d", &daemon_set(), WriteOptions::default())
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        ClusterError::Manifest(ManifestError::NoResourceVersion)
    ));
    assert!(server.received().is_empty());

    let mut object = daemon_set();
    object["metadata"]["resourceVersion"] = json!("7");
    server.script(200, &stored(object.clone()));
    cluster
        .as_user(&ME)
        .replace("n", "d", &object, TRY)
        .await
        .unwrap();
    let received = server.received();
    assert_eq!(
        lines(&received),
        [format!(
            "PUT /apis/apps/v1/namespaces/n/daemonsets/d?{STRICT}&dryRun=All"
        )]
    );
    assert_eq!(received[0].body, object);
}
