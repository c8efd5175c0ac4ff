//! Which proxy stands between the console and the API server, found as `kubectl` finds it.

use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

/// The proxy on the way to an API server. What the kubeconfig says of the cluster (`proxy-url`) holds always.
/// Without it the environment counts: `HTTPS_PROXY`, `NO_PROXY` and their like, but never for this machine.
///
/// kube itself holds `NO_PROXY` against the proxy's own address instead of the API server's.
pub(crate) fn to(
    api_server: &Uri,
    of_cluster: Option<&str>,
    environment: &Matcher,
) -> Option<Intercept> {
    match of_cluster {
        Some(proxy) => Matcher::builder().all(proxy).build().intercept(api_server),
        None if is_this_machine(api_server) => None,
        None => environment.intercept(api_server),
    }
}

fn is_this_machine(api_server: &Uri) -> bool {
    let host = api_server.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let address: Result<std::net::IpAddr, _> = address.parse();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cluster_is_asked_before_the_environment() {
        let environment = Matcher::builder()
            .https("http://me:secret@environment:3128")
            .no("10.0.0.0/8,.internal")
            .build();
        for (api_server, of_cluster, expected) in [
            (
                "https://example.com:6443",
                None,
                Some("http://environment:3128/"),
            ),
            ("http://example.com:8080", None, None),
            ("https://10.1.2.3:6443", None, None),
            ("https://api.internal", None, None),
            ("https://127.0.0.1:6443", None, None),
            ("https://[::1]:6443", None, None),
            ("https://localhost:6443", None, None),
            (
                "https://10.1.2.3:6443",
                Some("socks5://jump:1080"),
                Some("socks5://jump:1080/"),
            ),
            (
                "http://127.0.0.1:6443",
                Some("https://jump"),
                Some("https://jump/"),
            ),
        ] {
            let api_server = Uri::from_static(api_server);
            let proxy = to(&api_server, of_cluster, &environment);
            let proxy = proxy.map(|proxy| proxy.uri().to_string());
            assert_eq!(proxy.as_deref(), expected, "{api_server} {of_cluster:?}");
        }
    }
}
