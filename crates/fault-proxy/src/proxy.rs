//! [`FaultProxy`]: the proxy and its switches.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use futures::{channel::mpsc, future::BoxFuture};
use http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Body;
use tower::{BoxError, Service, ServiceExt as _, util::BoxCloneSyncService};

use crate::{
    body::{self, ProxyBody},
    fault::{self, End, Fault},
    requests::{Requests, Seen},
};

/// A proxy before an API server. Cheap to clone; the clones share their switches.
#[derive(Clone)]
pub struct FaultProxy {
    upstream: BoxCloneSyncService<Request<ProxyBody>, Response<ProxyBody>, BoxError>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    seen: Vec<Seen>,
    watches: Vec<(Seen, mpsc::UnboundedSender<End>)>,
}

struct Rule {
    requests: Requests,
    fault: Fault,
    /// How often still; for ever if none.
    left: Option<usize>,
}

impl FaultProxy {
    /// A proxy that forwards everything to this API server until told otherwise.
    #[must_use]
    pub fn before<S, B>(upstream: S) -> Self
    where
        S: Service<Request<ProxyBody>, Response = Response<B>, Error: Into<BoxError>>,
        S: Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
        B: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        let upstream = upstream.map_response(|answer| answer.map(body::of));
        Self {
            upstream: BoxCloneSyncService::new(upstream.map_err(Into::into)),
            state: Arc::default(),
        }
    }

    /// From now on this happens to these requests. The latest rule that fits counts.
    pub fn inject(&self, requests: Requests, fault: Fault) {
        self.add(requests, fault, None);
    }

    /// This happens to the next so many of these requests.
    pub fn inject_times(&self, times: usize, requests: Requests, fault: Fault) {
        self.add(requests, fault, Some(times));
    }

    /// From now on all is forwarded again. What hangs goes on hanging.
    pub fn heal(&self) {
        self.state().rules.clear();
    }

    /// Does this to those of these watches that are open.
    pub fn end_watches(&self, requests: &Requests, end: &End) {
        let mut state = self.state();
        state.watches.retain(|(seen, watch)| {
            !requests.matches(seen) || watch.unbounded_send(end.clone()).is_ok()
        });
    }

    /// How many of these requests have come, since the start or [`Self::forget`].
    #[must_use]
    pub fn count(&self, requests: &Requests) -> usize {
        let state = self.state();
        state
            .seen
            .iter()
            .filter(|seen| requests.matches(seen))
            .count()
    }

    /// The requests that have come, in order.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    /// Begins to count anew.
    pub fn forget(&self) {
        self.state().seen.clear();
    }

    fn add(&self, requests: Requests, fault: Fault, left: Option<usize>) {
        self.state().rules.push(Rule {
            requests,
            fault,
            left,
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request.
    ///
    /// # Errors
    /// The connection breaks without an answer.
    async fn answer(&self, request: Request<ProxyBody>) -> io::Result<Response<ProxyBody>> {
        let seen = Seen::new(request.method(), request.uri());
        let fault = self.state().note(&seen);
        let Some(fault) = fault else {
            return self.forward(&seen, request).await;
        };
        match fault {
            Fault::Empty => Ok(response(StatusCode::OK, body::text(Bytes::new()))),
            Fault::Text(text) => Ok(response(StatusCode::OK, body::text(text))),
            Fault::Status { code, retry_after } => {
                let status = StatusCode::from_u16(code).map_err(io::Error::other)?;
                let mut answer = response(status, body::text(fault::status(code).to_string()));
                if let Some(after) = retry_after {
                    let after = HeaderValue::from_static(after);
                    answer.headers_mut().insert(header::RETRY_AFTER, after);
                }
                Ok(answer)
            }
            Fault::Redirect => {
                let mut answer = response(StatusCode::FOUND, body::text(Bytes::new()));
                let place = HeaderValue::from_static("https://sign-in.invalid/?state=secret");
                answer.headers_mut().insert(header::LOCATION, place);
                Ok(answer)
            }
            Fault::ErrorEvent(code) => {
                let line = format!("{}\n", fault::error_event(code));
                Ok(response(StatusCode::OK, body::text(line)))
            }
            Fault::LineFirst(line) => {
                let answer = self.send(request).await?;
                let line = Bytes::from(format!("{line}\n"));
                Ok(without_length(answer).map(|body| body::forwarded(line, body)))
            }
            Fault::Cut(length) => {
                let answer = self.send(request).await?;
                Ok(without_length(answer).map(|body| body::cut(length, body)))
            }
            Fault::Refused => Err(io::ErrorKind::ConnectionRefused.into()),
            Fault::LostAnswer => {
                self.send(request).await?;
                Err(body::broken())
            }
            Fault::Slow(time) => {
                tokio::time::sleep(time).await;
                self.forward(&seen, request).await
            }
            Fault::Silent => std::future::pending().await,
            Fault::SilentBody => Ok(response(StatusCode::OK, body::silent())),
            Fault::Endless => Ok(response(StatusCode::OK, body::endless())),
        }
    }

    async fn forward(
        &self,
        seen: &Seen,
        request: Request<ProxyBody>,
    ) -> io::Result<Response<ProxyBody>> {
        let answer = self.send(request).await?;
        if !(seen.is_watch() && answer.status().is_success()) {
            return Ok(answer.map(|body| body::forwarded(Bytes::new(), body)));
        }
        let (sender, commands) = mpsc::unbounded();
        self.state().watches.push((seen.clone(), sender));
        Ok(answer.map(|body| body::watch(body, commands)))
    }

    async fn send(&self, mut request: Request<ProxyBody>) -> io::Result<Response<ProxyBody>> {
        // Those of the connection to the proxy; that to the API server has its own.
        for name in [header::HOST, header::CONNECTION] {
            request.headers_mut().remove(name);
        }
        let answer = self.upstream.clone().oneshot(request).await;
        answer.map_err(io::Error::other)
    }
}

impl<B> Service<Request<B>> for FaultProxy
where
    B: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response<ProxyBody>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Response<ProxyBody>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let proxy = self.clone();
        Box::pin(async move { proxy.answer(request.map(body::of)).await })
    }
}

impl State {
    /// Notes a request, and says what is to go wrong with it.
    fn note(&mut self, seen: &Seen) -> Option<Fault> {
        self.seen.push(seen.clone());
        let fits = |rule: &&mut Rule| rule.left != Some(0) && rule.requests.matches(seen);
        let rule = self.rules.iter_mut().rev().find(fits)?;
        rule.left = rule.left.map(|left| left - 1);
        Some(rule.fault.clone())
    }
}

fn response(status: StatusCode, body: ProxyBody) -> Response<ProxyBody> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// What is said of the length of a body does not hold of one that is changed.
fn without_length(mut answer: Response<ProxyBody>) -> Response<ProxyBody> {
    answer.headers_mut().remove(header::CONTENT_LENGTH);
    answer
}
