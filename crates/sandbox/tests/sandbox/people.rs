//! People with rights of their own, through the API.

mod escalation;

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use sandbox::{Person, SandboxOptions};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::support::{Cluster, options};

const DAEMON_SETS: &str = "/apis/apps/v1/daemonsets";

fn cluster() -> Cluster {
    Cluster::start(&SandboxOptions {
        people: true,
        nodes: 3,
        ..options()
    })
}

fn token_of(role: &str) -> &'static str {
    let person = Person::ALL.iter().find(|person| person.role == role);
    person.unwrap().token
}

/// Sends a request with these headers.
async fn send(
    cluster: &Cluster,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> (u16, Value) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = if body.is_null() {
        Bytes::new()
    } else {
        body.to_string().into()
    };
    let request = request.body(Full::new(body)).unwrap();
    let response = cluster.sandbox.service_of_console().oneshot(request).await;
    let response = response.unwrap();
    let code = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (code, serde_json::from_slice(&bytes).unwrap_or_default())
}

async fn get(cluster: &Cluster, token: &str, path: &str) -> (u16, Value) {
    let authorization = format!("Bearer {token}");
    let headers = [("authorization", authorization.as_str())];
    send(cluster, Method::GET, path, &headers, &Value::Null).await
}

#[tokio::test(start_paused = true)]
async fn each_sees_what_the_roles_give() {
    let cluster = cluster();
    for (role, path, expected) in [
        ("admin", DAEMON_SETS, 200),
        ("admin", "/api/v1/nodes", 200),
        ("editor", DAEMON_SETS, 403),
        ("editor", "/apis/apps/v1/namespaces/logging/daemonsets", 200),
        (
            "editor",
            "/apis/apps/v1/namespaces/monitoring/daemonsets",
            200,
        ),
        ("editor", "/api/v1/namespaces/logging/secrets", 200),
        ("editor", "/apis/apps/v1/namespaces/ingress/daemonsets", 403),
        ("editor", "/api/v1/nodes", 403),
        ("viewer", "/apis/apps/v1/namespaces/ingress/daemonsets", 200),
        ("viewer", "/api/v1/namespaces/ingress/secrets", 403),
        ("viewer", "/apis/apps/v1/namespaces/logging/daemonsets", 403),
        (
            "outsider",
            "/apis/apps/v1/namespaces/ingress/daemonsets",
            403,
        ),
        ("outsider", "/api", 200),
        ("outsider", "/version", 200),
        // What is not there is refused before anybody looks.
        ("outsider", "/api/v1/namespaces/nowhere/pods/x", 403),
        ("outsider", "/metrics", 403),
    ] {
        let (code, body) = get(&cluster, token_of(role), path).await;
        assert_eq!(code, expected, "{role} {path}: {body}");
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_are_in_the_words_of_the_api_server() {
    let cluster = cluster();
    let viewer = token_of("viewer");
    let path = "/apis/apps/v1/namespaces/logging/daemonsets/fluent-bit";
    let (_, status) = get(&cluster, viewer, path).await;
    assert_eq!(
        status,
        json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": 403,
            "reason": "Forbidden",
            "message": "daemonsets.apps \"fluent-bit\" is forbidden: User \"vera\" cannot get resource \"daemonsets\" in \
                        API group \"apps\" in the namespace \"logging\"",
            "details": {"name": "fluent-bit", "group": "apps", "kind": "daemonsets"},
        })
    );
    let (_, status) = get(&cluster, viewer, "/api/v1/nodes").await;
    assert_eq!(
        status["message"],
        "nodes is forbidden: User \"vera\" cannot list resource \"nodes\" in API group \"\" at the cluster scope"
    );
    let (_, status) = get(&cluster, viewer, "/metrics").await;
    assert_eq!(
        status["message"],
        "forbidden: User \"vera\" cannot get path \"/metrics\""
    );
    let (code, status) = get(&cluster, "nobody-s", "/version").await;
    assert_eq!((code, &status["message"]), (401, &json!("Unauthorized")));
    assert_eq!(status["reason"], "Unauthorized");
}

#[tokio::test(start_paused = true)]
async fn the_console_itself_cannot_write_and_can_impersonate() {
    let cluster = cluster();
    let daemon_set = json!({"metadata": {"name": "x"}});
    let path = "/apis/apps/v1/namespaces/ingress/daemonsets";
    let (code, _) = send(&cluster, Method::POST, path, &[], &daemon_set).await;
    assert_eq!(code, 403);
    let (code, _) = send(&cluster, Method::GET, DAEMON_SETS, &[], &Value::Null).await;
    assert_eq!(code, 200);

    let as_vera = [("impersonate-user", "vera")];
    let (code, _) = send(&cluster, Method::GET, path, &as_vera, &Value::Null).await;
    assert_eq!(code, 200);
    let (code, status) = send(&cluster, Method::GET, DAEMON_SETS, &as_vera, &Value::Null).await;
    assert_eq!(code, 403);
    assert!(
        status["message"]
            .as_str()
            .unwrap()
            .contains("User \"vera\"")
    );
    let in_group = [
        ("impersonate-user", "x"),
        ("impersonate-group", "observability"),
    ];
    let logging = "/apis/apps/v1/namespaces/logging/daemonsets";
    let (code, _) = send(&cluster, Method::GET, logging, &in_group, &Value::Null).await;
    assert_eq!(code, 200);

    let alone = [("impersonate-group", "observability")];
    let (code, _) = send(&cluster, Method::GET, logging, &alone, &Value::Null).await;
    assert_eq!(code, 500);
    let authorization = format!("Bearer {}", token_of("editor"));
    let editor = [
        ("authorization", authorization.as_str()),
        ("impersonate-user", "ada"),
    ];
    let (code, status) = send(&cluster, Method::GET, logging, &editor, &Value::Null).await;
    assert_eq!(code, 403);
    assert_eq!(
        status["message"],
        "users \"ada\" is forbidden: User \"emil\" cannot impersonate resource \"users\" in API group \"\" at the cluster \
         scope"
    );
}

#[tokio::test(start_paused = true)]
async fn reviews_say_what_requests_are_answered() {
    let cluster = cluster();
    let review = async |role: &str, kind: &str, spec: Value| {
        let authorization = format!("Bearer {}", token_of(role));
        let path = format!("/apis/authorization.k8s.io/v1/{kind}");
        let headers = [("authorization", authorization.as_str())];
        send(
            &cluster,
            Method::POST,
            &path,
            &headers,
            &json!({"spec": spec}),
        )
        .await
    };
    let attributes = json!({"verb": "delete", "group": "apps", "resource": "daemonsets", "namespace": "logging"});
    let spec = json!({"resourceAttributes": attributes});
    for (role, expected) in [
        ("editor", true),
        ("viewer", false),
        ("outsider", false),
        ("admin", true),
    ] {
        let (code, answer) = review(role, "selfsubjectaccessreviews", spec.clone()).await;
        assert_eq!(
            (code, &answer["status"]["allowed"]),
            (201, &json!(expected)),
            "{role}"
        );
    }
    let (code, _) = review("admin", "selfsubjectaccessreviews", json!({})).await;
    assert_eq!(code, 422);
    // About somebody else only those ask who may.
    let mut about = spec.clone();
    about["user"] = "emil".into();
    about["groups"] = json!(["observability"]);
    let (code, answer) = review("admin", "subjectaccessreviews", about.clone()).await;
    assert_eq!((code, &answer["status"]["allowed"]), (201, &json!(true)));
    let (code, _) = review("viewer", "subjectaccessreviews", about).await;
    assert_eq!(code, 403);

    let (code, answer) = review(
        "viewer",
        "selfsubjectrulesreviews",
        json!({"namespace": "ingress"}),
    )
    .await;
    assert_eq!(code, 201);
    let rules = answer["status"]["resourceRules"].as_array().unwrap();
    let names_daemon_sets = |rule: &Value| {
        rule["resources"]
            .as_array()
            .unwrap()
            .contains(&json!("daemonsets"))
    };
    assert!(rules.iter().any(names_daemon_sets), "{answer}");
    let (_, answer) = review(
        "viewer",
        "selfsubjectrulesreviews",
        json!({"namespace": "logging"}),
    )
    .await;
    let rules = answer["status"]["resourceRules"].as_array().unwrap();
    assert!(!rules.iter().any(names_daemon_sets), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_token_is_reviewed_for_its_audience() {
    let cluster = cluster();
    let review = async |spec: Value| {
        let path = "/apis/authentication.k8s.io/v1/tokenreviews";
        let (code, answer) = send(&cluster, Method::POST, path, &[], &json!({"spec": spec})).await;
        assert_eq!(code, 201, "{answer}");
        answer["status"].clone()
    };
    let status = review(json!({"token": token_of("editor")})).await;
    assert_eq!(status["authenticated"], true);
    assert_eq!(
        status["user"],
        json!({"username": "emil", "groups": ["observability", "system:authenticated"]})
    );
    assert_eq!(
        review(json!({"token": "x"})).await["authenticated"],
        Value::Null
    );
    let wrong = json!({"token": token_of("editor"), "audiences": ["elsewhere"]});
    assert_eq!(review(wrong).await["authenticated"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn the_token_of_a_service_account_holds_for_its_time_and_its_account() {
    let cluster = cluster();
    let accounts = "/api/v1/namespaces/ingress/serviceaccounts";
    let account = json!({"metadata": {"name": "robot"}});
    assert_eq!(cluster.post(accounts, &account).await.code, 201);
    let token_path = format!("{accounts}/robot/token");
    let short = json!({"spec": {"expirationSeconds": 60}});
    assert_eq!(cluster.post(&token_path, &short).await.code, 422);
    let wanted = json!({"spec": {"expirationSeconds": 600}});
    let made = cluster.post(&token_path, &wanted).await;
    assert_eq!(made.code, 201, "{}", made.body);
    let token = made.body["status"]["token"].as_str().unwrap();
    let who = async |token: &str| get(&cluster, token, "/api/v1/nodes").await;

    let (code, status) = who(token).await;
    assert_eq!(code, 403);
    let name = "system:serviceaccount:ingress:robot";
    assert!(
        status["message"].as_str().unwrap().contains(name),
        "{status}"
    );
    tokio::time::sleep(Duration::from_mins(11)).await;
    assert_eq!(who(token).await.0, 401);

    let made = cluster.post(&token_path, &wanted).await;
    let token = made.body["status"]["token"].as_str().unwrap();
    assert_eq!(who(token).await.0, 403);
    assert_eq!(cluster.delete(&format!("{accounts}/robot")).await.code, 200);
    assert_eq!(who(token).await.0, 401);
    assert_eq!(cluster.post(accounts, &account).await.code, 201);
    assert_eq!(who(token).await.0, 401, "another account of the same name");
}

#[tokio::test(start_paused = true)]
async fn aggregated_roles_follow_what_they_gather() {
    let cluster = cluster();
    let roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    let widgets = "/api/v1/namespaces/ingress/secrets";
    assert_eq!(get(&cluster, token_of("viewer"), widgets).await.0, 403);
    let more = json!({
        "metadata": {"name": "more", "labels": {"rbac.authorization.k8s.io/aggregate-to-view": "true"}},
        "rules": [{"verbs": ["list"], "apiGroups": [""], "resources": ["secrets"]}],
    });
    assert_eq!(cluster.post(roles, &more).await.code, 201);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(get(&cluster, token_of("viewer"), widgets).await.0, 200);
    assert_eq!(cluster.delete(&format!("{roles}/more")).await.code, 200);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(get(&cluster, token_of("viewer"), widgets).await.0, 403);
}

async fn write(
    cluster: &Cluster,
    role: &str,
    method: Method,
    path: &str,
    body: &Value,
) -> (u16, Value) {
    let authorization = format!("Bearer {}", token_of(role));
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    send(cluster, method, path, &headers, body).await
}

#[tokio::test(start_paused = true)]
async fn a_review_in_a_namespace_asks_of_that_namespace_alone() {
    let cluster = cluster();
    let path = "/apis/authorization.k8s.io/v1/namespaces/ingress/localsubjectaccessreviews";
    let review = |user: &str, namespace: &str| {
        json!({
            "kind": "LocalSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1",
            "metadata": {"namespace": "ingress"},
            "spec": {"user": user, "resourceAttributes": {"namespace": namespace, "verb": "list", "group": "apps", "resource": "daemonsets"}},
        })
    };
    for (user, expected) in [("vera", true), ("otto", false)] {
        let (code, body) = write(
            &cluster,
            "admin",
            Method::POST,
            path,
            &review(user, "ingress"),
        )
        .await;
        assert_eq!(
            (code, &body["status"]["allowed"]),
            (201, &json!(expected)),
            "{body}"
        );
    }
    let (code, body) = write(
        &cluster,
        "admin",
        Method::POST,
        path,
        &review("vera", "logging"),
    )
    .await;
    assert_eq!(code, 422, "{body}");
    assert_eq!(
        body["details"]["causes"][0]["field"],
        "spec.resourceAttributes.namespace"
    );
    // Who may not ask is not answered, and outside of a namespace there is none.
    let (code, _) = write(
        &cluster,
        "viewer",
        Method::POST,
        path,
        &review("vera", "ingress"),
    )
    .await;
    assert_eq!(code, 403);
    let (code, _) = write(
        &cluster,
        "admin",
        Method::POST,
        "/apis/authorization.k8s.io/v1/localsubjectaccessreviews",
        &review("vera", "ingress"),
    )
    .await;
    assert_eq!(code, 404);
}
