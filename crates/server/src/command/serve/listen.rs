//! Takes connections until a signal comes, then lets what runs come to its end.

use manifest::message::console as said;
use std::{convert::Infallible, future::Future, io, net::SocketAddr, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    response::{IntoResponse as _, Response},
};
use http::Request;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_io_timeout::TimeoutStream;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt as _;

use super::connections::{Admitted, Connections, Counted, NEXT_REQUEST};
use crate::{
    app::App,
    problem::{Problem, ProblemType},
};

/// How long a client may take no bytes while there are some for it.
const STALLED: Duration = Duration::from_secs(30);

/// How often a quiet HTTP/2 connection is asked for a sign of life, and how long it has for one.
const PING: (Duration, Duration) = (Duration::from_secs(20), Duration::from_secs(10));

/// How many requests of one HTTP/2 connection may run at once.
const STREAMS: u32 = 100;

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

    /// Waits for one; whether it is the one by which those who look after programs end them, and not a person at a keyboard.
    #[cfg(unix)]
    async fn received(&mut self) -> bool {
        tokio::select! {
            _ = self.terminate.recv() => true,
            _ = self.interrupt.recv() => false,
        }
    }

    #[cfg(not(unix))]
    pub(super) fn register() -> io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn received(&mut self) -> bool {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
        false
    }
}

/// How long a console that others reach through something in front of it goes on once it is told to end. It says that it is
/// not ready, and whoever sends requests here needs a moment to learn that: a connection that nobody takes any more would
/// be an error to somebody.
const LEAVE: Duration = Duration::from_secs(5);

/// Serves until a signal. At SIGTERM it first says for a while that it is not ready, unless it answers this machine alone.
/// Then no connection is taken any more, `stopping` ends the streams, and requests have ten seconds for their end; a
/// second signal goes on to the next of these at once.
///
/// Not `axum::serve`, because that sets no time for a request to come, and waits for the last one for ever.
pub(super) async fn until(
    router: Router,
    listener: TcpListener,
    connections: Connections,
    mut signals: Signals,
    app: &App,
) {
    let is_local = listener
        .local_addr()
        .is_ok_and(|address| address.ip().is_loopback());
    let tasks = TaskTracker::new();
    let console = Console {
        server: server(),
        router,
        stopping: app.stopping.clone(),
    };
    let stop = async {
        if signals.received().await && !is_local {
            tracing::info!("stopping: not ready any more");
            app.readiness.leave();
            tokio::select! {
                () = tokio::time::sleep(LEAVE) => {}
                _ = signals.received() => {}
            }
        }
    };
    accept(&console, listener, &connections, &tasks, stop).await;
    tracing::info!("stopping");
    app.stopping.cancel();
    tasks.close();
    let end = async {
        tasks.wait().await;
        app.writes.ended().await;
    };
    tokio::select! {
        done = timeout(GRACE, end) => {
            if done.is_err() {
                tracing::warn!(seconds = GRACE.as_secs(), "some requests were cut off");
            }
        }
        _ = signals.received() => tracing::warn!("some requests were cut off by a second signal"),
    }
}

/// What every connection is served with.
#[derive(Clone)]
struct Console {
    server: auto::Builder<TokioExecutor>,
    router: Router,
    stopping: CancellationToken,
}

fn server() -> auto::Builder<TokioExecutor> {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(NEXT_REQUEST);
    server
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING.0)
        .keep_alive_timeout(PING.1)
        .max_concurrent_streams(STREAMS);
    server
}

async fn accept(
    console: &Console,
    listener: TcpListener,
    connections: &Connections,
    tasks: &TaskTracker,
    stop: impl Future<Output = ()>,
) {
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            connections.settle().await;
            listener.accept().await
        };
        let accepted = tokio::select! {
            accepted = next => accepted,
            () = &mut stop => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection was not taken");
                tokio::time::sleep(BREATHER).await;
                continue;
            }
        };
        if let Some(admitted) = connections.admit() {
            tasks.spawn(console.clone().serve(stream, peer, admitted));
        } else {
            tracing::debug!("a connection was not taken: all are at work");
        }
    }
}

impl Console {
    /// Serves one connection to its end.
    async fn serve(self, stream: TcpStream, peer: SocketAddr, admitted: Admitted) {
        // Events are small and wanted at once.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(STALLED));
        let admitted = &admitted;
        let service = service_fn(|request: Request<Incoming>| {
            let running = admitted.begin();
            let answer = self.answer(request, peer, admitted.is_spare);
            async move {
                let answer = answer.await?;
                Ok::<_, Infallible>(answer.map(|body| Counted::new(body, running)))
            }
        });
        let connection = self
            .server
            .serve_connection(TokioIo::new(Box::pin(stream)), service);
        let mut connection = std::pin::pin!(connection);
        let mut is_ending = false;
        loop {
            tokio::select! {
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(error, "a connection ended early");
                    }
                    return;
                }
                () = admitted.overdue() => {
                    tracing::debug!("a connection without a request was closed");
                    return;
                }
                () = self.stopping.cancelled(), if !is_ending => {
                    is_ending = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }

    fn answer(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
        is_spare: bool,
    ) -> impl Future<Output = Result<Response, Infallible>> + Send + use<> {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let is_refused = is_spare && !matches!(request.uri().path(), "/healthz" | "/readyz");
        let router = (!is_refused).then(|| self.router.clone());
        async move {
            match router {
                Some(router) => router.oneshot(request).await,
                None => Ok(too_many()),
            }
        }
    }
}

fn too_many() -> Response {
    Problem::new(
        ProblemType::TooManyConnections,
        said::too_many_connections(),
    )
    .retry_after(5)
    .with_header(
        http::header::CONNECTION,
        http::HeaderValue::from_static("close"),
    )
    .into_response()
}
