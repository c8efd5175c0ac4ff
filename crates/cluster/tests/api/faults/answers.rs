//! Answers that are none.

use std::time::Duration;

use cluster::ListQuery;
use fault_proxy::{Fault, Requests};
use serde_json::json;

use super::{BACK, TOLD, before, never_live, settled, watched, within};
use crate::watches::{names, small, until};

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
