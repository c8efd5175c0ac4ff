//! A cluster that the console speaks to, with what hangs on it.

use manifest::message::console as said;
use std::time::Duration;

use cluster::{About, AsUser, AtLeast, Cluster, Watched};
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::{
    live::{self, Live},
    logs::Gate,
    problem::{Problem, ProblemType},
    sign_in::Identity,
};

/// How long a request waits for the first reading of a cluster that answers.
const FIRST_READING: Duration = Duration::from_secs(5);
/// When to ask again, in seconds.
const RETRY_SOON: u32 = 2;

/// One cluster and its event streams. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The cluster.
    pub cluster: Cluster,
    /// Its event streams, shared by all viewers.
    pub live: Live,
    /// The places for readers of its logs.
    pub logs: Gate,
    /// Cancelled when the console no longer knows it, or knows another way to it: what still reads from it ends then.
    pub gone: CancellationToken,
}

impl Entry {
    /// What hangs on a cluster.
    #[must_use]
    pub(super) fn new(cluster: Cluster, gone: CancellationToken) -> Self {
        Self {
            live: Live::new(cluster.clone(), gone.clone()),
            logs: Gate::default(),
            cluster,
            gone,
        }
    }

    /// Which API server it is; see [`Cluster::server`].
    #[must_use]
    pub fn server(&self) -> &str {
        self.cluster.server()
    }

    /// What the console has watched, as somebody may see it: the API server is asked what that is, as that somebody.
    ///
    /// # Errors
    ///
    /// It could not be asked.
    pub async fn seen_by(&self, identity: &Identity, about: &About) -> Result<Watched, Problem> {
        Ok(self.as_user(identity).watched(about).await?)
    }

    /// The API server, with somebody's rights.
    #[must_use]
    pub fn as_user<'a>(&'a self, identity: &'a Identity) -> AsUser<'a> {
        self.cluster.as_user(identity.credential())
    }

    /// As [`Self::seen_by`], once what the cluster holds has been read. Before that, "there is none" would be a
    /// guess.
    ///
    /// # Errors
    ///
    /// A [`ProblemType::ClusterUnavailable`] if it has never been read, with the reason.
    pub async fn once_read(&self, identity: &Identity, about: &About) -> Result<Watched, Problem> {
        if self.cluster.wait_until_synced(FIRST_READING).await {
            return self.seen_by(identity, about).await;
        }
        let detail = said::not_read_yet(self.cluster.freshness().said());
        Err(Problem::new(ProblemType::ClusterUnavailable, detail).retry_after(RETRY_SOON))
    }

    /// As [`Self::once_read`], where an answer without this resource (`daemonsets`) would be a guess.
    ///
    /// # Errors
    ///
    /// Also a [`ProblemType::Forbidden`] if the console, or who asks, may not read it.
    pub async fn once_known(
        &self,
        identity: &Identity,
        about: &About,
        resource: &str,
    ) -> Result<Watched, Problem> {
        let seen = self.once_read(identity, about).await?;
        refuse_unknown(&seen, about, resource)?;
        Ok(seen)
    }

    /// As [`Self::once_known`], where who asks knows of a DaemonSet of this version: it is waited for, but not for long.
    /// Where it does not come, what is read is said to be old.
    ///
    /// # Errors
    ///
    /// As [`Self::once_known`].
    pub async fn once_known_of(
        &self,
        identity: &Identity,
        about: &About,
        resource: &str,
        version: Option<u64>,
    ) -> Result<Watched, Problem> {
        let began = Timestamp::now();
        let seen = self.once_known(identity, about, resource).await?;
        let wanted = AtLeast {
            seen: None,
            daemon_set: version,
            namespace: namespace_of(about).to_owned(),
        };
        let is_read = !wanted.is_anything() || self.cluster.wait_for(&wanted, live::PATIENCE).await;
        Ok(seen.behind((!is_read).then_some(began)))
    }
}

/// The one namespace that something is about; empty where it is about all.
fn namespace_of(about: &About) -> &str {
    match about {
        About::Everything => "",
        About::Namespace(namespace) | About::DaemonSet(namespace, _) => namespace,
    }
}

/// Refuses to speak of what has never been read, though the cluster answers, and of what this reader may not see: in the
/// same words whether there is any of it or not.
///
/// # Errors
///
/// A [`ProblemType::Forbidden`] with the reason.
pub(crate) fn refuse_unknown(seen: &Watched, about: &About, resource: &str) -> Result<(), Problem> {
    match seen.why_unknown(resource, namespace_of(about)) {
        Some(reason) => Err(Problem::new(
            ProblemType::Forbidden,
            said::unknown(resource, reason),
        )),
        None => Ok(()),
    }
}
