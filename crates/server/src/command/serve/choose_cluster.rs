//! Which cluster the console speaks to.

use std::path::{Path, PathBuf};

use cluster::{Cluster, ConnectError, ConnectOptions};
use contract::ClusterKind;
use sandbox::{Sandbox, SandboxOptions};
use thiserror::Error;

use crate::{config::Settings, sign_in::ClusterAccess};

/// The sandbox's name in paths.
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
}

/// The chosen cluster.
pub(super) struct Chosen {
    pub(super) cluster: Cluster,
    /// The sandbox behind it, if it is that.
    pub(super) sandbox: Option<Sandbox>,
    /// Which one it is and why, for people.
    pub(super) description: String,
}

/// Where the choice falls, before anything is opened.
#[derive(Debug, PartialEq, Eq)]
enum Choice {
    Sandbox { was_asked_for: bool },
    InCluster,
    Kubeconfig { was_asked_for: bool },
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
    } else if settings.kubeconfig.is_some() || settings.context.is_some() {
        Choice::Kubeconfig {
            was_asked_for: true,
        }
    } else if surroundings.is_in_pod {
        Choice::InCluster
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

/// Connects to the cluster that settings and surroundings say. The cluster need not answer.
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
    let (key, options, why) = match decide(settings, &surroundings) {
        Choice::Sandbox { was_asked_for } => return Ok(start_sandbox(settings, was_asked_for)),
        Choice::InCluster => (
            "in-cluster",
            ConnectOptions::InCluster,
            "the one that this pod runs in",
        ),
        Choice::Kubeconfig { was_asked_for } => (
            "kubeconfig",
            ConnectOptions::Kubeconfig {
                path: settings.kubeconfig.clone(),
                context: settings.context.clone(),
            },
            if was_asked_for {
                "as asked for"
            } else {
                "the current context of your kubeconfig"
            },
        ),
    };
    let cluster = Cluster::connect(options)
        .await
        .map_err(|source| ChooseError::Connect { key, source })?;
    let endpoint = cluster
        .endpoint()
        .map(|endpoint| format!(" at {endpoint}"))
        .unwrap_or_default();
    Ok(Chosen {
        description: format!("{}{endpoint} ({why})", cluster.name()),
        cluster,
        sandbox: None,
    })
}

fn start_sandbox(settings: &Settings, was_asked_for: bool) -> Chosen {
    let defaults = SandboxOptions::default();
    let nodes = settings
        .sandbox_nodes
        .map_or(defaults.nodes, |nodes| nodes.0 as usize);
    // People are told apart by their tokens, so they are there wherever tokens count.
    let people = settings.sandbox_users || settings.access() != ClusterAccess::Kubeconfig;
    let sandbox = Sandbox::start(&SandboxOptions {
        nodes,
        people,
        ..defaults
    });
    let cluster = match settings.access() {
        ClusterAccess::Kubeconfig => {
            let client = kube::Client::new(sandbox.service(), "default");
            Cluster::with_client(SANDBOX, ClusterKind::Sandbox, client)
        }
        ClusterAccess::PassThrough | ClusterAccess::Impersonate => Cluster::with_clients(
            SANDBOX,
            ClusterKind::Sandbox,
            kube::Client::new(sandbox.service_of_console(), "default"),
            kube::Client::new(sandbox.service_for_anybody(), "default"),
        ),
    };
    let why = if was_asked_for {
        "as asked for"
    } else {
        "there is no kubeconfig"
    };
    Chosen {
        cluster,
        sandbox: Some(sandbox),
        description: format!("sandbox, simulated in this process with {nodes} nodes ({why})"),
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
            context: Some("c".to_owned()),
            ..Settings::default()
        };
        let asked = |was_asked_for| Choice::Kubeconfig { was_asked_for };
        let sandbox_asked = |was_asked_for| Choice::Sandbox { was_asked_for };
        for (settings, is_in_pod, has_kubeconfig, expected) in [
            (&sandbox, true, true, sandbox_asked(true)),
            (&kubeconfig, true, false, asked(true)),
            (&context, true, true, asked(true)),
            (&nothing, true, true, Choice::InCluster),
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
