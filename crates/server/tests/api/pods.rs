//! One pod: what is told of it, its manifest, and deleting it.

use contract::{ContainerRole, PodDetail, PodRow, StateWord, StatusWord, path};
use http::Method;

use crate::{
    status::{until_of, until_word},
    support::{TestApp, manifest, words},
};

/// The pods of `agent`, by node.
fn pods(app: &TestApp) -> Vec<PodRow> {
    app.cluster
        .pods(&app.namespace, "agent")
        .unwrap_or_default()
}

pub(crate) fn path_of(app: &TestApp, pod: &str) -> String {
    path::pod(&app.name, &app.namespace, "agent", pod)
}

async fn detail(app: &TestApp, pod: &str) -> PodDetail {
    let answer = app.get(&path_of(app, pod)).await.expect(200);
    serde_json::from_str(&answer.text).unwrap()
}

/// Waits until what is told of some pod of `agent` is so.
async fn until_detail(app: &TestApp, is_so: impl Fn(&PodDetail) -> bool) -> PodDetail {
    let start = std::time::Instant::now();
    loop {
        let found = match pods(app).first() {
            Some(pod) => Some(detail(app, &pod.name).await),
            None => None,
        };
        if let Some(pod) = found.as_ref().filter(|pod| is_so(pod)) {
            return pod.clone();
        }
        assert!(start.elapsed().as_secs() < 60, "in vain: {found:?}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_pod_is_told_as_it_is_now() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    app.create(&manifest("other")).await.expect(201);
    until_word(&app, StatusWord::Running).await;
    let row = pods(&app).remove(0);
    let pod = detail(&app, &row.name).await;
    assert_eq!(
        (pod.name.as_str(), pod.node.as_str(), pod.status.as_str()),
        (row.name.as_str(), row.node.as_str(), "Running")
    );
    assert!(pod.ready && pod.up_to_date == Some(true), "{pod:?}");
    let [container] = pod.containers.as_slice() else {
        panic!("{:?}", pod.containers)
    };
    assert_eq!(
        (container.state.word, container.role, container.ready),
        (StateWord::Running, ContainerRole::Main, true)
    );
    assert!(!container.state.since.is_empty());
    let scheduled = pod.conditions.iter().find(|it| it.kind == "PodScheduled");
    assert_eq!(scheduled.unwrap().status, "True");

    let manifest = app
        .signed_in(
            Method::GET,
            &path::pod_manifest(&app.name, &app.namespace, "agent", &row.name),
        )
        .header("accept", "application/yaml")
        .send("")
        .await
        .expect(200);
    assert!(manifest.text.starts_with("apiVersion: v1\nkind: Pod\n"));
    assert!(!manifest.text.contains("managedFields"));

    // Whoever asks by a DaemonSet gets none of another's.
    let strange = path::pod(&app.name, &app.namespace, "other", &row.name);
    let strange = app.get(&strange).await.expect(404).problem();
    assert!(
        strange.detail.contains("none of the DaemonSet `other`"),
        "{strange:?}"
    );
    let missing = app.get(&path_of(&app, "missing")).await.expect(404);
    assert_eq!(missing.problem().upstream.unwrap()["reason"], "NotFound");
}

#[tokio::test]
async fn how_a_container_ended_is_told_with_its_limit() {
    let app = TestApp::on_sandbox().await;
    let limited = manifest("agent").replace(
        "agent:1.0",
        "agent:1.0-oom\n          resources: {limits: {memory: 200Mi}}",
    );
    app.create(&limited).await.expect(201);
    let pod = until_detail(&app, |pod| {
        pod.containers[0].restarts > 0 && pod.containers[0].state.reason == "CrashLoopBackOff"
    })
    .await;
    let container = &pod.containers[0];
    assert!(container.fails() && container.has_run_before());
    assert_eq!(container.memory_limit, "200Mi");
    let end = container.latest_end().unwrap();
    assert_eq!(
        (end.exit_code, end.ended_by(), end.reason.as_str()),
        (137, 9, "OOMKilled")
    );
    assert!(!end.finished.is_empty());
    let back_off = pod.events.iter().filter(|event| event.reason == "BackOff");
    assert!(back_off.count() > 0, "{:?}", pod.events);
    assert_eq!(pod.status, "CrashLoopBackOff");
    assert_eq!(pod.most_telling().unwrap().name, "agent");
}

#[tokio::test]
async fn a_deleted_pod_is_made_anew_and_on_record() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    until_word(&app, StatusWord::Running).await;
    let row = pods(&app).remove(0);
    let path = path_of(&app, &row.name);
    let conflict = app.delete(&format!("{path}?uid=another")).await.expect(409);
    assert_eq!(conflict.problem().kind, "/problems/conflict");
    app.delete(&format!("{path}?dryRun=All")).await.expect(202);
    assert!(pods(&app).iter().any(|pod| pod.name == row.name));

    let delete = async || {
        let call = app.signed_in(Method::DELETE, &path);
        call.header("idempotency-key", "4711").send("").await
    };
    let first = delete().await.expect(202);
    let again = delete().await.expect(202);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(first.text, again.text);
    until_of(&app, "agent", "another pod on its node", |told| {
        let pods = pods(&app);
        let on_node = |pod: &&PodRow| pod.node == row.node;
        let new = pods.iter().find(on_node);
        told.row.status.word == StatusWord::Running && new.is_some_and(|pod| pod.name != row.name)
    })
    .await;
    let rows = app.audit_rows().await;
    let fields = ["action", "kind", "name", "outcome"];
    let told: Vec<_> = rows.iter().skip(1).map(|row| words(row, &fields)).collect();
    assert_eq!(
        told,
        [
            format!("delete Pod {} refused", row.name),
            format!("delete Pod {} done", row.name),
        ]
    );
}

async fn diagnosis(app: &TestApp, name: &str) -> contract::DiagnosisAnswer {
    let url = path::diagnosis(&app.name, &app.namespace, name);
    serde_json::from_str(&app.get(&url).await.expect(200).text).unwrap()
}

#[tokio::test]
async fn what_is_the_matter_is_told_as_on_the_page() {
    let app = TestApp::start().await;
    let url = path::diagnosis(&app.name, &app.namespace, "agent");
    app.get(&url).await.expect(404);
    app.create(&manifest("agent")).await.expect(201);
    let nowhere = manifest("nowhere").replace(
        "    spec:\n      containers:",
        "    spec:\n      nodeSelector: {nowhere: here}\n      containers:",
    );
    app.create(&nowhere).await.expect(201);
    until_word(&app, StatusWord::Running).await;
    assert_eq!(diagnosis(&app, "agent").await.diagnosis, None);
    until_of(&app, "nowhere", "no nodes", |told| {
        told.row.status.word == StatusWord::NoNodes
    })
    .await;
    let told = diagnosis(&app, "nowhere").await;
    assert!(told.freshness.live, "{told:?}");
    let told = told.diagnosis.unwrap();
    assert_eq!(told.cause, contract::Cause::NoNodes);
    let first = contract::NextStep::Edit("spec.template.spec.nodeSelector".to_owned());
    assert_eq!(told.steps.first(), Some(&first));
}
