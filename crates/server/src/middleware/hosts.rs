//! Answers only requests that call the console by one of its own names.
//!
//! Without it, a page of another site could let its own name point to 127.0.0.1 once it is open (DNS
//! rebinding) and would then share an origin with the console.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, Uri, header, uri::Authority};

use crate::{
    app::{App, Hosts},
    problem::{Problem, ProblemType},
};

/// Names that always mean this machine. Ports are not compared: they change on the way through
/// port forwards, and rebinding cannot forge the name.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

pub(crate) async fn check(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let host = host_of(request.headers(), request.uri());
    match host {
        Some(host) if is_ours(&app.hosts, &host) => Ok(next.run(request).await),
        Some(host) => Err(Problem::new(
            ProblemType::WrongHost,
            format!(
                "The console is not called `{host}`. If that is its name, start it with --allowed-host {host}."
            ),
        )),
        None => Err(Problem::new(
            ProblemType::MalformedRequest,
            "The request does not say which host it is for.",
        )),
    }
}

/// The host that the request calls, in small letters, without port and brackets.
fn host_of(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let authority = called(headers, uri)?;
    let host = authority.host().trim_matches(['[', ']']);
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

fn is_ours(hosts: &Hosts, host: &str) -> bool {
    LOOPBACK.contains(&host)
        || hosts.allowed.iter().any(|allowed| allowed == host)
        || hosts
            .public_url
            .as_ref()
            .is_some_and(|url| url.host.0 == host)
        || (hosts.any_address && host.parse::<IpAddr>().is_ok())
}

/// The host that the request calls, as it was written.
pub(crate) fn called(headers: &HeaderMap, uri: &Uri) -> Option<Authority> {
    // HTTP/2 names it in the target, HTTP/1.1 in a header, of which there must be exactly one.
    let mut named = headers.get_all(header::HOST).iter();
    match (uri.authority(), named.next(), named.next()) {
        (Some(authority), ..) => Some(authority.clone()),
        (None, Some(host), None) => host.to_str().ok()?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Uri, header};

    use super::{Hosts, host_of, is_ours};

    #[test]
    fn knows_its_names_and_no_others() {
        let local = Hosts::default();
        let remote = Hosts {
            allowed: vec!["console.example.com".to_owned()],
            any_address: true,
            public_url: Some("https://public.example.com".parse().unwrap()),
        };
        for (host, by_default, with_names) in [
            ("localhost:8080", true, true),
            ("LOCALHOST", true, true),
            ("127.0.0.1:9", true, true),
            ("[::1]:8080", true, true),
            ("console.example.com", false, true),
            ("public.example.com:443", false, true),
            ("192.168.0.9:8080", false, true),
            ("evil.example", false, false),
            ("localhost.evil.example", false, false),
            ("127.0.0.1.evil.example", false, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
            let found = host_of(&headers, &Uri::from_static("/")).unwrap();
            assert_eq!(is_ours(&local, &found), by_default, "{host}");
            assert_eq!(is_ours(&remote, &found), with_names, "{host}");
        }
    }

    #[test]
    fn two_hosts_are_no_host() {
        let mut headers = HeaderMap::new();
        assert_eq!(host_of(&headers, &Uri::from_static("/")), None);
        headers.append(header::HOST, HeaderValue::from_static("localhost"));
        headers.append(header::HOST, HeaderValue::from_static("evil.example"));
        assert_eq!(host_of(&headers, &Uri::from_static("/")), None);
    }
}
