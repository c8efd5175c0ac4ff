//! The flags of `everynode check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use preflight::{Facts, Policy};

use super::style::Color;

const EXIT_CODES: &str = "\
Exit codes:
  0  all are accepted
  1  one is refused
  2  something could not be read, or a cluster does not answer
  3  all are accepted, but one only once it is converted: no cluster serves its version any more";

/// What is checked and how it is told.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct CheckArguments {
    /// Manifests: files, directories (all .yaml, .yml and .json below them), or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// A context of the kubeconfig: its cluster is read with your rights, and the manifests are judged by what is there, as
    /// updates where they are there already. May be repeated; there is a report by each
    #[arg(long, value_name = "NAME", conflicts_with_all = ["nodes", "namespace_facts", "stored", "kubernetes_version"])]
    pub(super) context: Vec<String>,
    /// The kubeconfig of the contexts: KUBECONFIG if nothing is said, else ~/.kube/config
    #[arg(long, value_name = "FILE", requires = "context")]
    pub(super) kubeconfig: Option<PathBuf>,
    /// Ask the API servers, too, what they would do (dry run), webhooks included. Needs the right to create or update
    #[arg(long, requires = "context")]
    pub(super) ask: bool,
    /// Nodes to forecast the pods of: a Node list, an array of Nodes or several documents, YAML or JSON
    #[arg(long, value_name = "FILE", env = "EVERYNODE_CHECK_NODES")]
    pub(super) nodes: Option<PathBuf>,
    /// The objects of the namespace, to forecast quota, limits, Pod Security and room on the nodes: a
    /// List, an array or several documents, YAML or JSON. A kind of which there is none is not known
    #[arg(long, value_name = "FILE", env = "EVERYNODE_CHECK_NAMESPACE_FACTS")]
    pub(super) namespace_facts: Option<PathBuf>,
    /// The version of the cluster, such as 1.34, to say which fields it leaves out or does not know
    #[arg(long, value_name = "VERSION", env = "EVERYNODE_CHECK_KUBERNETES_VERSION", value_parser = kubernetes_version)]
    pub(super) kubernetes_version: Option<String>,
    /// The DaemonSets that are there already, as `kubectl get --output yaml` gave them: the manifests are
    /// judged as updates of them
    #[arg(long, value_name = "FILE", env = "EVERYNODE_CHECK_STORED")]
    pub(super) stored: Option<PathBuf>,
    /// What the house asks for on top of Kubernetes
    #[arg(long, value_enum, default_value_t, env = "EVERYNODE_CHECK_POLICY")]
    pub(super) policy: PolicyName,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t, env = "EVERYNODE_CHECK_OUTPUT")]
    pub(super) output: Output,
    /// Whether the text has colours
    #[arg(long, value_enum, default_value_t)]
    pub(super) color: Color,
}

/// The presets of the policy.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum PolicyName {
    /// Nothing more than Kubernetes
    #[default]
    Kubernetes,
    /// What KubeSphere's console asks for
    #[value(name = "kubesphere")]
    KubeSphere,
    /// What DCE's console asks for
    Dce,
}

impl PolicyName {
    pub(super) fn policy(self) -> Policy {
        match self {
            Self::Kubernetes => Policy::kubernetes(),
            Self::KubeSphere => Policy::kubesphere(),
            Self::Dce => Policy::dce(),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    /// For people: each problem with the line of the manifest
    #[default]
    Text,
    /// One JSON object a line, one a document
    Json,
    /// SARIF 2.1.0, which code hosts show beside the lines of a change
    Sarif,
    /// The XML of junit, which CI servers show as tests
    Junit,
    /// Commands of GitHub's workflows, which mark the lines of a change
    Github,
}

/// A version of Kubernetes as it is written, with or without `v` and what follows the minor version.
fn kubernetes_version(text: &str) -> Result<String, String> {
    let facts = Facts {
        server_version: Some(text.to_owned()),
        ..Facts::default()
    };
    let is_version = facts.minor_version().is_some();
    is_version
        .then(|| text.to_owned())
        .ok_or_else(|| "a version of Kubernetes is written 1.34 or v1.34.2".to_owned())
}

#[cfg(test)]
mod tests {
    use super::kubernetes_version;

    #[test]
    fn versions_are_taken_as_people_and_clusters_write_them() {
        for good in ["1.34", "v1.34", "v1.34.2", "1.34.2-gke.1"] {
            assert_eq!(kubernetes_version(good).as_deref(), Ok(good));
        }
        for bad in ["", "1", "1.", "34", "v2.0", "latest"] {
            assert!(kubernetes_version(bad).is_err(), "{bad}");
        }
    }
}
