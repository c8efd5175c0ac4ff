//! Logs that are followed over what becomes of pods: they crash, go, come, and wait.

use std::{collections::HashMap, time::Duration};

use contract::{LogKind, LogMessage};
use serde_json::json;

use super::{Stream, count, first_pod, running};
use crate::{
    pods::path_of,
    status::until_of,
    support::{TestApp, manifest},
};

#[tokio::test]
async fn a_crash_is_followed_over_the_next_start() {
    let app = TestApp::on_sandbox().await;
    app.create(&manifest("agent").replace("agent:1.0", "agent:1.0-crash"))
        .await
        .expect(201);
    until_of(&app, "agent", "a crash", |told| {
        told.row.status.reason == "CrashLoopBackOff"
    })
    .await;
    let pod = first_pod(&app);
    let mut one = Stream::open(&app, &format!("pod={pod}&follow=true")).await;
    let has_restarted = |read: &[LogMessage]| {
        let starts = read.iter().filter(|it| it.kind == LogKind::Started).count();
        let ends = read.iter().filter(|it| it.kind == LogKind::Ended).count();
        starts >= 1 && ends >= 2
    };
    assert!(
        one.read_until(Duration::from_secs(40), has_restarted).await,
        "{:#?}",
        one.read
    );
    let end = one.of_kind(LogKind::Ended)[0];
    assert_eq!((end.exit_code, end.reason.as_str()), (Some(1), "Error"));
    // Every run is told whole, once.
    let runs = one.of_kind(LogKind::Started).len() + 1;
    let panics = one
        .lines()
        .filter(|it| it.text.starts_with("panic:"))
        .count();
    assert_eq!(panics, one.of_kind(LogKind::Ended).len(), "{:#?}", one.read);
    let starts = one
        .lines()
        .filter(|it| it.text.contains("starting agent"))
        .count();
    assert_eq!(starts, runs, "{:#?}", one.read);
}

#[tokio::test]
async fn a_pod_that_is_replaced_is_gone_and_its_successor_comes() {
    let app = running().await;
    let mut all = Stream::open(&app, "follow=true&tailLines=1").await;
    assert!(
        all.read_until(Duration::from_secs(10), |read| read
            .iter()
            .any(|it| it.kind == LogKind::Live))
            .await
    );
    let (pod, before) = (first_pod(&app), count(&app));
    app.delete(&path_of(&app, &pod)).await.expect(202);
    let is_told = |read: &[LogMessage]| {
        let sources: HashMap<u64, &str> = read
            .iter()
            .filter(|it| it.kind == LogKind::Source)
            .map(|it| (it.source, it.pod.as_str()))
            .collect();
        let is_gone = read
            .iter()
            .any(|it| it.kind == LogKind::Gone && sources[&it.source] == pod);
        let last = read
            .iter()
            .filter(|it| it.kind == LogKind::Source)
            .max_by_key(|it| it.source);
        let new = last.filter(|_| sources.len() == before + 1);
        let speaks = new.is_some_and(|new| {
            let mut of_new = read.iter().filter(|it| it.source == new.source);
            of_new.any(|it| it.text.contains("starting agent"))
        });
        is_gone && speaks
    };
    assert!(
        all.read_until(Duration::from_secs(20), is_told).await,
        "{:#?}",
        all.read
    );
}

#[tokio::test]
async fn a_pod_that_runs_for_a_moment_after_a_long_wait_is_read() {
    let app = TestApp::on_sandbox().await;
    let variable = "env: [{name: A, valueFrom: {configMapKeyRef: {name: late, key: a}}}]";
    let text = format!("{}          {variable}\n", manifest("agent"));
    app.create(&text).await.expect(201);
    until_of(&app, "agent", "no variable", |told| {
        told.row.status.reason == "CreateContainerConfigError"
    })
    .await;
    let pod = first_pod(&app);
    let mut all = Stream::open(&app, "follow=true").await;
    let mut one = Stream::open(&app, &format!("follow=true&pod={pod}")).await;
    // What is looked at in vain is looked at ever less often.
    all.read_until(Duration::from_secs(9), |_| false).await;
    assert_eq!(all.lines().count(), 0);
    let map = json!({"metadata": {"name": "late"}, "data": {"a": "b"}});
    let place = format!("/api/v1/namespaces/{}/configmaps", app.namespace);
    app.cluster_request("POST", &place, &map).await;
    app.eventually("it runs", || {
        let pods = app.cluster.pods(&app.namespace, "agent").unwrap();
        pods.iter()
            .any(|it| it.name == pod && it.status == "Running")
    })
    .await;
    tokio::time::sleep(Duration::from_millis(900)).await;
    let place = format!("/api/v1/namespaces/{}/pods/{pod}", app.namespace);
    let now = json!({"gracePeriodSeconds": 0});
    app.cluster_request("DELETE", &place, &now).await;
    for stream in [&mut all, &mut one] {
        let is_gone = |read: &[LogMessage]| read.iter().any(|it| it.kind == LogKind::Gone);
        assert!(stream.read_until(Duration::from_secs(10), is_gone).await);
        let gone = stream.of_kind(LogKind::Gone)[0].source;
        let mut of_it = stream.lines().filter(|line| line.source == gone);
        let is_told = of_it.any(|line| line.text.contains("starting agent"));
        assert!(is_told, "{:#?}", stream.read);
    }
}
