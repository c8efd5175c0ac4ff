//! Takes away the path below which the console is served, where the proxy in front of it has left it.
//!
//! A proxy may pass it on or not, and what asks the console itself, as probes do, does not know it. So both are answered;
//! `PublicUrl` takes no path that could be one of the console's own.

use http::{Request, Uri, uri::PathAndQuery};

/// The request as the router knows it.
pub(crate) fn strip<B>(mut request: Request<B>, base: &str) -> Request<B> {
    if let Some(uri) = below(request.uri(), base) {
        *request.uri_mut() = uri;
    }
    request
}

/// The address below the base; none where it is not below it.
fn below(uri: &Uri, base: &str) -> Option<Uri> {
    let path_and_query = uri.path_and_query()?.as_str();
    let rest = path_and_query.strip_prefix(base)?;
    let rest: PathAndQuery = match rest.chars().next() {
        Some('/') => rest.parse().ok()?,
        None | Some('?') => format!("/{rest}").parse().ok()?,
        Some(_) => return None,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(rest);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use http::Uri;

    use super::below;

    #[test]
    fn only_whole_segments_are_taken_away() {
        for (uri, expected) in [
            ("/everynode", Some("/")),
            ("/everynode/", Some("/")),
            ("/everynode?a=b", Some("/?a=b")),
            ("/everynode/x%2Fy?a=/b", Some("/x%2Fy?a=/b")),
            ("/everynode//evil.example", Some("//evil.example")),
            ("https://c.example/everynode/x", Some("https://c.example/x")),
            ("/everynodes/x", None),
            ("/healthz", None),
            ("/", None),
        ] {
            let below = below(&uri.parse::<Uri>().unwrap(), "/everynode");
            assert_eq!(
                below.map(|uri| uri.to_string()).as_deref(),
                expected,
                "{uri}"
            );
        }
    }
}
