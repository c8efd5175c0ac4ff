//! Which clusters the console speaks to, and which it shows first.

use std::path::{Path, PathBuf};

use cluster::{Cluster, ConnectError, ConnectOptions, Context, contexts};
use contract::{ClusterKind, ClusterOrigin};
use sandbox::{Sandbox, SandboxOptions};
use thiserror::Error;

use crate::{
    clusters::{Clusters, Source, SourceError},
    config::Settings,
    sign_in::ClusterAccess,
};

/// The sandbox's name in paths; further ones have a number behind it.
const SANDBOX: &str = "sandbox";

/// Why there is no cluster.
#[derive(Debug, Error)]
pub enum ChooseError {
    /// The cluster's configuration cannot be used.
    #[error("{key}")]
    Connect {
        /// The setting that chose it.
        key: &'static str,
        /// Why not.
        #[source]
        source: ConnectError,
    },
    /// The place where clusters come from cannot be read.
    #[error("clusters")]
    Source(#[source] SourceError),
    /// The cluster that is to be shown first cannot be connected to.
    #[error("kubeconfig: {0}")]
    Unusable(String),
    /// The folder of kubeconfigs is empty, and there is no other cluster.
    #[error("clusters: there is no kubeconfig in {}", .0.display())]
    NoCluster(PathBuf),
}

/// The chosen clusters.
pub(super) struct Chosen {
    pub(super) clusters: Clusters,
    /// The one that is shown first, and that knows who signs in with a token of a cluster.
    pub(super) first: Cluster,
    /// The sandboxes among them.
    pub(super) sandboxes: Vec<Sandbox>,
    /// Where further ones come from while the console runs.
    pub(super) sources: Vec<Source>,
    /// Which one is shown first and why, for people.
    pub(super) description: String,
}

/// Where the choice falls, before anything is opened.
#[derive(Debug, PartialEq, Eq)]
enum Choice {
    Sandbox { was_asked_for: bool },
    InCluster,
    Kubeconfig { was_asked_for: bool },
    Folder,
}

/// What the choice depends on besides the settings.
struct Surroundings {
    is_in_pod: bool,
    has_kubeconfig: bool,
}

/// What was asked for counts first, then where the program runs, then what lies about; and if there is nothing,
/// the sandbox, so that the console can be tried anywhere.
fn decide(settings: &Settings, surroundings: &Surroundings) -> Choice {
    if settings.sandbox {
        Choice::Sandbox {
            was_asked_for: true,
        }
    } else if settings.kubeconfig.is_some() || !settings.context.is_empty() {
        Choice::Kubeconfig {
            was_asked_for: true,
        }
    } else if surroundings.is_in_pod {
        Choice::InCluster
    } else if settings.clusters.is_some() {
        Choice::Folder
    } else if surroundings.has_kubeconfig {
        Choice::Kubeconfig {
            was_asked_for: false,
        }
    } else {
        Choice::Sandbox {
            was_asked_for: false,
        }
    }
}

/// Connects to the cluster that settings and surroundings say, which need not answer, and finds the others.
///
/// # Errors
///
/// Its configuration cannot be used; the key of the setting is named.
pub(super) async fn choose(settings: &Settings) -> Result<Chosen, ChooseError> {
    let surroundings = Surroundings {
        is_in_pod: std::env::var_os("KUBERNETES_SERVICE_HOST").is_some()
            && Path::new("/var/run/secrets/kubernetes.io/serviceaccount/token").exists(),
        has_kubeconfig: has_kubeconfig(),
    };
    let mut chosen = match decide(settings, &surroundings) {
        Choice::Sandbox { was_asked_for } => start_sandboxes(settings, was_asked_for),
        Choice::InCluster => {
            let connected =
                Cluster::connect_as(None, ConnectOptions::InCluster, &settings.namespace).await;
            let first = connected.map_err(|source| ChooseError::Connect {
                key: "in-cluster",
                source,
            })?;
            Chosen {
                description: described(&first, "the one that this pod runs in"),
                clusters: Clusters::of_namespaces([first.clone()], &settings.namespace),
                first,
                sandboxes: Vec::new(),
                sources: Vec::new(),
            }
        }
        Choice::Kubeconfig { was_asked_for } => of_kubeconfig(settings, was_asked_for).await?,
        Choice::Folder => of_folder(settings).await?,
    };
    if let Some(folder) = &settings.clusters {
        chosen.sources.push(Source::Folder(folder.clone()));
    }
    for source in &chosen.sources {
        if let Ok(found) = source.look() {
            // Names that are taken are told of by what follows the source.
            let _ = chosen.clusters.settle(source.origin(), found);
        }
    }
    chosen.clusters = chosen.clusters.reached_by(settings.ways());
    let others = chosen.clusters.summaries().len().saturating_sub(1);
    if others > 0 && chosen.sandboxes.is_empty() {
        let more = format!(", and {others} more, each asked once somebody opens it");
        chosen.description.push_str(&more);
    }
    Ok(chosen)
}

/// Contexts of a kubeconfig: those that were asked for, else all, the current one first.
async fn of_kubeconfig(settings: &Settings, was_asked_for: bool) -> Result<Chosen, ChooseError> {
    let failed = |key| move |source| ChooseError::Connect { key, source };
    let path = settings.kubeconfig.clone();
    let there = contexts(path.as_deref()).map_err(failed("kubeconfig"))?;
    refuse_unknown(&settings.context, &there)?;
    let current = there.iter().find(|context| context.is_current);
    let current = current
        .or_else(|| there.first())
        .map(|context| &context.name);
    let Some(first) = settings.context.first().or(current).cloned() else {
        let contexts = Vec::new();
        return Err(failed("kubeconfig")(ConnectError::NoContext { contexts }));
    };
    let only = settings.context.clone();
    let source = Source::Kubeconfig { path, only };
    let mut found = source.look().map_err(ChooseError::Source)?;
    // The others stay in the order of the file.
    found.sort_by_key(|found| found.name != first);
    let clusters = Clusters::of_namespaces([], &settings.namespace);
    let _ = clusters.settle(source.origin(), found);
    let why = if was_asked_for {
        "as asked for"
    } else {
        "the current context of your kubeconfig"
    };
    let first = connected(&clusters, &first).await?;
    Ok(Chosen {
        description: described(&first, why),
        first,
        clusters,
        sandboxes: Vec::new(),
        sources: vec![source],
    })
}

/// The cluster of this name, connected to.
async fn connected(clusters: &Clusters, name: &str) -> Result<Cluster, ChooseError> {
    match clusters.of_the_console(name).await {
        Ok(entry) => Ok(entry.cluster),
        Err(problem) => Err(ChooseError::Unusable(problem.detail())),
    }
}

/// Each context that is asked for must be there, not only the one that is shown first.
fn refuse_unknown(asked_for: &[String], there: &[Context]) -> Result<(), ChooseError> {
    let names = || there.iter().map(|context| context.name.clone());
    match asked_for.iter().find(|name| names().all(|it| it != **name)) {
        None => Ok(()),
        Some(name) => Err(ChooseError::Connect {
            key: "context",
            source: ConnectError::UnknownContext {
                context: name.clone(),
                contexts: names().collect(),
            },
        }),
    }
}

/// Only the clusters of the folder: the first of them by name is shown first.
async fn of_folder(settings: &Settings) -> Result<Chosen, ChooseError> {
    let folder = settings.clusters.clone().unwrap_or_default();
    let found = Source::Folder(folder.clone())
        .look()
        .map_err(ChooseError::Source)?;
    let clusters = Clusters::of_namespaces([], &settings.namespace);
    let _ = clusters.settle(ClusterOrigin::Folder, found);
    for summary in clusters.summaries() {
        if let Ok(entry) = clusters.of_the_console(&summary.name).await {
            return Ok(Chosen {
                description: described(&entry.cluster, "the first of your folder of clusters"),
                first: entry.cluster,
                clusters,
                sandboxes: Vec::new(),
                sources: Vec::new(),
            });
        }
    }
    Err(ChooseError::NoCluster(folder))
}

fn described(cluster: &Cluster, why: &str) -> String {
    let endpoint = cluster
        .endpoint()
        .map(|endpoint| format!(" at {endpoint}"))
        .unwrap_or_default();
    format!("{}{endpoint} ({why})", cluster.name())
}

/// The simulated clusters. Each further one is smaller, and other things happen in it.
fn start_sandboxes(settings: &Settings, was_asked_for: bool) -> Chosen {
    let defaults = SandboxOptions::default();
    let nodes = settings
        .sandbox_nodes
        .map_or(defaults.nodes, |nodes| nodes.0 as usize);
    let count = settings.sandbox_clusters.map_or(1, |count| count.0);
    let (mut clusters, mut sandboxes) = (Vec::new(), Vec::new());
    for number in 1..=count {
        let name = match number {
            1 => SANDBOX.to_owned(),
            _ => format!("{SANDBOX}-{number}"),
        };
        let access = settings.access_of(&name);
        let sandbox = Sandbox::start(&SandboxOptions {
            nodes: (nodes / number as usize).max(1),
            // People are told apart by their tokens, so they are there wherever tokens count.
            people: settings.sandbox_users || access != ClusterAccess::Kubeconfig,
            random_seed: u64::from(number),
            ..defaults.clone()
        });
        clusters.push(cluster_of(&sandbox, &name, access));
        sandboxes.push(sandbox);
    }
    let why = if was_asked_for {
        "as asked for"
    } else {
        "there is no kubeconfig"
    };
    let more = match count {
        1 => String::new(),
        _ => format!(", and {} smaller ones beside it", count - 1),
    };
    Chosen {
        first: clusters[0].clone(),
        clusters: Clusters::new(clusters),
        sandboxes,
        sources: Vec::new(),
        description: format!("sandbox, simulated in this process with {nodes} nodes ({why}){more}"),
    }
}

fn cluster_of(sandbox: &Sandbox, name: &str, access: ClusterAccess) -> Cluster {
    match access {
        ClusterAccess::Kubeconfig => {
            let client = kube::Client::new(sandbox.service(), "default");
            Cluster::with_client(name, ClusterKind::Sandbox, client)
        }
        ClusterAccess::PassThrough | ClusterAccess::Impersonate | ClusterAccess::Token => {
            Cluster::with_clients(
                name,
                ClusterKind::Sandbox,
                kube::Client::new(sandbox.service_of_console(), "default"),
                kube::Client::new(sandbox.service_for_anybody(), "default"),
            )
        }
    }
}

/// Whether `kubectl` would find a kubeconfig.
fn has_kubeconfig() -> bool {
    match std::env::var_os("KUBECONFIG") {
        Some(list) if !list.is_empty() => std::env::split_paths(&list).any(|file| file.is_file()),
        _ => std::env::home_dir().is_some_and(|home| kubeconfig_in(&home).is_file()),
    }
}

fn kubeconfig_in(home: &Path) -> PathBuf {
    home.join(".kube").join("config")
}

#[cfg(test)]
mod tests {
    use super::{Choice, Settings, Surroundings, decide};

    #[test]
    fn what_was_asked_for_counts_first() {
        let nothing = Settings::default();
        let sandbox = Settings {
            sandbox: true,
            ..Settings::default()
        };
        let kubeconfig = Settings {
            kubeconfig: Some("f".into()),
            ..Settings::default()
        };
        let context = Settings {
            context: vec!["c".to_owned()],
            ..Settings::default()
        };
        let folder = Settings {
            clusters: Some("d".into()),
            ..Settings::default()
        };
        let asked = |was_asked_for| Choice::Kubeconfig { was_asked_for };
        let sandbox_asked = |was_asked_for| Choice::Sandbox { was_asked_for };
        for (settings, is_in_pod, has_kubeconfig, expected) in [
            (&sandbox, true, true, sandbox_asked(true)),
            (&kubeconfig, true, false, asked(true)),
            (&context, true, true, asked(true)),
            (&nothing, true, true, Choice::InCluster),
            (&folder, true, true, Choice::InCluster),
            (&folder, false, true, Choice::Folder),
            (&nothing, false, true, asked(false)),
            (&nothing, false, false, sandbox_asked(false)),
        ] {
            let surroundings = Surroundings {
                is_in_pod,
                has_kubeconfig,
            };
            assert_eq!(decide(settings, &surroundings), expected, "{settings:?}");
        }
    }
}
