//! Small inputs about forecasts and status that people met in public: what `everynode check`, the preflight and
//! the cluster say of each is one story.

use std::path::Path;
use std::process::Command;

use contract::{NodeState, StatusWord};
use http::Method;
use preflight::Report;
use serde_json::{Value, json};

use crate::status::{Told, until_of};
use crate::support::TestApp;

/// Where the inputs lie, beside the checkout.
const FIELD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/field");

/// One of them, for the test's own namespace; none where there are none.
#[expect(clippy::print_stdout, reason = "a test that does not run shall say so")]
fn input(app: &TestApp, name: &str) -> Option<String> {
    let Ok(text) = std::fs::read_to_string(Path::new(FIELD).join(name)) else {
        println!("skipped: there is no ../shared/field beside the checkout");
        return None;
    };
    let text = text.replace(
        "namespace: default",
        &format!("namespace: {}", app.namespace),
    );
    Some(text.replace("quota0", &app.namespace))
}

/// What the preflight says.
async fn preflight(app: &TestApp, text: &str, operation: &str) -> Report {
    let path = contract::path::preflight(&app.name);
    let call = app.signed_in(Method::POST, &format!("{path}?operation={operation}"));
    let call = call.header("content-type", "application/yaml");
    let answer = call.send(text.to_owned()).await;
    serde_json::from_str(&answer.expect(200).text).unwrap()
}

/// What `everynode check` says, of a cluster that holds these objects besides the nodes of the test's own.
async fn check(app: &TestApp, text: &str, objects: &[Value]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let nodes = app
        .cluster_request("GET", "/api/v1/nodes", &json!(null))
        .await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_everynode"));
    command.args(["check", "--output", "json", "--nodes"]);
    command.arg(write("nodes.json", &nodes.to_string()));
    command.arg("--namespace-facts");
    command.arg(write("objects.json", &json!(objects).to_string()));
    command.arg(write("daemon-set.yaml", text));
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

async fn create(app: &TestApp, text: &str) {
    app.create(text).await.expect(201);
}

/// The problems of one reason: field and message.
fn told(report: &Report, reason: &str) -> Vec<String> {
    let problems = report.problems.iter();
    let problems = problems.filter(|problem| problem.reason == reason);
    problems
        .map(|problem| format!("{}: {}", problem.field, problem.message))
        .collect()
}

fn running(report: &Report) -> Option<u32> {
    report
        .forecast
        .as_ref()
        .and_then(|forecast| forecast.running)
}

/// How many nodes are meant to have a pod.
fn targets(report: &Report) -> u32 {
    let targets = report.placement.iter().filter(|place| place.runs).count();
    u32::try_from(targets).unwrap()
}

async fn until_runs(app: &TestApp, name: &str) -> Told {
    until_of(app, name, "it runs", |told| {
        told.row.status.word == StatusWord::Running
    })
    .await
}

#[tokio::test]
async fn a_quota_of_nothing_refuses_all_pods_and_is_named() {
    let app = TestApp::start().await;
    let (Some(text), Some(quota)) = (
        input(&app, "b02-quota-zero.yaml"),
        input(&app, "b02-quota.json"),
    ) else {
        return;
    };
    let mut quota: Value = serde_json::from_str(&quota).unwrap();
    let checked = check(&app, &text, std::slice::from_ref(&quota)).await;
    // Nothing of ours in the way of the real thing.
    quota["metadata"]["namespace"] = json!(app.namespace);
    let quotas = format!("/api/v1/namespaces/{}/resourcequotas", app.namespace);
    app.cluster_request("POST", &quotas, &quota).await;
    app.eventually("the quota is counted", || {
        let facts = app.cluster.facts(&app.namespace, "");
        let namespace = facts.namespace.as_ref();
        let quotas = namespace.and_then(|namespace| namespace.quotas.as_ref());
        quotas.is_some_and(|quotas| {
            quotas
                .iter()
                .any(|quota| quota.to_value()["status"]["used"]["pods"] == "0")
        })
    })
    .await;
    let asked = preflight(&app, &text, "create").await;
    for report in [&checked, &asked] {
        assert!(report.accepted, "the DaemonSet itself is taken");
        assert_eq!(running(report), Some(0));
        let told = told(report, "QuotaExceeded").concat();
        assert!(
            told.contains("exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0"),
            "{told}"
        );
    }
    create(&app, &text).await;
    let told = until_of(&app, "kuard", "refused", |told| {
        told.row.status.word == StatusWord::Degraded
            && told.row.counts.refused == told.row.counts.desired
    })
    .await;
    let status = &told.row.status;
    assert_eq!(status.reason, "FailedCreate");
    assert_eq!(status.nodes, targets(&asked));
    assert!(
        status.message.starts_with("exceeded quota: none"),
        "{status:?}"
    );
    assert_eq!(
        told.nodes_in(NodeState::Refused).len(),
        status.nodes as usize
    );
}

#[tokio::test]
async fn claims_of_devices_that_are_missing_keep_all_pods_waiting() {
    let app = TestApp::start().await;
    let Some(text) = input(&app, "a18-dra.yaml") else {
        return;
    };
    let unknown = check(&app, &text, &[]).await;
    let place = "spec.template.spec.resourceClaims";
    assert_eq!(told(&unknown, "Unknown").len(), 2, "{:?}", unknown.problems);
    let none = [
        json!({"kind": "Namespace", "metadata": {"name": app.namespace}}),
        json!({"kind": "ResourceClaimList", "items": []}),
        json!({"kind": "ResourceClaimTemplateList", "items": []}),
    ];
    let checked = check(&app, &text, &none).await;
    app.eventually("the claims are known", || {
        let facts = app.cluster.facts(&app.namespace, "");
        let namespace = facts.namespace.as_ref();
        namespace.is_some_and(|namespace| {
            namespace.resource_claims.is_some() && namespace.resource_claim_templates.is_some()
        })
    })
    .await;
    let asked = preflight(&app, &text, "create").await;
    for report in [&checked, &asked] {
        assert_eq!(
            told(report, "NotFound"),
            [
                format!(
                    "{place}[0].resourceClaimTemplateName: resourceclaimtemplate \"one-nic\" not found: the pods \
                     stay Pending until it is there"
                ),
                format!(
                    "{place}[1].resourceClaimName: resourceclaim \"shared-gpu\" not found: the pods stay Pending \
                     until it is there"
                ),
            ]
        );
        assert_eq!(running(report), Some(0));
    }
    create(&app, &text).await;
    let told = until_of(&app, "dra", "waiting", |told| {
        told.row.status.word == StatusWord::Pending
            && told.row.status.nodes == told.row.counts.desired
    })
    .await;
    assert_eq!(told.row.status.nodes, targets(&asked));
    assert_eq!(
        told.nodes_in(NodeState::Pending).len(),
        told.row.status.nodes as usize
    );
}

#[tokio::test]
async fn adopted_pods_are_one_finding_and_stay() {
    let app = TestApp::start().await;
    let (Some(first), Some(second)) = (
        input(&app, "b15-adopt.yaml"),
        input(&app, "b15-successor.yaml"),
    ) else {
        return;
    };
    create(&app, &first).await;
    let nodes = until_runs(&app, "adoptee").await.row.counts.desired;
    let before = names(&app, "adoptee");
    let place = format!(
        "/apis/apps/v1/namespaces/{}/daemonsets/adoptee",
        app.namespace
    );
    let orphan = json!({"propagationPolicy": "Orphan"});
    app.cluster_request("DELETE", &place, &orphan).await;
    app.eventually("it is gone", || {
        app.cluster.row(&app.namespace, "adoptee").is_none()
    })
    .await;
    let mut asked = preflight(&app, &second, "create").await;
    while told(&asked, "SelectorOverlap").is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        asked = preflight(&app, &second, "create").await;
    }
    let objects = app
        .cluster_request(
            "GET",
            &format!("/api/v1/namespaces/{}/pods", app.namespace),
            &json!(null),
        )
        .await;
    let checked = check(&app, &second, &[objects]).await;
    for report in [&checked, &asked] {
        let told = told(report, "SelectorOverlap");
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].contains(&format!(
                "{nodes} pods that nothing controls and that are adopted"
            )) && told[0].ends_with("keep their image until they are deleted"),
            "{told:?}"
        );
    }
    create(&app, &second).await;
    until_runs(&app, "successor").await;
    assert_eq!(names(&app, "successor"), before);
}

fn names(app: &TestApp, name: &str) -> Vec<String> {
    let pods = app.cluster.pods(&app.namespace, name).unwrap_or_default();
    pods.into_iter().map(|pod| pod.name).collect()
}

#[tokio::test]
async fn a_rollout_that_waits_says_how_long() {
    let app = TestApp::start().await;
    let Some(text) = input(&app, "b21-min-ready.yaml") else {
        return;
    };
    create(&app, &text).await;
    let told = until_of(&app, "slowly", "ready", |told| {
        told.row.counts.desired > 0 && told.row.counts.ready == told.row.counts.desired
    })
    .await;
    let status = &told.row.status;
    assert_eq!(
        (status.word, status.reason.as_str()),
        (StatusWord::RollingOut, "MinReadySeconds")
    );
    let change = text.replace("pause:3.10", "pause:3.9");
    let asked = preflight(&app, &change, "update").await;
    let rollout = asked.forecast.unwrap().rollout.unwrap();
    // None is available yet, so all are replaced at once, and the new ones wait for as long as one.
    assert_eq!(
        (rollout.replaced, rollout.broken),
        (told.row.counts.desired, told.row.counts.desired)
    );
    assert_eq!((rollout.seconds, rollout.steps.unwrap().waves), (600, 1));
}

#[tokio::test]
async fn a_shell_says_how_long_a_rollout_waits() {
    let app = TestApp::start().await;
    let Some(text) = input(&app, "b21-min-ready.yaml") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let nodes = app
        .cluster_request("GET", "/api/v1/nodes", &json!(null))
        .await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_everynode"));
    command.args(["check", "--output", "json", "--nodes"]);
    command.arg(write("nodes.json", &nodes.to_string()));
    command.arg("--stored").arg(write("stored.yaml", &text));
    command.arg(write("new.yaml", &text.replace("pause:3.10", "pause:3.9")));
    let output = command.output().unwrap();
    let report: Report = serde_json::from_slice(&output.stdout).unwrap();
    let all = targets(&report);
    assert!(all > 0);
    let forecast = report.forecast.unwrap();
    let rollout = forecast.rollout.unwrap();
    assert_eq!((rollout.replaced, rollout.seconds), (all, all * 600));
    // Nobody has given it the pods.
    assert!(
        forecast.unknown["pods"]
            .to_string()
            .starts_with("the pods are not known")
    );
}

#[tokio::test]
async fn pods_that_all_crash_are_replaced_at_once() {
    let app = TestApp::on_sandbox().await;
    let text = crate::support::manifest("agent").replace("agent:1.0", "agent:crash");
    create(&app, &text).await;
    let told = until_of(&app, "agent", "crashing", |told| {
        told.row.counts.failing > 0 && told.row.counts.failing == told.row.counts.desired
    })
    .await;
    let change = text.replace("agent:crash", "agent:2.0").replace(
        "  name: agent # a comment",
        &format!("  name: agent\n  namespace: {}", app.namespace),
    );
    let asked = preflight(&app, &change, "update").await;
    let rollout = asked.forecast.unwrap().rollout.unwrap();
    let all = told.row.counts.desired;
    assert_eq!((rollout.broken, rollout.replaced), (all, all));
    let steps = rollout.steps.unwrap();
    assert_eq!((steps.first, steps.waves), (all, 1));
}
