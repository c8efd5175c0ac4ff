//! Serving on a TCP listener: HTTP/1.1 and HTTP/2 without TLS, for kubectl and for tests.

use std::{future::Future, io, net::IpAddr};

use http::{Request, Response, header, uri::Authority};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::{conn::auto, graceful::GracefulShutdown},
};
use tokio::net::TcpListener;
use tower::Service;

use crate::api::{SandboxBody, SandboxService, forbidden_host};

/// Accepts connections until `shutdown` completes, then lets those that exist finish what they do.
///
/// A request must name this machine as its host: otherwise a web page could make a browser speak to
/// the sandbox under a name of the page's own (DNS rebinding).
///
/// # Errors
/// What the listener fails with.
pub(crate) async fn serve(
    service: SandboxService,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let server = auto::Builder::new(TokioExecutor::new());
    let connections = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let (stream, _) = tokio::select! {
            accepted = listener.accept() => accepted?,
            () = &mut shutdown => break,
        };
        let service = service.clone();
        let answer = service_fn(move |request: Request<Incoming>| {
            let mut service = service.clone();
            async move { guarded(&mut service, request).await }
        });
        let connection = server
            .serve_connection_with_upgrades(TokioIo::new(stream), answer)
            .into_owned();
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error, "a connection ended early");
            }
        });
    }
    // Watches have no end of their own.
    let patience = std::time::Duration::from_secs(1);
    let _watches_are_cut = tokio::time::timeout(patience, connections.shutdown()).await;
    Ok(())
}

async fn guarded(
    service: &mut SandboxService,
    request: Request<Incoming>,
) -> io::Result<Response<SandboxBody>> {
    if !names_this_machine(&request) {
        return Ok(forbidden_host());
    }
    service.call(request).await
}

fn names_this_machine<B>(request: &Request<B>) -> bool {
    let header = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    let Some(authority) = header.or_else(|| request.uri().authority().map(Authority::as_str))
    else {
        return false;
    };
    let Ok(authority) = authority.parse::<Authority>() else {
        return false;
    };
    let host = authority
        .host()
        .trim_start_matches('[')
        .trim_end_matches(']');
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_are_let_in() {
        let cases = [
            ("127.0.0.1:8001", true),
            ("localhost:8001", true),
            ("localhost", true),
            ("[::1]:8001", true),
            ("127.9.9.9", true),
            ("evil.example:8001", false),
            ("192.168.0.1", false),
            ("localhost.evil.example", false),
        ];
        for (host, expected) in cases {
            let request = Request::builder()
                .header(header::HOST, host)
                .body(())
                .unwrap();
            assert_eq!(names_this_machine(&request), expected, "{host}");
        }
        assert!(!names_this_machine(&Request::new(())));
    }
}
