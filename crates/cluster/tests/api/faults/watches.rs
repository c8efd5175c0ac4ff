//! Watches that end badly, or never.

use std::time::Duration;

use fault_proxy::{End, Fault, Requests};

use super::{BACK, TOLD, before, never_live, settled, watched, within};
use crate::watches::{daemon_set, names, small};

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
