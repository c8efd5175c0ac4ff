//! Serving on a TCP listener: HTTP/1.1 and HTTP/2 without TLS, for kubectl and for tests.

use std::{
    future::Future,
    io,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use http::{Request, Response, header, uri::Authority};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use tokio::{net::TcpListener, sync::Semaphore};
use tower::Service;

use crate::api::{SandboxBody, SandboxService, forbidden_host};

/// How many connections there may be; who comes beyond that waits for one to end. They share the files of one
/// process with the console.
const MOST: usize = 64;

/// How long a connection may stay before its first request.
const FIRST_REQUEST: Duration = Duration::from_secs(10);

/// How long a connection may wait for its next request.
const NEXT_REQUEST: Duration = Duration::from_secs(30);

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
    let mut server = auto::Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(NEXT_REQUEST);
    server
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(NEXT_REQUEST);
    let room = Arc::new(Semaphore::new(MOST));
    let connections = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = async {
            // Never closed, so it is always given.
            let place = Arc::clone(&room).acquire_owned().await.ok();
            listener.accept().await.map(|(stream, _)| (place, stream))
        };
        let (place, stream) = tokio::select! {
            accepted = accepted => accepted?,
            () = &mut shutdown => break,
        };
        let service = service.clone();
        let has_asked = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&has_asked);
        let answer = service_fn(move |request: Request<Incoming>| {
            asked.store(true, Ordering::Relaxed);
            let mut service = service.clone();
            async move { guarded(&mut service, request).await }
        });
        let connection = server
            .serve_connection_with_upgrades(TokioIo::new(stream), answer)
            .into_owned();
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            let silent = async {
                tokio::time::sleep(FIRST_REQUEST).await;
                if has_asked.load(Ordering::Relaxed) {
                    std::future::pending::<()>().await;
                }
            };
            tokio::select! {
                ended = connection => {
                    if let Err(error) = ended {
                        tracing::debug!(error, "a connection ended early");
                    }
                }
                () = silent => tracing::debug!("a connection without a request was closed"),
            }
            drop(place);
        });
    }
    // Watches have no end of their own.
    let patience = Duration::from_secs(1);
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
