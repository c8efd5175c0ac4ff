//! On whose behalf something is done: a [`Reader`] sees what the console has watched, a [`Credential`] acts on the
//! cluster.
//!
//! The console's own eyes are not its users' hands. What the watches have gathered is read as somebody
//! ([`Cluster::watched`]), and whatever goes to the API server for a user goes with that user's rights
//! ([`Cluster::as_user`]). There is no other way to either; without a caller it does not compile:
//!
//! ```compile_fail,E0599
//! async fn write(cluster: &cluster::Cluster) {
//!     let _ = cluster.delete("n", "d", &cluster::DeleteOptions::default()).await;
//! }
//! ```
//! ```compile_fail,E0599
//! async fn read_a_secret(cluster: &cluster::Cluster) {
//!     let _ = cluster.secret_keys("n", "s").await;
//! }
//! ```
//! ```compile_fail,E0599
//! fn look(cluster: &cluster::Cluster) {
//!     let _ = cluster.row("n", "d");
//! }
//! ```
//! ```compile_fail,E0061
//! async fn act_as_nobody(cluster: &cluster::Cluster) {
//!     let _ = cluster.as_user().secret_keys("n", "s").await;
//! }
//! ```
//! Neither is there a caller by default, and who may only see cannot act:
//!
//! ```compile_fail,E0277
//! fn of<T: Default>() -> T {
//!     T::default()
//! }
//! let anybody: cluster::Credential = of();
//! ```
//! ```compile_fail,E0308
//! fn act(cluster: &cluster::Cluster, reader: &cluster::Reader) {
//!     let _ = cluster.as_user(reader);
//! }
//! ```
//! ```compile_fail,E0599
//! async fn act(seen: &cluster::Watched) {
//!     let _ = seen.secret_keys("n", "s").await;
//! }
//! ```
//!
//! With both it does:
//!
//! ```no_run
//! use cluster::{Cluster, Credential, DeleteOptions, Reader};
//!
//! async fn clean_up(cluster: &Cluster, reader: Reader, credential: &Credential) {
//!     if cluster.watched(reader).row("n", "d").is_some() {
//!         let _ = cluster
//!             .as_user(credential)
//!             .delete("n", "d", &DeleteOptions::default())
//!             .await;
//!     }
//! }
//! ```

use std::sync::Arc;

use crate::{Cluster, discovery::Discovery, documentation::Documented, transport::Transport};

/// Who reads what the console has watched.
///
/// Today every reader sees all of it, because whoever is signed in is who the kubeconfig says. Rights to see
/// less are held against it here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reader {
    user: Arc<str>,
}

impl Reader {
    /// The signed-in user of this name.
    #[must_use]
    pub fn new(user: &str) -> Self {
        Self { user: user.into() }
    }

    /// The user's name, as the audit trail has it.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }
}

/// With whose rights the API server is asked.
///
/// There is none by default: the console's own rights are nobody's fallback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential(Rights);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rights {
    OfKubeconfig,
}

impl Credential {
    /// The identity of the kubeconfig (in a pod: of its service account). Right for local sign-in alone, where
    /// whoever knows the token that was printed at the start acts as the person who started the console.
    #[must_use]
    pub const fn of_kubeconfig() -> Self {
        Self(Rights::OfKubeconfig)
    }
}

/// A user's hands: what goes to the API server at this moment, with that user's rights.
#[derive(Clone, Copy, Debug)]
pub struct AsUser<'a> {
    cluster: &'a Cluster,
    credential: &'a Credential,
}

impl<'a> AsUser<'a> {
    pub(crate) const fn new(cluster: &'a Cluster, credential: &'a Credential) -> Self {
        Self {
            cluster,
            credential,
        }
    }

    /// What the cluster has said of its API.
    pub(crate) fn documented(&self) -> &'a Documented {
        self.cluster.documented()
    }

    /// What the cluster was found to serve.
    pub(crate) fn discovery(&self) -> &'a Discovery {
        self.cluster.discovery()
    }

    /// The way to the API server with this user's rights.
    pub(crate) fn transport(&self) -> &'a Transport {
        match self.credential.0 {
            Rights::OfKubeconfig => self.cluster.transport(),
        }
    }
}
