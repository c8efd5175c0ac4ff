//! For tests: an HTTP proxy between a console and its API server that on command does what networks, proxies and
//! overloaded servers do on their worst days.
//!
//! It stands before any API server that is a [`tower::Service`], such as the sandbox's or a client of a real one.
//! It is one itself, fit for `kube::Client::new`, also under a paused clock; or it listens on a socket
//! ([`FaultProxy::listen`]). It counts what comes, so that a test can say how often something was asked.
//!
//! ```no_run
//! use fault_proxy::{End, Fault, Requests};
//!
//! # fn test(proxy: fault_proxy::FaultProxy) {
//! let pods = Requests::watches().of("pods");
//! proxy.inject(pods.clone(), Fault::Empty);
//! proxy.end_watches(&pods, &End::Closed);
//! // … what does the console do? …
//! assert!(proxy.count(&pods) < 10);
//! proxy.heal();
//! # }
//! ```

mod body;
mod fault;
mod listen;
mod proxy;
mod requests;

pub use body::ProxyBody;
pub use fault::{End, Fault, Held, Hold};
pub use proxy::FaultProxy;
pub use requests::{Requests, Seen};
