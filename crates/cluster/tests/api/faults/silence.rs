//! An API server, or a watch, that says nothing.

use std::time::Duration;

use fault_proxy::{End, Fault, Requests};

use super::{TOLD, before, settled, watched, within};
use crate::watches::{pod, small};

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
