//! Writes: what is stored, and what is refused in which words.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};

use super::support::{Cluster, DAEMON_SETS, MERGE, STRATEGIC, agent};

#[tokio::test(start_paused = true)]
async fn a_daemon_set_is_stored_with_its_defaults() {
    let cluster = Cluster::with_nodes(0).await;
    let answer = cluster.post(DAEMON_SETS, &agent("nginx")).await;
    assert_eq!(answer.code, 201);
    let stored = &answer.body;
    assert_eq!(
        stored["spec"]["updateStrategy"]["rollingUpdate"]["maxUnavailable"],
        1
    );
    assert_eq!(
        stored["spec"]["template"]["spec"]["containers"][0]["imagePullPolicy"],
        "Always"
    );
    assert_eq!(stored["metadata"]["generation"], 1);
    assert_eq!(
        stored["metadata"]["annotations"]["deprecated.daemonset.template.generation"],
        "1"
    );
    assert_eq!(
        stored["metadata"]["creationTimestamp"],
        "2026-03-01T12:00:00Z"
    );
    assert_eq!(stored["status"]["desiredNumberScheduled"], 0);
}

#[tokio::test(start_paused = true)]
async fn refusals_are_those_of_the_api_server() {
    let cluster = Cluster::with_nodes(0).await;
    cluster.create_daemon_set(&agent("nginx")).await;

    let again = cluster.post(DAEMON_SETS, &agent("nginx")).await;
    assert_eq!(
        (again.code, &again.body["reason"]),
        (409, &json!("AlreadyExists"))
    );
    assert_eq!(
        again.body["message"],
        "daemonsets.apps \"agent\" already exists"
    );
    assert_eq!(
        again.body["details"],
        json!({"name": "agent", "group": "apps", "kind": "daemonsets"})
    );

    let mut elsewhere = agent("nginx");
    elsewhere["metadata"]["namespace"] = "nope".into();
    let lost = cluster
        .post("/apis/apps/v1/namespaces/nope/daemonsets", &elsewhere)
        .await;
    assert_eq!(
        (lost.code, &lost.body["message"]),
        (404, &json!("namespaces \"nope\" not found"))
    );

    let mismatch = cluster.post(DAEMON_SETS, &elsewhere).await;
    assert_eq!(mismatch.code, 400);

    let mut invalid = agent("nginx");
    invalid["metadata"]["name"] = "Agent".into();
    invalid["spec"]["selector"]["matchLabels"]["app"] = "other".into();
    let invalid = cluster.post(DAEMON_SETS, &invalid).await;
    assert_eq!(
        (invalid.code, &invalid.body["reason"]),
        (422, &json!("Invalid"))
    );
    let fields: Vec<_> = invalid.body["details"]["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cause| cause["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["metadata.name", "spec.template.metadata.labels"]);
}

#[tokio::test(start_paused = true)]
async fn unknown_fields_are_refused_warned_of_or_dropped() {
    let cluster = Cluster::with_nodes(0).await;
    let mut odd = agent("nginx");
    odd["spec"]["template"]["foo"] = 1.into();
    let strict = cluster
        .post(&format!("{DAEMON_SETS}?fieldValidation=Strict"), &odd)
        .await;
    assert_eq!(strict.code, 400);
    assert_eq!(
        strict.body["message"],
        "DaemonSet in version \"v1\" cannot be handled as a DaemonSet: strict decoding error: unknown field \
         \"spec.template.foo\""
    );
    let path = format!("{DAEMON_SETS}?dryRun=All");
    let warned = cluster.post(&path, &odd).await;
    assert_eq!(warned.code, 201);
    assert_eq!(
        warned.warnings,
        ["299 - \"unknown field \\\"spec.template.foo\\\"\""]
    );
    assert!(warned.body["spec"]["template"].get("foo").is_none());
    let ignored = cluster
        .post(&format!("{path}&fieldValidation=Ignore"), &odd)
        .await;
    assert!(ignored.warnings.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_stores_nothing() {
    let cluster = Cluster::with_nodes(0).await;
    let answer = cluster
        .post(&format!("{DAEMON_SETS}?dryRun=All"), &agent("nginx"))
        .await;
    assert_eq!(answer.code, 201);
    assert_eq!(cluster.get(DAEMON_SETS).await["items"], json!([]));
    let unknown = cluster
        .post(&format!("{DAEMON_SETS}?dryRun=Some"), &agent("nginx"))
        .await;
    assert_eq!(unknown.code, 422);
}

#[tokio::test(start_paused = true)]
async fn a_stale_put_conflicts_and_a_fresh_one_counts() {
    let cluster = Cluster::with_nodes(0).await;
    cluster.create_daemon_set(&agent("nginx:1")).await;
    let path = format!("{DAEMON_SETS}/agent");
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let mut object = cluster.get(&path).await;
    object["spec"]["template"]["spec"]["containers"][0]["image"] = "nginx:2".into();
    let first = cluster.put(&path, &object).await;
    assert_eq!(first.code, 200, "{}", first.body);
    assert_eq!(first.body["metadata"]["generation"], 2);
    assert_eq!(
        first.body["metadata"]["annotations"]["deprecated.daemonset.template.generation"],
        "2"
    );
    let second = cluster.put(&path, &object).await;
    assert_eq!(
        (second.code, &second.body["reason"]),
        (409, &json!("Conflict"))
    );

    object["metadata"]
        .as_object_mut()
        .unwrap()
        .remove("resourceVersion");
    object["metadata"]["labels"] = json!({"a": "b"});
    let forced = cluster.put(&path, &object).await;
    assert_eq!(
        (forced.code, &forced.body["metadata"]["generation"]),
        (200, &json!(2))
    );
}

#[tokio::test(start_paused = true)]
async fn patches_of_every_form_are_applied() {
    let cluster = Cluster::with_nodes(0).await;
    cluster.create_daemon_set(&agent("nginx:1")).await;
    let path = format!("{DAEMON_SETS}/agent");
    let merged = cluster
        .patch(&path, MERGE, &json!({"metadata": {"labels": {"x": "1"}}}))
        .await;
    assert_eq!(merged.body["metadata"]["labels"]["x"], "1");
    let containers =
        json!([{"name": "agent", "image": "nginx:2"}, {"name": "more", "image": "more:1"}]);
    let change = json!({"spec": {"template": {"spec": {"containers": containers}}}});
    let strategic = cluster.patch(&path, STRATEGIC, &change).await;
    let containers = strategic.body["spec"]["template"]["spec"]["containers"]
        .as_array()
        .unwrap();
    assert_eq!(containers.len(), 2);
    assert_eq!(containers[0]["image"], "nginx:2");
    let operations = json!([{"op": "remove", "path": "/metadata/labels/x"}]);
    let json_patch = cluster
        .patch(&path, "application/json-patch+json", &operations)
        .await;
    assert!(json_patch.body["metadata"].get("labels").is_none());

    let immutable = json!({"spec": {"selector": {"matchLabels": {"app": "z"}}}});
    let refused = cluster.patch(&path, MERGE, &immutable).await;
    assert_eq!(
        (refused.code, &refused.body["details"]["causes"][0]["field"]),
        (422, &json!("spec.selector"))
    );
    let unknown = cluster.patch(&path, "text/plain", &json!({})).await;
    assert_eq!(unknown.code, 415);
}

#[tokio::test(start_paused = true)]
async fn a_namespace_goes_with_everything_in_it() {
    let cluster = Cluster::with_nodes(2).await;
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}});
    assert_eq!(
        cluster.post("/api/v1/namespaces", &namespace).await.code,
        201
    );
    let mut daemon_set = agent("nginx");
    daemon_set["metadata"]["namespace"] = "team".into();
    let path = "/apis/apps/v1/namespaces/team/daemonsets";
    assert_eq!(cluster.post(path, &daemon_set).await.code, 201);
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    let answer = cluster.delete("/api/v1/namespaces/team").await;
    assert_eq!(answer.body["status"]["phase"], "Terminating");
    let refused = cluster.post(path, &daemon_set).await;
    assert_eq!(
        (refused.code, &refused.body["reason"]),
        (403, &json!("Forbidden"))
    );
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    assert_eq!(cluster.get("/api/v1/namespaces/team").await["code"], 404);
    assert_eq!(cluster.get("/api/v1/pods").await["items"], json!([]));
    let kept = cluster.delete("/api/v1/namespaces/default").await;
    assert_eq!(kept.code, 403);
}

/// Sends the protobuf of a Go client and gives back the code and body of the answer.
async fn send_protobuf(
    cluster: &Cluster,
    method: Method,
    path: &str,
    body: &'static [u8],
) -> (u16, Value) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/vnd.kubernetes.protobuf")
        .header(
            header::ACCEPT,
            "application/vnd.kubernetes.protobuf,application/json",
        )
        .body(Full::new(Bytes::from_static(body)))
        .unwrap();
    let response = cluster.raw(request).await.unwrap();
    let code = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (code, serde_json::from_slice(&bytes).unwrap())
}

#[tokio::test(start_paused = true)]
async fn protobuf_is_read_where_kubectl_sends_it() {
    let cluster = Cluster::with_nodes(0).await;
    let namespaces = "/api/v1/namespaces";
    let team = b"k8s\0\x0a\x0f\x0a\x02v1\x12\x09Namespace\x12\x0a\x0a\x06\x0a\x04team\x12\x00";
    let (code, created) = send_protobuf(&cluster, Method::POST, namespaces, team).await;
    assert_eq!(
        (code, &created["status"]["phase"]),
        (201, &json!("Active")),
        "{created}"
    );
    let (code, again) = send_protobuf(&cluster, Method::POST, namespaces, team).await;
    assert_eq!((code, &again["reason"]), (409, &json!("AlreadyExists")));
    let (code, broken) = send_protobuf(&cluster, Method::POST, namespaces, &team[..30]).await;
    assert_eq!((code, &broken["reason"]), (400, &json!("BadRequest")));
    let secrets = "/api/v1/namespaces/default/secrets";
    let (code, other) = send_protobuf(&cluster, Method::POST, secrets, team).await;
    assert_eq!((code, &other["reason"]), (400, &json!("BadRequest")));
    let (code, _) = send_protobuf(&cluster, Method::POST, DAEMON_SETS, team).await;
    assert_eq!(code, 415);

    // A dry run that only the body asks for.
    let dry_run = b"k8s\0\x0a\x13\x0a\x02v1\x12\x0dDeleteOptions\x12\x05\x2a\x03All";
    let path = "/api/v1/namespaces/team";
    let (code, _) = send_protobuf(&cluster, Method::DELETE, path, dry_run).await;
    assert_eq!(code, 200);
    assert_eq!(cluster.get(path).await["status"]["phase"], "Active");
}

#[tokio::test(start_paused = true)]
async fn a_service_gets_an_address_or_a_reason() {
    let cluster = Cluster::with_nodes(0).await;
    let path = "/api/v1/namespaces/default/services";
    let service = |ports| json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"ports": ports}});
    let refused = cluster.post(path, &service(json!([]))).await;
    assert_eq!(
        (refused.code, &refused.body["details"]["causes"][0]["field"]),
        (422, &json!("spec.ports"))
    );
    let created = cluster.post(path, &service(json!([{"port": 80}]))).await;
    assert_eq!(created.code, 201);
    assert_eq!(created.body["spec"]["ports"][0]["targetPort"], 80);
    assert!(
        created.body["spec"]["clusterIP"]
            .as_str()
            .unwrap()
            .starts_with("10.96.")
    );
}

#[tokio::test(start_paused = true)]
async fn a_quota_counts_objects() {
    const SECRETS: &str = "/api/v1/namespaces/default/secrets";
    const QUOTA: &str = "/api/v1/namespaces/default/resourcequotas/few";
    let cluster = Cluster::with_nodes(0).await;
    let hard = json!({"count/daemonsets.apps": "1", "secrets": "5"});
    let quota = json!({"metadata": {"name": "few"}, "spec": {"hard": hard}});
    cluster
        .post("/api/v1/namespaces/default/resourcequotas", &quota)
        .await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(cluster.post(DAEMON_SETS, &agent("nginx")).await.code, 201);
    let secret = json!({"metadata": {"name": "s"}});
    assert_eq!(cluster.post(SECRETS, &secret).await.code, 201);
    let used = cluster.get(QUOTA).await["status"]["used"].clone();
    assert_eq!(used, json!({"count/daemonsets.apps": "1", "secrets": "1"}));

    let mut second = agent("nginx");
    second["metadata"]["name"] = "second".into();
    let refused = cluster.post(DAEMON_SETS, &second).await;
    assert_eq!(
        (refused.code, &refused.body["message"]),
        (
            403,
            &json!(
                "daemonsets.apps \"second\" is forbidden: exceeded quota: few, requested: \
                 count/daemonsets.apps=1, used: count/daemonsets.apps=1, limited: count/daemonsets.apps=1"
            )
        )
    );
    cluster.delete(&format!("{DAEMON_SETS}/agent")).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(cluster.post(DAEMON_SETS, &second).await.code, 201);
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_in_config_maps_and_secrets_has_its_type() {
    let cluster = Cluster::with_nodes(0).await;
    for (plural, part, words) in [
        (
            "configmaps",
            json!({"data": {"a": 1}}),
            "cannot unmarshal number into Go struct field ConfigMap.data of type string",
        ),
        (
            "configmaps",
            json!({"data": ["a"]}),
            "cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string",
        ),
        (
            "configmaps",
            json!({"binaryData": {"a": "no base64"}}),
            "illegal base64 data at input byte 2",
        ),
        (
            "configmaps",
            json!({"immutable": "yes"}),
            "cannot unmarshal string into Go struct field ConfigMap.immutable of type bool",
        ),
        (
            "secrets",
            json!({"data": {"a": {"b": "c"}}}),
            "cannot unmarshal object into Go struct field Secret.data of type []uint8",
        ),
        (
            "secrets",
            json!({"data": {"a": "%%%"}}),
            "illegal base64 data at input byte 0",
        ),
        (
            "secrets",
            json!({"stringData": {"a": true}}),
            "cannot unmarshal bool into Go struct field Secret.stringData of type string",
        ),
        (
            "secrets",
            json!({"type": 7}),
            "cannot unmarshal number into Go struct field Secret.type of type string",
        ),
    ] {
        let path = format!("/api/v1/namespaces/default/{plural}");
        let mut object = part.clone();
        object["metadata"] = json!({"name": "typed"});
        let refused = cluster.post(&path, &object).await;
        assert_eq!(refused.code, 400, "{part}: {}", refused.body);
        let message = refused.body["message"].as_str().unwrap();
        assert!(message.contains(words), "{part}: {message}");
    }
    // Null is a value of every type, and base64 may have line ends.
    let good =
        json!({"metadata": {"name": "typed"}, "data": {"a": "aGVs\nbG8="}, "stringData": null});
    let created = cluster
        .post("/api/v1/namespaces/default/secrets", &good)
        .await;
    assert_eq!(created.code, 201, "{}", created.body);
}
