//! Every door says whether what it gives follows the cluster, and what is not known is neither empty nor missing.

use std::time::Duration;

use fault_proxy::{End, Fault, FaultProxy, Requests};
use http::Method;
use serde_json::Value;

use crate::support::{Answer, TestApp, manifest};

/// What each door for an existing DaemonSet answers now, by its name.
async fn doors(app: &TestApp) -> Vec<(&'static str, Answer)> {
    let object = app.object("agent");
    let list = contract::path::daemonsets(&app.name);
    let list = format!("{list}?namespace={}", app.namespace);
    let facts = contract::path::facts(&app.name, &app.namespace);
    let preflight = contract::path::preflight(&app.name);
    let judged = app
        .signed_in(Method::POST, &preflight)
        .send(manifest("agent"))
        .await;
    vec![
        ("list", app.get(&list).await),
        ("nodes", app.get(&format!("{object}/nodes")).await),
        ("pods", app.get(&format!("{object}/pods")).await),
        ("facts", app.get(&facts).await),
        ("preflight", judged),
    ]
}

async fn with_an_agent() -> (TestApp, FaultProxy) {
    let (app, proxy) = TestApp::behind_faults().await;
    app.create(&manifest("agent")).await.expect(201);
    app.eventually("its pods are known", || {
        let pods = app.cluster.pods(&app.namespace, "agent");
        pods.is_some_and(|pods| !pods.is_empty())
    })
    .await;
    app.eventually("the facts are known", || app.cluster.knows_facts())
        .await;
    (app, proxy)
}

/// Waits until it is stale; then every door must say so. How soon that is, is held to a clock of its own in the
/// tests of `cluster`.
async fn all_stale(app: &TestApp, what: &str) {
    app.eventually(what, || !app.cluster.freshness().live).await;
    for (door, answer) in doors(app).await {
        let freshness = &answer.expect(200).json()["freshness"];
        assert_eq!(freshness["live"], false, "{what}: {door}");
        let message = freshness["message"].as_str().unwrap();
        assert!(!message.is_empty(), "{what}: {door}");
        assert!(freshness["staleSince"].is_string(), "{what}: {door}");
    }
}

#[tokio::test]
async fn every_door_says_that_it_is_stale_and_that_it_is_so_no_more() {
    let (app, proxy) = with_an_agent().await;
    for (door, answer) in doors(&app).await {
        let freshness = answer.expect(200).json()["freshness"].clone();
        assert_eq!(freshness, serde_json::json!({"live": true}), "{door}");
    }
    let watches = Requests::watches();
    for (what, requests, fault, end) in [
        ("gone", Requests::all(), Fault::Refused, End::Broken),
        ("silent", Requests::all(), Fault::Silent, End::Silent),
        ("away", Requests::all(), Fault::status(503), End::Closed),
        ("empty", watches.clone(), Fault::Empty, End::Closed),
        ("elsewhere", watches.clone(), Fault::Redirect, End::Closed),
        ("too old", watches.clone(), Fault::status(410), End::Closed),
        (
            "unknown",
            Requests::follows(),
            Fault::status(401),
            End::Closed,
        ),
        (
            "refused",
            Requests::follows(),
            Fault::status(403),
            End::Closed,
        ),
    ] {
        proxy.inject(requests, fault);
        proxy.end_watches(&watches, &end);
        all_stale(&app, what).await;
        // What is not here may be there by now: nobody says that there is none.
        // Each kind has a watch of its own, and the last may notice it within two seconds.
        let path = format!("{}/pods", app.object("missing"));
        let mut missing = app.get(&path).await;
        for _ in 0..200 {
            if missing.status != 404 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            missing = app.get(&path).await;
        }
        assert!(
            matches!(missing.status.as_u16(), 403 | 503),
            "{what}: {}",
            missing.text
        );
        missing.problem();
        proxy.heal();
        proxy.end_watches(&watches, &End::Closed);
        app.eventually("it is live again", || app.cluster.freshness().live)
            .await;
    }
    app.get(&format!("{}/pods", app.object("missing")))
        .await
        .expect(404);
}

#[tokio::test]
async fn what_was_created_meanwhile_is_there_once_it_is_live() {
    let (app, proxy) = with_an_agent().await;
    for (name, fault) in [
        ("one", Fault::Empty),
        ("two", Fault::status(410)),
        ("three", Fault::Redirect),
    ] {
        proxy.inject(Requests::watches(), fault);
        proxy.end_watches(&Requests::watches(), &End::Closed);
        app.eventually("it is said", || !app.cluster.freshness().live)
            .await;
        app.create(&manifest(name)).await.expect(201);
        proxy.heal();
        app.eventually("it is live again", || app.cluster.freshness().live)
            .await;
        assert!(app.cluster.row(&app.namespace, name).is_some(), "{name}");
    }
}

#[tokio::test]
async fn watches_that_end_at_once_cost_next_to_nothing() {
    let (app, proxy) = with_an_agent().await;
    for fault in [
        Fault::Empty,
        Fault::Redirect,
        Fault::ErrorEvent(410),
        Fault::status(410),
    ] {
        proxy.inject(Requests::watches(), fault.clone());
        proxy.end_watches(&Requests::watches(), &End::Closed);
        app.eventually("it is said", || !app.cluster.freshness().live)
            .await;
        proxy.forget();
        tokio::time::sleep(Duration::from_secs(3)).await;
        // Of nineteen kinds, each at most at 0, 0.4 and 1.1 and 2.6 seconds, with a list each.
        let asked = proxy.count(&Requests::follows());
        assert!(asked <= 19 * 2 * 4, "{fault:?}: {asked} in three seconds");
        proxy.heal();
        app.eventually("it is live again", || app.cluster.freshness().live)
            .await;
    }
}

/// A console whose cluster refuses these requests from the beginning.
async fn refused(requests: Requests, code: u16) -> TestApp {
    TestApp::behind_faults_from_the_beginning(|proxy| {
        proxy.inject(requests, Fault::status(code));
    })
    .await
    .0
}

#[tokio::test]
async fn what_may_not_be_read_is_never_empty_or_missing() {
    for code in [401, 403] {
        let app = refused(Requests::follows().of("daemonsets"), code).await;
        let list = contract::path::daemonsets(&app.name);
        for path in [
            list,
            format!("{}/pods", app.object("agent")),
            format!("{}/nodes", app.object("agent")),
        ] {
            let problem = app.get(&path).await.expect(403).problem();
            assert_eq!(problem.kind, "/problems/forbidden");
            assert!(
                problem.detail.contains("no right to list daemonsets"),
                "{problem:?}"
            );
        }
        let app = refused(Requests::follows().of("pods"), code).await;
        app.create(&manifest("agent")).await.expect(201);
        app.eventually("it is known", || {
            app.cluster.row(&app.namespace, "agent").is_some()
        })
        .await;
        let pods = app.get(&format!("{}/pods", app.object("agent"))).await;
        assert!(
            pods.expect(403)
                .problem()
                .detail
                .contains("no right to list pods")
        );
        for door in ["nodes", "events", "revisions"] {
            let answer = app.get(&format!("{}/{door}", app.object("agent"))).await;
            let unknown = answer.expect(200).json()["freshness"]["unknown"].clone();
            let resources: Vec<&Value> = unknown
                .as_array()
                .unwrap()
                .iter()
                .map(|it| &it["resource"])
                .collect();
            assert_eq!(resources, ["pods"], "{door}");
        }
    }
}
