//! Answers only our own pages and programs, never the pages of others.
//!
//! The session cookie is `SameSite=Strict` and no CORS header is ever sent, so this is the second lock. It
//! is also the only one between ports: for cookies `localhost:3000` and `localhost:8080` are the same site.
//! The API does not answer other pages at all, not even reads, because an event stream is costly to open.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, Method, Uri, header, uri::Authority};

use crate::{
    app::{App, Hosts},
    problem::{Problem, ProblemType},
};

pub(crate) async fn check(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let is_safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let is_api = request.uri().path().starts_with("/api/");
    if (!is_safe || is_api) && !is_own(&app.hosts, request.headers(), request.uri()) {
        return Err(Problem::new(
            ProblemType::CrossOrigin,
            "A page of another site sent this request. Open the console itself and try again there.",
        ));
    }
    Ok(next.run(request).await)
}

/// Browsers say by `Sec-Fetch-Site` and `Origin` who asks; programs send neither.
fn is_own(hosts: &Hosts, headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    match text(header::HeaderName::from_static("sec-fetch-site")) {
        Some("same-origin" | "none") | None => {}
        Some(_) => return false,
    }
    let Some(origin) = text(header::ORIGIN) else {
        return true;
    };
    if hosts
        .public_url
        .as_ref()
        .is_some_and(|url| url.origin == origin)
    {
        return true;
    }
    let called = uri
        .authority()
        .map(Authority::as_str)
        .or_else(|| text(header::HOST))
        .unwrap_or_default();
    origin
        .split_once("://")
        .is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(called))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue, Uri};

    use super::{Hosts, is_own};

    #[test]
    fn only_our_own_pages_and_programs_are_answered() {
        let hosts = Hosts {
            public_url: Some("https://console.example.com".parse().unwrap()),
            ..Hosts::default()
        };
        for (site, origin, expected) in [
            (None, None, true),
            (Some("same-origin"), Some("http://localhost:8080"), true),
            (Some("none"), None, true),
            (None, Some("http://localhost:8080"), true),
            (
                Some("same-origin"),
                Some("https://console.example.com"),
                true,
            ),
            (Some("same-site"), Some("http://localhost:3000"), false),
            (Some("cross-site"), None, false),
            (None, Some("http://localhost:3000"), false),
            (None, Some("https://evil.example"), false),
            (None, Some("null"), false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("host", HeaderValue::from_static("localhost:8080"));
            for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                if let Some(value) = value {
                    headers.insert(
                        HeaderName::from_static(name),
                        HeaderValue::from_static(value),
                    );
                }
            }
            let answered = is_own(&hosts, &headers, &Uri::from_static("/"));
            assert_eq!(answered, expected, "{site:?} {origin:?}");
        }
    }
}
