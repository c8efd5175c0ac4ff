//! Kubernetes as the console sees it.
//!
//! A [`Cluster`] holds one set of watches for all viewers and an index that they keep up to date;
//! reads are answered from the index and never wait for the network. Writes go straight to the API
//! server, and what it answers becomes a [`ClusterError`] here, at the boundary.
//!
//! ```text
//! watch (one task a kind) ──► index ──► publish (≤ 10 ms) ──► view: list, row
//!     │                         │              └─────────► changes(): what became other
//!     └──► freshness            └──► nodes, pods, facts (computed when asked for)
//! ```

mod changes;
mod cluster;
mod connect;
mod error;
mod freshness;
mod index;
mod list;
mod objects;
mod probe;
mod related;
mod rest;
mod shared;
mod transport;
mod watch;
mod write;

pub use changes::{ChangeSet, DaemonSetChange};
pub use cluster::Cluster;
pub use connect::{ConnectError, ConnectOptions};
pub use error::{Cause, ClusterError, ManifestError, RollbackError};
pub use list::{ListError, ListQuery};
pub use write::{CreateOptions, Created, DeleteOptions, PropagationPolicy, Stored, Written};
