//! Every route for every role: what is allowed, and that nothing is told of what may not be seen.

use std::{collections::BTreeSet, time::Duration};

use http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;

use super::House;
use crate::support::manifest;

/// What a role may do with a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum May {
    /// It is answered, though perhaps that there is none.
    Yes,
    /// It is refused with 403.
    No,
}
use May::{No, Yes};

/// Routes that only admins of the console may use, of whom there is none here, or nobody who comes with such a token.
const OF_THE_CONSOLE: [&str; 3] = ["add_cluster", "remove_cluster", "put_cluster_token"];

/// One route: the operation in the description of the API, what is asked, with which body, and what editor, viewer and
/// outsider may. The admin may everything.
pub(super) struct Row {
    pub(super) operation: &'static str,
    pub(super) method: Method,
    pub(super) path: String,
    body: String,
    roles: [May; 3],
}

fn row(operation: &'static str, method: Method, path: impl Into<String>, roles: [May; 3]) -> Row {
    Row {
        operation,
        method,
        path: path.into(),
        body: String::new(),
        roles,
    }
}

fn with(body: impl Into<String>, row: Row) -> Row {
    Row {
        body: body.into(),
        ..row
    }
}

/// The rows, for a DaemonSet and one of its pods.
#[expect(clippy::too_many_lines, reason = "a table, whose lines are its rows")]
pub(super) fn rows(cluster: &str, namespace: &str, pod: &str) -> Vec<Row> {
    let (get, put, post, delete) = (Method::GET, Method::PUT, Method::POST, Method::DELETE);
    let of_cluster = |part: &str| format!("/api/v1/clusters/{cluster}/{part}");
    let all = of_cluster(&format!("namespaces/{namespace}/daemonsets"));
    let one = format!("{all}/agent");
    let part = |part: &str| format!("{one}/{part}");
    let (everybody, insiders, editors) = ([Yes, Yes, Yes], [Yes, Yes, No], [Yes, No, No]);
    // An admin of the cluster is none of the console.
    let nobody = [No, No, No];
    let ours = || {
        manifest("agent").replacen(
            "metadata:\n",
            // Of a version that has passed: who may replace it is told so.
            &format!("metadata:\n  namespace: {namespace}\n  resourceVersion: '1'\n"),
            1,
        )
    };
    vec![
        row("list_clusters", get.clone(), "/api/v1/clusters", everybody),
        with(
            r#"{"name": "edge", "kubeconfig": "none"}"#,
            row("add_cluster", post.clone(), "/api/v1/clusters", nobody),
        ),
        row(
            "remove_cluster",
            delete.clone(),
            "/api/v1/clusters/none",
            nobody,
        ),
        // They have signed in with a token of this very cluster.
        with(
            r#"{"token": "none"}"#,
            row(
                "put_cluster_token",
                put.clone(),
                of_cluster("token"),
                nobody,
            ),
        ),
        row(
            "delete_cluster_token",
            delete.clone(),
            of_cluster("token"),
            everybody,
        ),
        row(
            "list_daemonsets_of_clusters",
            get.clone(),
            format!("/api/v1/daemonsets?namespace={namespace}"),
            everybody,
        ),
        row(
            "stream_events_of_clusters",
            get.clone(),
            "/api/v1/events",
            everybody,
        ),
        row(
            "list_daemonsets",
            get.clone(),
            of_cluster(&format!("daemonsets?namespace={namespace}")),
            insiders,
        ),
        with(
            manifest("another"),
            row(
                "create_daemonset",
                post.clone(),
                format!("{all}?dryRun=All"),
                editors,
            ),
        ),
        row("get_daemonset", get.clone(), one.clone(), insiders),
        with(
            ours(),
            row(
                "replace_daemonset",
                put.clone(),
                format!("{one}?dryRun=All"),
                editors,
            ),
        ),
        row(
            "delete_daemonset",
            delete.clone(),
            format!("{one}?dryRun=All"),
            editors,
        ),
        row("list_daemonset_pods", get.clone(), part("pods"), insiders),
        row(
            "get_daemonset_pod",
            get.clone(),
            part(&format!("pods/{pod}")),
            insiders,
        ),
        row(
            "get_daemonset_pod_manifest",
            get.clone(),
            part(&format!("pods/{pod}/manifest")),
            insiders,
        ),
        row(
            "stream_daemonset_logs",
            get.clone(),
            part("logs?follow=false"),
            insiders,
        ),
        row("list_daemonset_nodes", get.clone(), part("nodes"), insiders),
        row(
            "list_daemonset_events",
            get.clone(),
            part("events"),
            insiders,
        ),
        row(
            "list_daemonset_revisions",
            get.clone(),
            part("revisions"),
            insiders,
        ),
        row(
            "diff_daemonset_revisions",
            get.clone(),
            part("revisions/diff?from=1&to=1"),
            insiders,
        ),
        row(
            "diff_daemonset_of_clusters",
            get.clone(),
            part(&format!("difference?cluster={cluster}")),
            insiders,
        ),
        row(
            "list_daemonset_services",
            get.clone(),
            part("services"),
            insiders,
        ),
        row(
            "list_daemonset_companions",
            get.clone(),
            part("companions"),
            insiders,
        ),
        with(
            "{\"revision\": 1}",
            row(
                "roll_back_daemonset",
                post.clone(),
                part("rollback"),
                editors,
            ),
        ),
        row("restart_daemonset", post.clone(), part("restart"), editors),
        row(
            "delete_daemonset_pod",
            delete.clone(),
            part(&format!("pods/{pod}")),
            editors,
        ),
        with(
            ours(),
            row(
                "preflight_manifest",
                post.clone(),
                of_cluster("preflight"),
                everybody,
            ),
        ),
        row(
            "get_facts",
            get.clone(),
            of_cluster(&format!("facts?namespace={namespace}&daemonSet=agent")),
            everybody,
        ),
        row(
            "get_struct_documentation",
            get.clone(),
            of_cluster("documentation/PodSpec"),
            everybody,
        ),
        row(
            "list_secret_keys",
            get.clone(),
            of_cluster(&format!("namespaces/{namespace}/secrets/none/keys")),
            editors,
        ),
        // It is no name of an image, so nobody outside is asked.
        row(
            "get_image",
            get.clone(),
            of_cluster(&format!("namespaces/{namespace}/images?image=Nginx")),
            everybody,
        ),
        row(
            "diagnose_daemonset",
            get.clone(),
            part("diagnosis"),
            insiders,
        ),
        // It is of nodes, which none of them may list.
        row(
            "get_wall",
            get.clone(),
            of_cluster(&format!("wall?namespace={namespace}")),
            [No, No, No],
        ),
        row("list_fetch_hosts", get.clone(), "/api/v1/fetch", everybody),
        with(
            "{}",
            row("fetch_text", post.clone(), "/api/v1/fetch", everybody),
        ),
        row(
            "list_rights",
            get.clone(),
            of_cluster(&format!("namespaces/{namespace}/rights?name=agent")),
            everybody,
        ),
        row(
            "stream_events",
            get.clone(),
            of_cluster("events"),
            everybody,
        ),
        row("list_drafts", get.clone(), "/api/v1/drafts", everybody),
        row("get_draft", get.clone(), "/api/v1/drafts/none", everybody),
        with(
            "{\"cluster\": \"c\", \"text\": \"t\"}",
            row("put_draft", put, "/api/v1/drafts/one", everybody),
        ),
        row(
            "delete_draft",
            delete.clone(),
            "/api/v1/drafts/none",
            everybody,
        ),
        row("get_session", get.clone(), "/api/v1/session", everybody),
        row("list_audit", get.clone(), "/api/v1/audit", everybody),
        row(
            "list_templates",
            get.clone(),
            "/api/v1/templates",
            everybody,
        ),
        row(
            "get_openapi",
            get.clone(),
            "/api/v1/openapi.json",
            everybody,
        ),
        row("get_metrics", get.clone(), "/metrics", everybody),
        row("list_sessions", get.clone(), "/api/v1/sessions", everybody),
        row(
            "end_session",
            delete.clone(),
            format!("/api/v1/sessions/{}", "0a".repeat(32)),
            everybody,
        ),
        row(
            "delete_sessions",
            delete.clone(),
            "/api/v1/sessions",
            everybody,
        ),
        row("delete_session", delete, "/api/v1/session", everybody),
    ]
}

/// Routes that are answered to everybody.
const OPEN: [&str; 2] = ["get_health", "get_readiness"];

#[tokio::test]
async fn every_route_answers_each_role_as_kubernetes_would() {
    let house = House::open().await;
    let app = &house.app;
    let pods = || {
        app.cluster
            .pods(&app.namespace, "agent")
            .unwrap_or_default()
    };
    app.eventually("there is a pod", || !pods().is_empty())
        .await;
    // So that there is something to go back to.
    let first = pods().remove(0).revision;
    let admin = &house.people.admin;
    loop {
        let there = app.person(admin, Method::GET, &app.object("agent"));
        let there = there.send("").await.expect(200).text;
        let other = there.replace("agent:1.0", "agent:1.1");
        let put = app
            .person(admin, Method::PUT, &app.object("agent"))
            .header("content-type", "application/json");
        // Its status may have been written since.
        if put.send(other).await.status == 200 {
            break;
        }
    }
    app.eventually("all pods are of the second revision, and stay", || {
        let pods = pods();
        let is_new = |pod: &contract::PodRow| pod.revision != first && pod.ready;
        !pods.is_empty() && pods.iter().all(is_new)
    })
    .await;
    let pod = pods().remove(0).name;
    let rows = rows(&app.name, &app.namespace, &pod);
    let known: BTreeSet<&str> = rows.iter().map(|row| row.operation).collect();
    let document: Value = serde_json::from_str(server::openapi::text()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            if let Some(id) = operation["operationId"].as_str() {
                let is_known = known.contains(id) || OPEN.contains(&id);
                assert!(
                    is_known,
                    "{path}: {id} has no row here: who may ask for it?"
                );
            }
        }
    }
    let people = &house.people;
    let roles = [
        ("outsider", &people.outsider, 2),
        ("viewer", &people.viewer, 1),
        ("editor", &people.editor, 0),
        ("admin", &people.admin, 3),
    ];
    // Who may less comes first, so that what is done by others is still to be done.
    let mut wrong = Vec::new();
    for (role, token, place) in roles {
        for row in &rows {
            let may = row.roles.get(place).copied();
            let is_of_console = OF_THE_CONSOLE.contains(&row.operation);
            let may = may.unwrap_or(if is_of_console { No } else { Yes });
            let call = app.person(token, row.method.clone(), &row.path);
            let is_json = row.body.starts_with('{');
            let media_type = if is_json {
                "application/json"
            } else {
                "application/yaml"
            };
            let call = call.header("content-type", media_type);
            let (status, text) = answer(call.open(row.body.clone()).await).await;
            let is_right = match may {
                Yes => !matches!(status.as_u16(), 401 | 403) && !status.is_server_error(),
                No => status == 403,
            };
            let secrets = [&*house.elsewhere, "hidden-agent"];
            let tells = role != "admin" && secrets.iter().any(|secret| text.contains(secret));
            if !is_right || tells {
                wrong.push(format!(
                    "{role}: {} {}: {status} {text}",
                    row.method, row.path
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is not there and what may not be seen are answered alike, at every route that names a DaemonSet.
#[tokio::test]
async fn a_name_that_exists_elsewhere_is_answered_as_one_that_does_not() {
    let house = House::open().await;
    let (app, people) = (&house.app, &house.people);
    let pods = || {
        app.cluster
            .pods(&house.elsewhere, "hidden-agent")
            .unwrap_or_default()
    };
    app.eventually("there is a pod", || !pods().is_empty())
        .await;
    let pod = pods().remove(0).name;
    let nowhere = format!("{}-nowhere", app.namespace);
    // Of the same length, so that not even the length tells.
    let nowhere = format!("{nowhere:.<width$}", width = house.elsewhere.len()).replace('.', "x");
    for token in [&people.viewer, &people.editor, &people.outsider] {
        for row in rows(&app.name, "NAMESPACE", &pod) {
            if !row.path.contains("NAMESPACE") && !row.body.contains("NAMESPACE") {
                continue;
            }
            let mut answers = Vec::new();
            for namespace in [&house.elsewhere, &nowhere] {
                let fill = |text: &str| {
                    let text = text.replace("NAMESPACE", namespace);
                    text.replace("daemonsets/agent", "daemonsets/hidden-agent")
                        .replace("daemonSet=agent", "daemonSet=hidden-agent")
                        .replace("name: agent", "name: hidden-agent")
                };
                let call = app.person(token, row.method.clone(), &fill(&row.path));
                let is_json = row.body.starts_with('{');
                let media_type = if is_json {
                    "application/json"
                } else {
                    "application/yaml"
                };
                let call = call.header("content-type", media_type);
                let (status, text) = answer(call.open(fill(&row.body)).await).await;
                // The facts bear a version that grows with whatever happens.
                let text = match serde_json::from_str::<Value>(&text) {
                    Ok(mut value) => {
                        if let Some(facts) = value.as_object_mut() {
                            facts.remove("version");
                        }
                        value.to_string()
                    }
                    Err(_) => text,
                };
                answers.push((status, text.replace(&**namespace, "NAMESPACE")));
            }
            assert_eq!(answers[0], answers[1], "{} {}", row.method, row.path);
        }
    }
}

/// The status, and as much of the body as comes at once: some answers never end.
pub(super) async fn answer(response: http::Response<axum::body::Body>) -> (StatusCode, String) {
    let status = response.status();
    let mut body = response.into_body();
    let mut text = String::new();
    let patience = Duration::from_millis(300);
    while let Ok(Some(Ok(frame))) = tokio::time::timeout(patience, body.frame()).await {
        if let Ok(data) = frame.into_data() {
            text.push_str(&String::from_utf8_lossy(&data));
        }
    }
    (status, text)
}
