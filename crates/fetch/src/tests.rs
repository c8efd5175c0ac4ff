//! Against a host that misbehaves on command.

pub(crate) mod host;

use std::net::IpAddr;
use std::time::Duration;

use crate::{FetchError, public::is_public};
use host::Host;

#[tokio::test]
async fn a_text_is_fetched_whole_and_unchanged() {
    let host = Host::start().await;
    let fetched = host
        .fetcher()
        .text("https://good.example/agent.yaml")
        .await
        .unwrap();
    assert_eq!(fetched.text, "# \u{e9}\r\nkind: DaemonSet\n");
    assert_eq!(fetched.address, "https://good.example/agent.yaml");
}

#[tokio::test]
async fn redirects_are_followed_to_hosts_that_are_allowed_and_no_others() {
    let host = Host::start().await;
    let fetcher = host.fetcher();
    let found = fetcher
        .text("https://good.example/to?https://other.good.example/agent.yaml")
        .await
        .unwrap();
    assert_eq!(found.address, "https://other.good.example/agent.yaml");
    let found = fetcher
        .text("https://good.example/to?/agent.yaml")
        .await
        .unwrap();
    assert_eq!(found.address, "https://good.example/agent.yaml");
    for (target, why) in [
        (
            "http://good.example/agent.yaml",
            "only https is fetched, not http",
        ),
        (
            "https://evil.example/",
            "`evil.example` is none of the hosts that this console fetches from",
        ),
        (
            "https://127.0.0.1/",
            "only hosts with a name are fetched from",
        ),
        (
            "https://good.example:6443/",
            "only the port of https is asked, not 6443",
        ),
        ("file:///etc/passwd", "only https is fetched, not file"),
        (
            "https://inside.good.example/",
            "`inside.good.example` leads to an address that is not on the internet",
        ),
        (
            "https://half.good.example/",
            "`half.good.example` leads to an address that is not on the internet",
        ),
    ] {
        let address = format!("https://good.example/to?{target}");
        let error = fetcher.text(&address).await.unwrap_err();
        assert_eq!(error.to_string(), why, "{target}");
    }
    let round = fetcher
        .text("https://good.example/round")
        .await
        .unwrap_err();
    assert_eq!(round.to_string(), "it leads on more than 5 times");
    assert_eq!(host.asked_inside(), 0);
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_connected_to() {
    let host = Host::start().await;
    let fetcher = host.fetcher();
    // The name leads to a public address whenever it is looked at twice: what is looked at is what is connected to.
    for name in [
        "inside.good.example",
        "half.good.example",
        "mapped.good.example",
    ] {
        let error = fetcher.text(&format!("https://{name}/")).await.unwrap_err();
        assert!(
            matches!(error, FetchError::Inside { .. }),
            "{name}: {error}"
        );
    }
    let error = fetcher
        .text("https://nowhere.good.example/")
        .await
        .unwrap_err();
    assert!(matches!(error, FetchError::NoSuchHost { .. }), "{error}");
    assert_eq!(host.asked_inside(), 0);
}

#[tokio::test]
async fn size_and_time_are_bounded() {
    let host = Host::start().await;
    let fetcher = host.fetcher();
    for path in ["long", "endless"] {
        let error = fetcher
            .text(&format!("https://good.example/{path}"))
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "it is longer than 64 KiB", "{path}");
    }
    for path in ["silent", "drip"] {
        let error = fetcher
            .text(&format!("https://good.example/{path}"))
            .await
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "it is not here after 2 seconds",
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_is_no_text_is_said_to_be_none() {
    let host = Host::start().await;
    let fetcher = host.fetcher();
    for (path, why) in [
        (
            "page",
            "it is a page and not a file; look for the address of the file itself (Raw)",
        ),
        ("picture", "it is not a text in UTF-8"),
        ("missing", "it is answered with the status 404"),
        ("to?", "it leads on more than 5 times"),
        ("short", "it breaks off"),
    ] {
        let error = fetcher
            .text(&format!("https://good.example/{path}"))
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), why, "{path}");
    }
}

#[tokio::test]
async fn a_host_that_cannot_be_trusted_is_not_read() {
    let host = Host::start().await;
    let error = host
        .distrusting()
        .text("https://good.example/agent.yaml")
        .await
        .unwrap_err();
    assert!(matches!(error, FetchError::Unreachable { .. }), "{error}");
}

#[test]
fn the_addresses_of_the_tests_are_told_apart_as_those_of_the_world() {
    let inside: IpAddr = "169.254.169.254".parse().unwrap();
    assert!(!is_public(inside));
    assert_eq!(host::LIMITS.time, Duration::from_secs(2));
}
