//! The clusters that the console knows of, by name.

pub(crate) mod adding;
mod entry;
mod known;
mod sources;

use manifest::message::console as said;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use cluster::Cluster;
use contract::{ClusterAccess, ClusterOrigin, ClusterSummary};

use crate::{
    problem::{Problem, ProblemType},
    sign_in::Identity,
};
use known::Known;

pub use entry::Entry;
pub use known::{Found, Way};
pub use sources::{Source, SourceError};

pub(crate) use sources::follow_added;

pub(crate) use entry::refuse_unknown;

/// All clusters; the first is shown when none was chosen. Cheap to clone; clones are of the same ones.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    all: Arc<RwLock<Vec<Arc<Known>>>>,
    /// The namespaces that are read alone; all where none is named.
    namespaces: Arc<[String]>,
    /// How people reach clusters of these names, as the settings say.
    ways: Arc<[(String, ClusterAccess)]>,
}

impl Clusters {
    /// The console over these clusters, which are there for as long as it runs.
    #[must_use]
    pub fn new(clusters: impl IntoIterator<Item = Cluster>) -> Self {
        Self::of_namespaces(clusters, &[])
    }

    /// The same, where of those that are connected to later these namespaces alone are read.
    #[must_use]
    pub fn of_namespaces(
        clusters: impl IntoIterator<Item = Cluster>,
        namespaces: &[String],
    ) -> Self {
        let all = Self {
            namespaces: namespaces.into(),
            ..Self::default()
        };
        let found = clusters.into_iter().map(|cluster| Found {
            name: cluster.name().to_owned(),
            way: Way::Ready(cluster),
            is_unverified: false,
            fingerprint: None,
            access: None,
        });
        let _ = all.settle(ClusterOrigin::Settings, found.collect());
        all
    }

    /// The same, where people reach clusters of these names so.
    #[must_use]
    pub fn reached_by(self, ways: Vec<(String, ClusterAccess)>) -> Self {
        Self {
            ways: ways.into(),
            ..self
        }
    }

    /// How people reach a cluster; none where as the others. What the settings say counts before what an admin said who
    /// added it.
    #[must_use]
    pub fn access_of(&self, name: &str) -> Option<ClusterAccess> {
        let mut ways = self.ways.iter();
        let named = ways.find(|(known, _)| known == name);
        named.map(|(_, way)| *way).or_else(|| {
            let all = self.read();
            let known = all.iter().find(|known| known.found.name == name)?;
            known.found.access
        })
    }

    /// Whether there is one of this name.
    #[must_use]
    pub fn is_known(&self, name: &str) -> bool {
        self.read().iter().any(|known| known.found.name == name)
    }

    /// Whether the console speaks under this name to another API server than to this one.
    pub(crate) fn leads_elsewhere(&self, name: &str, server: &str) -> bool {
        let all = self.read();
        let known = all.iter().find(|known| known.found.name == name);
        let awake = known.and_then(|known| known.awake());
        awake.is_some_and(|entry| entry.server() != server)
    }

    /// Takes what one origin has now in the place of what it had: what is new is added, what leads elsewhere than before is
    /// replaced, and connected to at once where it was before; what is gone is left. What an earlier origin has under a
    /// name stays. Returns the names that are taken.
    #[must_use]
    pub fn settle(&self, origin: ClusterOrigin, now: Vec<Found>) -> Vec<String> {
        let (taken, renewed) = self.change(|all| {
            all.retain(|known| {
                let stays = known.origin != origin
                    || now.iter().any(|found| found.name == known.found.name);
                if !stays {
                    tracing::info!(cluster = known.found.name, "no longer known");
                    known.leave();
                }
                stays
            });
            let (mut taken, mut renewed) = (Vec::new(), Vec::new());
            for found in now {
                let place = all.iter().position(|known| known.found.name == found.name);
                match place {
                    None => all.push(Arc::new(Known::new(
                        found,
                        origin,
                        Arc::clone(&self.namespaces),
                    ))),
                    // What the settings name is one of those that the kubeconfig has.
                    Some(at) if all[at].origin == ClusterOrigin::Settings => {}
                    Some(at) if all[at].origin != origin => taken.push(found.name),
                    Some(at) if all[at].found.leads_as(&found) => {}
                    Some(at) => {
                        let before = &all[at];
                        tracing::info!(cluster = found.name, "there is another way to it");
                        let was_awake = before.awake().is_some();
                        before.leave();
                        all[at] = Arc::new(Known::new(found, origin, Arc::clone(&self.namespaces)));
                        if was_awake {
                            renewed.push(Arc::clone(&all[at]));
                        }
                    }
                }
            }
            (taken, renewed)
        });
        for known in renewed {
            tokio::spawn(async move {
                // Why it could not be is on record, and is said to who asks next.
                let _ = known.wake().await;
            });
        }
        taken
    }

    /// Those that the console speaks to.
    #[must_use]
    pub fn awake(&self) -> Vec<Entry> {
        let all = self.all();
        all.iter()
            .filter_map(|known| known.awake().cloned())
            .collect()
    }

    /// Each as one line.
    #[must_use]
    pub fn summaries(&self) -> Vec<ClusterSummary> {
        self.all().iter().map(|known| known.summary()).collect()
    }

    /// The one of this name, for somebody. It is connected to where nobody has looked at it before. What somebody has of
    /// one cluster is never taken to another: not even its rights are asked there.
    ///
    /// # Errors
    ///
    /// A [`ProblemType::ClusterTokenRequired`] where what somebody has is for another one; else as
    /// [`Self::of_the_console`].
    pub async fn get(&self, identity: &Identity, name: &str) -> Result<Entry, Problem> {
        let other = || {
            let kind = ProblemType::ClusterTokenRequired;
            Err(Problem::new(kind, said::no_token_of(name)))
        };
        if self.is_known(name) && !identity.is_for(name, self.access_of(name)) {
            return other();
        }
        let there = self.of_the_console(name).await?;
        match identity.only_server() {
            Some(server) if server != there.server() => other(),
            _ => Ok(there),
        }
    }

    /// The one of this name, for the console itself.
    ///
    /// # Errors
    ///
    /// A [`ProblemType::NotFound`] that names those that there are; a [`ProblemType::ClusterUnavailable`] where its
    /// configuration makes no connection.
    pub async fn of_the_console(&self, name: &str) -> Result<Entry, Problem> {
        let all = self.all();
        if let Some(known) = all.iter().find(|known| known.found.name == name) {
            return known.wake().await.cloned();
        }
        let names: Vec<_> = all.iter().map(|known| known.found.name.as_str()).collect();
        Err(Problem::new(
            ProblemType::NotFound,
            said::no_cluster(name, names.join(", ")),
        ))
    }

    fn all(&self) -> Vec<Arc<Known>> {
        self.read().clone()
    }

    fn read(&self) -> RwLockReadGuard<'_, Vec<Arc<Known>>> {
        // The list is whole at every moment: a panic elsewhere has not torn it.
        self.all.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Vec<Arc<Known>>) -> T) -> T {
        change(&mut self.all.write().unwrap_or_else(PoisonError::into_inner))
    }
}
