//! Finds the addresses of a host, and gives them to the connection only where all are on the internet.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec;

use hyper_util::client::legacy::connect::dns::Name;
use thiserror::Error;
use tower::Service;

/// Why a host is not connected to.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// One of its addresses is not on the internet.
    #[error("one of its addresses is not on the internet")]
    Inside,
    /// It has none.
    #[error("it has no address")]
    Nowhere,
}

/// The addresses on their way.
type Found = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Whether an address of a host may be connected to.
type MayConnect = dyn Fn(&str, IpAddr) -> bool + Send + Sync;

/// A way to find the addresses of a host, and which of them may be connected to.
#[derive(Clone)]
pub(crate) struct Resolve {
    pub(crate) find: Arc<dyn Fn(String) -> Found + Send + Sync>,
    /// Whether an address of a host may be connected to.
    pub(crate) may_connect: Arc<MayConnect>,
}

impl Resolve {
    /// As this machine finds them; of these those are connected to that may be.
    pub(crate) fn system(
        may_connect: impl Fn(&str, IpAddr) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self {
            find: Arc::new(|host| {
                Box::pin(async move {
                    let found = tokio::net::lookup_host((host, 443)).await?;
                    Ok(found.map(|address| address.ip()).collect())
                })
            }),
            may_connect: Arc::new(may_connect),
        }
    }
}

impl std::fmt::Debug for Resolve {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Resolve")
    }
}

/// The resolver of the connections.
#[derive(Clone, Debug)]
pub(crate) struct Guarded {
    resolve: Resolve,
}

impl Guarded {
    /// Over a way to find addresses.
    pub(crate) fn new(resolve: Resolve) -> Self {
        Self { resolve }
    }
}

impl Service<Name> for Guarded {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = NotFound;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, NotFound>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NotFound>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let Resolve { find, may_connect } = self.resolve.clone();
        Box::pin(async move {
            let host = name.as_str();
            let found = find(host.to_owned()).await;
            let found = found.map_err(|_| NotFound::Nowhere)?;
            if found.is_empty() {
                return Err(NotFound::Nowhere);
            }
            // One that is not is a name that is made to lead inside now and then.
            if !found.iter().all(|address| may_connect(host, *address)) {
                return Err(NotFound::Inside);
            }
            // The port is put in by who connects.
            let all: Vec<_> = found.into_iter().map(|ip| SocketAddr::new(ip, 0)).collect();
            Ok(all.into_iter())
        })
    }
}
