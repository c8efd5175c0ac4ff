//! Against registries that do what registries do, and what they should not.

use std::sync::{Arc, Mutex};

use super::{Account, Image, Reference, RegistryError};
use crate::FetchError;
use crate::tests::host::{Answers, Host};

/// What the registry was asked, with what was sent along.
type Asked = Arc<Mutex<Vec<(String, String, Option<String>)>>>;

fn ok(headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .into()
}

fn status(line: &str, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\n{headers}\r\n").into()
}

/// A registry that gives `team/agent` to whoever has a token, which `user` with the right password has.
fn registry(asked: &Asked) -> Answers {
    let asked = Arc::clone(asked);
    Arc::new(move |name, head| {
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let authorization = head
            .lines()
            .find_map(|line| line.strip_prefix("authorization: "))
            .map(str::to_owned);
        asked
            .lock()
            .unwrap()
            .push((name.to_owned(), path.clone(), authorization.clone()));
        let has_token = authorization.as_deref() == Some("Bearer the-token");
        match path.as_str() {
            "/token?service=good&scope=repository%3Ateam%2Fagent%3Apull" => {
                // user:password
                if authorization.as_deref() == Some("Basic dXNlcjpwYXNzd29yZA==") {
                    ok("", r#"{"token": "the-token"}"#)
                } else {
                    status("401 Unauthorized", "")
                }
            }
            _ if path.starts_with("/v2/free/") => match path.as_str() {
                "/v2/free/agent/tags/list?n=1000" => ok(
                    "Link: </v2/free/agent/tags/list?last=1.9&n=1000>; rel=\"next\"\r\n",
                    r#"{"tags": ["1.9", "latest"]}"#,
                ),
                "/v2/free/agent/tags/list?last=1.9&n=1000" => ok("", r#"{"tags": ["1.10"]}"#),
                "/v2/free/agent/manifests/latest" => {
                    ok("", r#"{"config": {"digest": "sha256:c"}}"#)
                }
                "/v2/free/agent/blobs/sha256:c" => status(
                    "307 Temporary Redirect",
                    "Location: https://other.good.example/blob\r\n",
                ),
                "/v2/free/astray/tags/list?n=1000" | "/v2/free/astray/manifests/latest" => {
                    status("302 Found", "Location: https://evil.example/\r\n")
                }
                "/v2/free/inside/tags/list?n=1000" | "/v2/free/inside/manifests/latest" => {
                    status("302 Found", "Location: https://half.good.example/\r\n")
                }
                "/v2/free/page/tags/list?n=1000" | "/v2/free/page/manifests/latest" => {
                    ok("", "<html>")
                }
                _ => status("404 Not Found", ""),
            },
            "/blob" => ok("", r#"{"os": "linux", "architecture": "arm64"}"#),
            _ if !has_token => status(
                "401 Unauthorized",
                "WWW-Authenticate: Bearer realm=\"https://other.good.example/token\",service=\"good\"\r\n",
            ),
            "/v2/team/agent/tags/list?n=1000" => ok("", r#"{"tags": ["v1.0", "v1.1"]}"#),
            "/v2/team/agent/manifests/v1.1" => ok(
                "Docker-Content-Digest: sha256:abc\r\n",
                r#"{"manifests": [
                    {"platform": {"os": "linux", "architecture": "amd64"}},
                    {"platform": {"os": "linux", "architecture": "arm64"}}
                ]}"#,
            ),
            _ => status("404 Not Found", ""),
        }
    })
}

fn reference(text: &str) -> Reference {
    text.parse().unwrap()
}

fn account(password: &str) -> Account {
    Account {
        user: "user".to_owned(),
        password: password.to_owned(),
    }
}

#[tokio::test]
async fn tags_and_platforms_are_told_to_who_may_know() {
    let asked = Asked::default();
    let host = Host::answering(Some(registry(&asked))).await;
    let registries = host.registries(&["good.example", "other.good.example"]);
    let image = reference("good.example/team/agent:v1.1");
    let found = registries.image(&image, Some(&account("password"))).await;
    let expected = Image {
        tags: vec!["v1.1".to_owned(), "v1.0".to_owned()],
        has_all_tags: true,
        digest: "sha256:abc".to_owned(),
        platforms: vec!["linux/amd64".to_owned(), "linux/arm64".to_owned()],
    };
    assert_eq!(found.unwrap(), expected);
    // A tag that is not there yet takes nothing away from those that are.
    let other = reference("good.example/team/agent:v2");
    let found = registries
        .image(&other, Some(&account("password")))
        .await
        .unwrap();
    assert_eq!((found.tags.len(), found.digest.as_str()), (2, ""));
    for who in [None, Some(&account("wrong"))] {
        let error = registries.image(&image, who).await.unwrap_err();
        assert!(matches!(error, RegistryError::Denied), "{error}");
    }
    let missing = reference("good.example/team/nobody");
    let error = registries
        .image(&missing, Some(&account("password")))
        .await
        .unwrap_err();
    assert!(
        matches!(error, RegistryError::Denied | RegistryError::NoSuchImage),
        "{error}"
    );
    // The password goes to who gives out tokens, and to nobody else.
    let asked = asked.lock().unwrap();
    let with_password = asked.iter().filter(|(_, _, sent)| {
        sent.as_deref()
            .is_some_and(|sent| sent.starts_with("Basic"))
    });
    assert!(with_password.clone().count() > 0);
    for (name, path, _) in with_password {
        assert_eq!(
            (name.as_str(), path.starts_with("/token?")),
            ("other.good.example", true)
        );
    }
}

#[tokio::test]
async fn pages_and_redirects_are_followed_and_nothing_is_sent_along() {
    let asked = Asked::default();
    let host = Host::answering(Some(registry(&asked))).await;
    let registries = host.registries(&["good.example", "*.good.example"]);
    let image = reference("good.example/free/agent:latest");
    let found = registries
        .image(&image, Some(&account("password")))
        .await
        .unwrap();
    assert_eq!(found.tags, ["1.10", "1.9", "latest"]);
    assert_eq!(found.platforms, ["linux/arm64"]);
    assert!(
        asked
            .lock()
            .unwrap()
            .iter()
            .all(|(_, _, sent)| sent.is_none())
    );
    // Where the place of the blob may not be asked the platform is not known, and that is all.
    let alone = host.registries(&["good.example"]);
    let found = alone.image(&image, None).await.unwrap();
    assert_eq!((found.tags.len(), found.platforms.len()), (3, 0));
}

#[tokio::test]
async fn nobody_is_led_astray() {
    let host = Host::answering(Some(registry(&Asked::default()))).await;
    let registries = host.registries(&["good.example", "*.good.example"]);
    for (name, why) in [
        (
            "good.example/free/astray",
            "`evil.example` is none of the hosts that this console fetches from",
        ),
        (
            "good.example/free/inside",
            "`half.good.example` leads to an address that is not on the internet",
        ),
        (
            "good.example/free/page",
            "what answers there is no registry",
        ),
        (
            "good.example/free/nothing",
            "the registry has no such image",
        ),
        (
            "evil.example/a",
            "`evil.example` is none of the hosts that this console fetches from",
        ),
        (
            "good.example:5000/a",
            "`good.example` is none of the hosts that this console fetches from",
        ),
        ("10.0.0.1/a", "only hosts with a name are fetched from"),
        (
            "inside.good.example/a",
            "`inside.good.example` leads to an address that is not on the internet",
        ),
    ] {
        let error = registries.image(&reference(name), None).await.unwrap_err();
        assert_eq!(error.to_string(), why, "{name}");
    }
    assert_eq!(host.asked_inside(), 0);
}

#[tokio::test]
async fn who_does_not_answer_is_not_waited_for() {
    let host = Host::answering(Some(Arc::new(|_, _| Vec::new()))).await;
    let registries = host.registries(&["good.example"]);
    let error = registries.image(&reference("good.example/a"), None).await;
    let error = error.unwrap_err();
    assert!(
        matches!(error, RegistryError::Fetch(FetchError::TooSlow { .. })),
        "{error}"
    );
}
