//! Where clusters come from while the console runs: a kubeconfig with its contexts, a folder with a kubeconfig each. What
//! changes there is taken over, so that credentials can be renewed without a restart.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use cluster::{ConnectError, ConnectOptions, Context, contexts};
use contract::ClusterOrigin;
use manifest::{Message, message::console as said};
use store::Store;
use thiserror::Error;
use tokio::{sync::Notify, task::spawn_blocking, time::interval};
use tokio_util::sync::CancellationToken;

use super::{Clusters, Found, Way, adding};
use crate::error_chain::Chain;

/// How often is looked. Nothing tells of a change behind a mounted volume, and reading a few files costs nothing.
const LOOKED_AT: Duration = Duration::from_secs(10);

/// The ends of names by which a kubeconfig in a folder may be called; the rest is the cluster's name.
const ENDS: [&str; 4] = [".yaml", ".yml", ".kubeconfig", ".conf"];

/// One place where clusters come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The contexts of a kubeconfig; of the usual one where none is named.
    Kubeconfig {
        /// The file.
        path: Option<PathBuf>,
        /// Those that are wanted; all where none is named.
        only: Vec<String>,
    },
    /// A folder in which each file is the kubeconfig of a cluster that is called as the file is.
    Folder(PathBuf),
}

/// Why a place cannot be looked at.
#[derive(Debug, Error)]
pub enum SourceError {
    /// The kubeconfig cannot be read.
    #[error(transparent)]
    Kubeconfig(#[from] ConnectError),
    /// The folder cannot be read.
    #[error("the folder {} cannot be read", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
}

impl Source {
    /// How what comes from here is marked.
    #[must_use]
    pub const fn origin(&self) -> ClusterOrigin {
        match self {
            Self::Kubeconfig { .. } => ClusterOrigin::Kubeconfig,
            Self::Folder(_) => ClusterOrigin::Folder,
        }
    }

    /// The clusters that are there now. Reads files, so not for a thread that answers requests.
    ///
    /// # Errors
    ///
    /// [`SourceError`]: the place itself cannot be read. A file in a folder that cannot is a cluster that is broken.
    pub fn look(&self) -> Result<Vec<Found>, SourceError> {
        match self {
            Self::Kubeconfig { path, only } => {
                let found = contexts(path.as_deref())?.into_iter();
                let wanted = found.filter(|it| only.is_empty() || only.contains(&it.name));
                Ok(wanted
                    .map(|context| of_context(path.as_deref(), context))
                    .collect())
            }
            Self::Folder(folder) => look_into(folder),
        }
    }

    /// Looks again and again, and takes over what has changed, until that is cancelled. What could not be read a moment
    /// ago is left as it was.
    pub(crate) async fn follow(self, clusters: Clusters, stopping: CancellationToken) {
        let mut interval = interval(LOOKED_AT);
        let mut said = None;
        loop {
            tokio::select! {
                () = stopping.cancelled() => return,
                _ = interval.tick() => {}
            }
            let source = self.clone();
            let looked = match spawn_blocking(move || source.look()).await {
                Ok(Ok(found)) => Ok(found),
                Ok(Err(error)) => Err(Chain(&error).to_string()),
                Err(error) => Err(Chain(&error).to_string()),
            };
            let news = match looked {
                Ok(found) => {
                    let taken = clusters.settle(self.origin(), found);
                    (!taken.is_empty())
                        .then(|| format!("there are others called {}", taken.join(", ")))
                }
                Err(reason) => Some(reason),
            };
            // The same is said once.
            if let Some(reason) = news.as_ref().filter(|_| news != said) {
                tracing::warn!(from = ?self.origin(), reason, "not all clusters are known");
            }
            said = news;
        }
    }
}

/// Takes over what admins add and remove, on this console or another over the same database, until that is cancelled; at once
/// where somebody gives a hint.
pub(crate) async fn follow_added(
    clusters: Clusters,
    store: Store,
    hint: Arc<Notify>,
    stopping: CancellationToken,
) {
    let mut interval = interval(LOOKED_AT);
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = interval.tick() => {}
            () = hint.notified() => {}
        }
        if let Err(error) = adding::take_over(&clusters, &store).await {
            tracing::warn!(cause = %Chain(&error), "added clusters are not looked at");
        }
    }
}

fn of_context(path: Option<&Path>, context: Context) -> Found {
    let options = ConnectOptions::Kubeconfig {
        path: path.map(Path::to_owned),
        context: Some(context.name.clone()),
    };
    Found {
        name: context.name,
        way: Way::Connect(options),
        is_unverified: context.is_unverified,
        fingerprint: Some(context.fingerprint),
        access: None,
    }
}

/// One cluster a file, by name.
fn look_into(folder: &Path) -> Result<Vec<Found>, SourceError> {
    let failed = |source| SourceError::Folder {
        path: folder.to_owned(),
        source,
    };
    let mut found = Vec::new();
    for file in fs::read_dir(folder).map_err(failed)? {
        let path = file.map_err(failed)?.path();
        // What begins with a point is Kubernetes' own in a mounted Secret, and an editor's elsewhere.
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.filter(|name| !name.starts_with('.'));
        if let Some(name) = name
            && path.is_file()
        {
            let end = ENDS.iter().find_map(|end| name.strip_suffix(end));
            found.push(of_file(end.unwrap_or(name), &path));
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// The cluster of a file: its current context, or the only one.
fn of_file(name: &str, path: &Path) -> Found {
    let broken = |reason: Message| Found {
        name: name.to_owned(),
        way: Way::Broken(reason),
        is_unverified: false,
        fingerprint: None,
        access: None,
    };
    let contexts = match contexts(Some(path)) {
        Ok(contexts) => contexts,
        Err(error) => return broken(Chain(&error).to_string().into()),
    };
    let context = match contexts.as_slice() {
        [only] => only.clone(),
        several => match several.iter().find(|context| context.is_current) {
            Some(current) => current.clone(),
            None => {
                return broken(said::no_current_context(
                    path.display().to_string(),
                    several.len().to_string(),
                ));
            }
        },
    };
    Found {
        name: name.to_owned(),
        ..of_context(Some(path), context)
    }
}
