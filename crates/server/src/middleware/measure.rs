//! Counts and times requests by route, and logs each when it is answered.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};

/// What stands for the route where no route matched: never the path itself, or anybody could fill the
/// memory with labels.
const NO_ROUTE: &str = "none";

pub(crate) async fn measure(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| NO_ROUTE.to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let seconds = start.elapsed().as_secs_f64();
    let status = response.status();
    // The route and not the path: queries may hold tokens, and paths names.
    tracing::debug!(
        http.method = %method,
        http.route = route,
        http.status = status.as_u16(),
        duration_ms = seconds * 1000.0,
        "answered"
    );
    let labels = [
        ("route", route),
        ("method", known_method(&method).to_owned()),
        ("status", status.as_u16().to_string()),
    ];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", &labels[..2]).record(seconds);
    response
}

/// The method, unless a client made one up.
fn known_method(method: &http::Method) -> &str {
    match method.as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "PATCH" | "OPTIONS") => known,
        _ => "other",
    }
}
