//! Takes connections until a signal comes, then lets what runs come to its end.

use std::{future::Future, io, time::Duration};

use axum::{Router, body::Body};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, time::timeout};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::writes::Writes;

/// How long the head of a request may take to arrive, and how long a connection may wait for its next one.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How long requests have for their end once the console stops.
const GRACE: Duration = Duration::from_secs(10);

/// How long to wait after the system refused a connection for want of something, such as file handles.
const BREATHER: Duration = Duration::from_millis(100);

/// The signals that stop the console.
pub(super) struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    /// Listens for them from now on.
    ///
    /// # Errors
    ///
    /// The system does not let us.
    #[cfg(unix)]
    pub(super) fn register() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for one.
    #[cfg(unix)]
    async fn received(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    pub(super) fn register() -> io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn received(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}

/// Serves until a signal. Then no connection is taken any more, `stopping` ends the streams, and requests have
/// ten seconds for their end; a second signal cuts them off.
///
/// Not `axum::serve`, because that sets no time for the head of a request, and waits for the last one for ever.
pub(super) async fn until(
    router: Router,
    listener: TcpListener,
    mut signals: Signals,
    stopping: CancellationToken,
    writes: &Writes,
) {
    let connections = GracefulShutdown::new();
    accept(&router, listener, &connections, signals.received()).await;
    tracing::info!("stopping");
    stopping.cancel();
    let end = async {
        connections.shutdown().await;
        writes.ended().await;
    };
    tokio::select! {
        done = timeout(GRACE, end) => {
            if done.is_err() {
                tracing::warn!(seconds = GRACE.as_secs(), "some requests were cut off");
            }
        }
        () = signals.received() => tracing::warn!("some requests were cut off by a second signal"),
    }
}

async fn accept(
    router: &Router,
    listener: TcpListener,
    connections: &GracefulShutdown,
    stop: impl Future<Output = ()>,
) {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT);
    server.http2().timer(TokioTimer::new());
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => return,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection was not taken");
                tokio::time::sleep(BREATHER).await;
                continue;
            }
        };
        // Events are small and wanted at once.
        let _ = stream.set_nodelay(true);
        let service = router
            .clone()
            .map_request(|request: http::Request<Incoming>| request.map(Body::new));
        let connection = server
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
            .into_owned();
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error, "a connection ended early");
            }
        });
    }
}
