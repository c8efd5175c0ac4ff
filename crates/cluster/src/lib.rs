//! Kubernetes as the console sees it.
//!
//! A [`Cluster`] holds one set of watches for all viewers and an index that they keep up to date: the
//! console's own eyes. [`Watched`] is what one [`Reader`] may see of it, which the API server is asked as that
//! caller; reading it then never waits for the network.
//! [`AsUser`] is a user's hands: it goes straight to the API server with that user's rights, and what is
//! answered becomes a [`ClusterError`] here, at the boundary. Without a caller there is neither.
//!
//! ```text
//! watch (one task a kind) ──► index ──► publish (≤ 10 ms) ──► Watched: list, row
//!     │                         │              └─────────► changes(): what became other
//!     └──► freshness            └──► nodes, pods, facts (computed when asked for)
//! ```

mod access;
mod added;
mod api_server;
mod caller;
mod change_log;
mod changes;
mod cluster;
mod connect;
mod contexts;
mod discovery;
mod documentation;
mod error;
mod freshness;
mod index;
mod list;
mod logs;
mod objects;
mod probe;
mod reader;
mod related;
mod resource;
mod rest;
mod seen;
mod shared;
mod token_review;
mod transport;
mod watch;
mod watched;
mod write;

pub use access::{RIGHTS_HOLD, Right};
pub use added::{AddError, Added};
pub use caller::{AsUser, Credential, CredentialError, Impersonation};
pub use changes::{ChangeSet, DaemonSetChange};
pub use cluster::Cluster;
pub use connect::{ConnectError, ConnectOptions};
pub use contexts::{Context, Fingerprint, contexts};
pub use error::{Cause, ClusterError, ManifestError, NotServed, RollbackError, ServicesError};
pub use list::{ListError, ListQuery};
pub use logs::{ContainerRun, LogLine, LogLines, LogQuery, PodRuns};
pub use reader::{About, Reader};
pub use related::differences;
pub use resource::Resource;
pub use seen::{AtLeast, NotSeen, Seen};
pub use token_review::TokenUser;
pub use watched::Watched;
pub use write::{
    Created, Creation, DeleteOptions, Deletion, Existing, Fate, Finding, LONGEST_WRITE, Look,
    MadeObject, Plan, Planned, PropagationPolicy, Stored, Trace, WriteOptions, Written,
    complete_names, generated_name, is_going,
};
