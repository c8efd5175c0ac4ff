//! What goes wrong between the console and an API server: each fault has the right word within two seconds and a
//! bounded number of requests, and nothing is missing when it is over.

use std::time::Duration;

use cluster::{Cluster, ListQuery, Reader, Watched};
use contract::ClusterKind;
use fault_proxy::{End, Fault, FaultProxy, ProxyBody, Requests};
use http::Request;
use http_body_util::BodyExt as _;
use kube::client::Body;
use serde_json::json;
use tokio::time::Instant;
use tower::{BoxError, service_fn};

use crate::{
    mock::MockServer,
    watches::{daemon_set, live, names, pod, small, until},
};

/// Within this everybody is told that something is wrong.
const TOLD: Duration = Duration::from_secs(2);
/// Within this everything goes on after the last fault: the longest pause, and a second to believe it.
const BACK: Duration = Duration::from_secs(12);

/// A proxy before an API server.
pub(crate) fn before_client(upstream: kube::Client) -> FaultProxy {
    FaultProxy::before(service_fn(move |request: Request<ProxyBody>| {
        let upstream = upstream.clone();
        async move {
            let (head, body) = request.into_parts();
            let body = Body::from(body.collect().await?.to_bytes().to_vec());
            let answer = upstream.send(Request::from_parts(head, body)).await?;
            Ok::<_, BoxError>(answer)
        }
    }))
}

fn before(server: &MockServer) -> FaultProxy {
    before_client(server.client())
}

pub(crate) fn watched(proxy: &FaultProxy) -> Watched {
    let client = kube::Client::new(proxy.clone(), "default");
    Cluster::with_client("mock", ClusterKind::Kubernetes, client).watched(Reader::new("test"))
}

/// Waits for something for at most so long.
async fn within(time: Duration, what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + time;
    while !holds() {
        assert!(Instant::now() < end, "not within {time:?}: {what}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Waits until what is watched has lasted for a while.
async fn settled(cluster: &Watched) {
    live(cluster).await;
    tokio::time::sleep(Duration::from_secs(30)).await;
}

/// Waits, and fails if what is known is called live meanwhile.
async fn never_live(cluster: &Watched, time: Duration, what: &str) {
    let end = Instant::now() + time;
    while Instant::now() < end {
        assert!(!cluster.freshness().live, "{what}");
        tokio::time::sleep(Duration::from_millis(37)).await;
    }
}

fn all_faults_of_watches() -> Vec<(Fault, &'static str)> {
    let text = |text: &str| Fault::Text(text.to_owned());
    vec![
        (Fault::Empty, "ends as soon as it has begun"),
        (Fault::Redirect, "sends it elsewhere (302 Found)"),
        (Fault::status(304), "sends it elsewhere"),
        (Fault::status(410), "being read again"),
        (Fault::ErrorEvent(410), "being read again"),
        (Fault::ErrorEvent(500), "an error on the server"),
        (Fault::status(401), "may not watch"),
        (Fault::status(403), "may not watch"),
        (Fault::status(429), "too many requests"),
        (Fault::status(500), "an error on the server"),
        (Fault::status(503), "currently unable"),
        (text("<html>sign in</html>"), "could not be read"),
        (text("[]\n"), "could not be read"),
        (text("7\n7\n7\n"), "could not be read"),
        (text(r#"{"type":"ADDED","obj"#), "could not be read"),
        (
            text(r#"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"1"}}}"#),
            "ends as soon as it has begun",
        ),
        (Fault::Cut(0), "broke off"),
        (Fault::Refused, "connection refused"),
        (Fault::LostAnswer, "connection reset"),
    ]
}

#[tokio::test(start_paused = true)]
async fn however_watches_fail_it_is_said_and_the_api_server_is_spared() {
    for (fault, word) in all_faults_of_watches() {
        let server = small();
        let proxy = before(&server);
        let cluster = watched(&proxy);
        settled(&cluster).await;
        let what = format!("{fault:?}");
        proxy.inject(Requests::watches(), fault.clone());
        proxy.end_watches(&Requests::watches(), &End::Closed);
        server.put("daemonsets", &daemon_set("meanwhile"));
        let is_told = |word: &str| cluster.freshness().message.contains(word);
        // Some are forgiven twice, as an API server that is rolled out ends a watch once or twice.
        within(TOLD, &format!("{what} said"), || is_told(word)).await;
        assert!(!cluster.freshness().live, "{what}");

        proxy.forget();
        let time = Duration::from_mins(5);
        never_live(&cluster, time, &what).await;
        // Every 7.5 seconds at the most often, a list and a watch each, plus what was begun before.
        for plural in ["pods", "secrets"] {
            let asked = proxy.count(&Requests::follows().of(plural));
            assert!(asked <= 2 * (300 / 7 + 4), "{what}: {plural} {asked}");
        }
        assert!(is_told(word), "{what}: {:?}", cluster.freshness());

        proxy.heal();
        within(BACK, &format!("{what} over"), || cluster.freshness().live).await;
        // At the very moment at which it is called live.
        assert_eq!(names(&cluster), ["d", "meanwhile"], "{what}");
        server.put("daemonsets", &daemon_set("new"));
        within(TOLD, "the new one", || names(&cluster).len() == 3).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_without_end_is_not_kept() {
    let server = small();
    let proxy = before(&server);
    let cluster = watched(&proxy);
    settled(&cluster).await;
    let sets = Requests::watches().of("daemonsets");
    proxy.inject(sets.clone(), Fault::Endless);
    proxy.end_watches(&sets, &End::Closed);
    let word = "a line of more than 32 MiB";
    within(TOLD, word, || cluster.freshness().message.contains(word)).await;
    never_live(&cluster, Duration::from_secs(10), word).await;
    let asked = proxy.count(&sets);
    assert!(asked <= 8, "{asked}");
    proxy.heal();
    within(BACK, "over", || cluster.freshness().live).await;
}

#[tokio::test(start_paused = true)]
async fn a_watch_that_ends_now_and_then_is_no_trouble() {
    let server = small();
    let proxy = before(&server);
    let cluster = watched(&proxy);
    settled(&cluster).await;
    for round in 0..20 {
        tokio::time::sleep(Duration::from_secs(30)).await;
        proxy.end_watches(&Requests::watches(), &End::Closed);
        let name = format!("new-{round:02}");
        server.put("daemonsets", &daemon_set(&name));
        within(TOLD, "the new one", || names(&cluster).contains(&name)).await;
        assert!(cluster.freshness().live);
    }
    // What changes proves that watches work. Where nothing does, a list does now and then.
    assert_eq!(proxy.count(&Requests::lists().of("daemonsets")), 1);
    let lists = proxy.count(&Requests::lists().of("resourcequotas"));
    assert!((2..=3).contains(&lists), "{lists} in ten minutes");
}

#[tokio::test(start_paused = true)]
async fn too_old_a_version_is_said_while_it_is_read_again() {
    for fault in [None, Some(Fault::status(410))] {
        let server = small();
        let proxy = before(&server);
        let cluster = watched(&proxy);
        settled(&cluster).await;
        let sets = Requests::watches().of("daemonsets");
        proxy.inject(
            Requests::lists().of("daemonsets"),
            Fault::Slow(Duration::from_secs(3)),
        );
        let end = match fault {
            None => End::error_event(410),
            Some(fault) => {
                proxy.inject_times(1, sets.clone(), fault);
                End::Closed
            }
        };
        // Of which no watch tells.
        server.take("daemonsets", "d", false);
        proxy.end_watches(&sets, &end);
        within(TOLD, "said", || !cluster.freshness().live).await;
        let freshness = cluster.freshness();
        assert!(
            freshness.message.contains("being read again"),
            "{freshness:?}"
        );
        assert_eq!(names(&cluster), ["d"], "as it was last known");
        within(Duration::from_secs(4), "read", || cluster.freshness().live).await;
        assert!(names(&cluster).is_empty());
        assert_eq!(proxy.count(&Requests::lists().of("daemonsets")), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn one_unreadable_line_is_made_good_at_once() {
    let server = small();
    let proxy = before(&server);
    let cluster = watched(&proxy);
    settled(&cluster).await;
    let sets = Requests::watches().of("daemonsets");
    for line in [r#"{"type":"#, "[]", "7", r#"{"type":"ADDED","object":7}"#] {
        tokio::time::sleep(Duration::from_secs(30)).await;
        proxy.end_watches(&sets, &End::Line(line.to_owned()));
        within(TOLD, "said", || !cluster.freshness().live).await;
        within(TOLD, "over", || cluster.freshness().live).await;
    }
    server.put("daemonsets", &daemon_set("new"));
    within(TOLD, "the new one", || names(&cluster).len() == 2).await;
    assert_eq!(proxy.count(&Requests::lists().of("daemonsets")), 1);
}

#[tokio::test(start_paused = true)]
async fn the_api_server_is_not_asked_before_the_time_it_named() {
    for requests in [Requests::watches(), Requests::follows()] {
        let server = small();
        let proxy = before(&server);
        let cluster = watched(&proxy);
        settled(&cluster).await;
        let busy = Fault::Status {
            code: 429,
            retry_after: Some("30"),
        };
        proxy.inject(requests, busy);
        proxy.end_watches(&Requests::watches(), &End::Broken);
        within(TOLD, "said", || !cluster.freshness().live).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        proxy.forget();
        tokio::time::sleep(Duration::from_secs(27)).await;
        assert_eq!(proxy.count(&Requests::follows()), 0);
        proxy.heal();
        within(Duration::from_secs(5), "over", || cluster.freshness().live).await;
    }
}

#[tokio::test(start_paused = true)]
async fn silence_is_told_within_two_seconds() {
    let server = small();
    let proxy = before(&server);
    let cluster = watched(&proxy);
    settled(&cluster).await;
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_millis(30_317)).await;
        assert!(cluster.freshness().live);
        proxy.inject(Requests::all(), Fault::Silent);
        proxy.end_watches(&Requests::watches(), &End::Silent);
        within(TOLD, "said", || !cluster.freshness().live).await;
        assert_eq!(
            cluster.freshness().message,
            "The API server does not answer."
        );
        proxy.forget();
        tokio::time::sleep(Duration::from_secs(40)).await;
        let asked = proxy.count(&Requests::all());
        assert!(asked <= 15 + 8, "{asked} requests into the silence");
        proxy.heal();
        let patience = Duration::from_mins(3);
        within(patience, "over", || cluster.freshness().live).await;
    }
    let asked = |time: u64| {
        let proxy = &proxy;
        async move {
            proxy.forget();
            tokio::time::sleep(Duration::from_secs(time)).await;
            proxy.count(&Requests::all())
        }
    };
    let in_a_minute = asked(60).await;
    assert!(in_a_minute <= 61 + 15, "{in_a_minute} in a quiet cluster");
}

#[tokio::test(start_paused = true)]
async fn a_watch_that_falls_silent_alone_is_begun_anew() {
    let server = small();
    let proxy = before(&server);
    let cluster = watched(&proxy);
    settled(&cluster).await;
    proxy.end_watches(&Requests::watches().of("pods"), &End::Silent);
    server.put("pods", &pod("d", "unheard"));
    let is_there = || cluster.pods("n", "d").unwrap().len() == 2;
    within(Duration::from_secs(160), "it is heard of", is_there).await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_api_server_is_not_called_silent_again_and_again() {
    let server = small();
    let proxy = before(&server);
    let cluster = watched(&proxy);
    settled(&cluster).await;
    proxy.inject(Requests::all(), Fault::Slow(Duration::from_secs(2)));
    tokio::time::sleep(Duration::from_secs(10)).await;
    for _ in 0..600 {
        assert!(cluster.freshness().live, "{:?}", cluster.freshness());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_none_is_not_taken_for_an_empty_one() {
    let text = |text: &str| Fault::Text(text.to_owned());
    let version = json!({"resourceVersion": "7"});
    let endless = json!({"metadata": {"resourceVersion": "7", "continue": "again"},
        "items": [{"metadata": {"name": "x", "namespace": "n"}}]});
    let hollow = json!({"metadata": {"resourceVersion": "7", "continue": "on"}, "items": []});
    for (fault, word) in [
        (text("[]"), "no JSON object"),
        (text("7"), "no JSON object"),
        (text("<html></html>"), "no JSON object"),
        (text("{}"), "missing field"),
        (
            text(&json!({"metadata": version}).to_string()),
            "missing field `items`",
        ),
        (text(r#"{"metadata":{},"items":[]}"#), "no version"),
        (text(&endless.to_string()), "no end"),
        (text(&hollow.to_string()), "no end"),
        (Fault::Empty, "no JSON object"),
        (Fault::Redirect, "elsewhere"),
        (Fault::Cut(20), "connection reset"),
        (Fault::Endless, "larger than 32 MiB"),
        (Fault::SilentBody, "does not answer"),
        (Fault::status(410), "read again"),
        (Fault::status(500), "an error on the server"),
    ] {
        let server = small();
        let proxy = before(&server);
        proxy.inject(Requests::lists().of("daemonsets"), fault.clone());
        let cluster = watched(&proxy);
        let what = format!("{fault:?}");
        let is_said = || cluster.freshness().message.contains(word);
        within(Duration::from_secs(31), &what, is_said).await;
        proxy.forget();
        never_live(&cluster, Duration::from_mins(1), &what).await;
        assert!(!cluster.is_synced(), "{what}");
        assert_eq!(cluster.freshness().unknown[0].resource, "daemonsets");
        let lists = proxy.count(&Requests::lists().of("daemonsets"));
        assert!(lists <= 4 * 10, "{what}: {lists}");
        proxy.heal();
        within(Duration::from_secs(40), &what, || cluster.freshness().live).await;
        assert_eq!(names(&cluster), ["d"], "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_by_kind_is_unknown_by_kind() {
    for (code, why) in [
        (
            401,
            "the API server does not know the console, so it has no right to list nodes",
        ),
        (403, "no right to list nodes"),
        (404, "the API server has no nodes"),
    ] {
        let server = small();
        let proxy = before(&server);
        proxy.inject(Requests::follows().of("nodes"), Fault::status(code));
        let cluster = watched(&proxy);
        until("settled", || cluster.is_synced()).await;
        let freshness = cluster.freshness();
        assert!(freshness.refused, "{freshness:?}");
        let unknown: Vec<_> = freshness
            .unknown
            .iter()
            .map(|it| (it.resource.as_str(), it.reason.as_str()))
            .collect();
        assert_eq!(unknown, [("nodes", why)]);
        assert_eq!(cluster.list(&ListQuery::default()).unwrap().items.len(), 1);
        proxy.heal();
        within(BACK, "over", || cluster.freshness().live).await;
        assert!(cluster.freshness().unknown.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn what_answers_in_place_of_an_api_server_is_no_answer() {
    let server = small();
    let proxy = before(&server);
    let cluster = watched(&proxy);
    settled(&cluster).await;
    let version = Requests::to("/version");
    for (fault, word) in [
        (Fault::Redirect, "elsewhere"),
        (Fault::Text("[]".to_owned()), "does not speak as one"),
        (Fault::Text("{}".to_owned()), "does not speak as one"),
        (Fault::status(502), "not ready"),
    ] {
        proxy.inject(version.clone(), fault);
        within(TOLD, word, || cluster.freshness().message.contains(word)).await;
        assert!(!cluster.cluster().summary().reachable);
        proxy.heal();
        within(BACK, "over", || cluster.freshness().live).await;
    }
}
