//! The flags of `everynode serve`, each with its variable.

mod oidc;

use std::path::PathBuf;

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use preflight::Policy;
use serde::Serialize;

use super::{
    AuditRetention, FetchHost, Host, ImageRegistry, ListenAddress, LogFormat, PerMinute,
    PolicyName, PublicUrl, Replicas, SandboxClusters, SandboxNodes, SessionTime, TrustedProxy,
    WayToCluster, environment::PREFIX,
};
use crate::sign_in::ClusterAccess;

pub use oidc::OidcFlags;

/// A setting without a flag, because other users of a machine can read the flags of a process.
#[derive(Debug)]
pub struct Secret {
    /// Its key in the file.
    pub key: &'static str,
    /// What it is.
    pub help: &'static str,
    /// What holds without it.
    pub default: &'static str,
}

/// What `--access` may say: a token of its own is a matter of one cluster.
const OF_ALL: [&str; 3] = {
    let [kubeconfig, pass_through, impersonate, _] = ClusterAccess::WORDS;
    [kubeconfig, pass_through, impersonate]
};

/// What has no flag.
pub const SECRETS: [Secret; 3] = [
    Secret {
        key: "local_token",
        help: "The token of local sign-in (`--access kubeconfig`): at least 16 letters, digits or any of `-._~`",
        default: "a random one at each start, printed with the address",
    },
    Secret {
        key: "seal_keys",
        help: "The keys with which tokens, drafts and kept answers are sealed in the database: 32 bytes in Base64 \
               (`head -c 32 /dev/urandom | base64`), or two such with a comma between them, of which the first seals \
               and both open",
        default: "a random one for tokens, so sessions end with the process; drafts are plain",
    },
    Secret {
        key: "oidc_client_secret",
        help: "How the console proves to the provider who it is",
        default: "nothing, as a public client",
    },
];

impl Secret {
    /// The variable, such as `EVERYNODE_LOCAL_TOKEN`.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.key.to_uppercase())
    }
}

/// What the variable of one of [`SECRETS`] holds; empty counts as not set, as compose files write it.
fn secret(key: &str) -> Option<String> {
    let secret = SECRETS.iter().find(|secret| secret.key == key)?;
    std::env::var(secret.variable())
        .ok()
        .filter(|text| !text.is_empty())
}

/// What was given on the command line or in the environment; what was not is left to the file.
///
/// Each name is at the same time the flag, the variable `EVERYNODE_…` and the key in the file. None may
/// be called `port`, `service_host` or the like: in a cluster with a Service named `everynode`,
/// Kubernetes sets `EVERYNODE_PORT` and `EVERYNODE_SERVICE_HOST` to things of its own.
#[derive(Args, Clone, Debug, Default, Serialize)]
pub struct ServeFlags {
    /// A file with settings [default: `everynode.toml` in your configuration folder, and the one in the working
    /// folder for what does no harm there].
    #[arg(long, env = "EVERYNODE_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,

    /// Use the simulated cluster inside this process.
    #[arg(long, env = "EVERYNODE_SANDBOX", help_heading = "Cluster",
          num_args = 0..=1, default_missing_value = "true", require_equals = true,
          value_parser = clap::builder::BoolishValueParser::new())]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<bool>,

    /// How many nodes the simulated cluster has [default: 24].
    #[arg(
        long,
        env = "EVERYNODE_SANDBOX_NODES",
        value_name = "COUNT",
        help_heading = "Cluster"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sandbox_nodes: Option<SandboxNodes>,

    /// How many simulated clusters there are; each further one is smaller [default: 1].
    #[arg(
        long,
        env = "EVERYNODE_SANDBOX_CLUSTERS",
        value_name = "COUNT",
        help_heading = "Cluster"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sandbox_clusters: Option<SandboxClusters>,

    /// Let the simulated cluster have people with rights of their own, who sign in by their tokens.
    #[arg(long, env = "EVERYNODE_SANDBOX_USERS", help_heading = "Cluster",
          num_args = 0..=1, default_missing_value = "true", require_equals = true,
          value_parser = clap::builder::BoolishValueParser::new())]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sandbox_users: Option<bool>,

    /// Where the simulated cluster answers `kubectl --server` [default: 127.0.0.1 and a free port].
    #[arg(
        long,
        env = "EVERYNODE_SANDBOX_LISTEN",
        value_name = "ADDRESS",
        help_heading = "Cluster"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sandbox_listen: Option<ListenAddress>,

    /// A kubeconfig [default: `KUBECONFIG`, else `~/.kube/config`].
    #[arg(
        long,
        env = "EVERYNODE_KUBECONFIG",
        value_name = "FILE",
        help_heading = "Cluster"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kubeconfig: Option<PathBuf>,

    /// A context of the kubeconfig; may be repeated, and the first is shown first [default: all, the current one first].
    #[arg(
        long,
        env = "EVERYNODE_CONTEXT",
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Cluster"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Vec<String>>,

    /// A folder with a kubeconfig for each further cluster, which is called as its file is. What changes in it is taken over
    /// while the console runs.
    #[arg(
        long,
        env = "EVERYNODE_CLUSTERS",
        value_name = "FOLDER",
        help_heading = "Cluster"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clusters: Option<PathBuf>,

    /// A namespace that is read alone, where the console has no right to more; may be repeated [default: all].
    #[arg(
        long,
        env = "EVERYNODE_NAMESPACE",
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Cluster"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Vec<String>>,

    /// Where the console answers [default: 127.0.0.1:8080].
    #[arg(
        long,
        env = "EVERYNODE_LISTEN",
        value_name = "ADDRESS",
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<ListenAddress>,

    /// Let `--listen` name an address that other machines can reach. Whoever has the token has the
    /// rights of the kubeconfig, and it travels in the clear unless something with TLS stands in front.
    #[arg(long, env = "EVERYNODE_ALLOW_REMOTE", help_heading = "Access",
          num_args = 0..=1, default_missing_value = "true", require_equals = true,
          value_parser = clap::builder::BoolishValueParser::new())]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_remote: Option<bool>,

    /// A further host name by which the console is called; may be repeated.
    #[arg(
        long = "allowed-host",
        env = "EVERYNODE_ALLOWED_HOST",
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_host: Option<Vec<Host>>,

    /// The address that people type where a proxy with TLS stands in front, such as
    /// `https://console.example.com` or `https://example.com/everynode`. Allows its host, and marks cookies as secure.
    /// Below a path it is served there, whether the proxy takes the path away or leaves it.
    #[arg(
        long,
        env = "EVERYNODE_PUBLIC_URL",
        value_name = "URL",
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<PublicUrl>,

    /// One of [`SECRETS`].
    #[arg(skip = secret("local_token"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_token: Option<String>,

    /// How those who sign in reach the cluster: `kubeconfig` (by the printed token, all with its rights), `pass-through` (by
    /// a token of the cluster, each with their own) or `impersonate` (by a token of the cluster, each named by the
    /// console, which needs the right to impersonate) [default: kubeconfig].
    #[arg(
        long,
        env = "EVERYNODE_ACCESS",
        value_name = "WAY",
        value_parser = words::<ClusterAccess>(&OF_ALL),
        hide_possible_values = true,
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<ClusterAccess>,

    /// The same for one cluster, as its name and the way, such as `edge=token`; may be repeated. Beside the three there is
    /// `token`: by a token of that very cluster, which each hands over for it, however they signed in. `kubeconfig` is for
    /// who has the printed token alone [default: as `--access` says].
    #[arg(
        long = "cluster-access",
        env = "EVERYNODE_CLUSTER_ACCESS",
        value_name = "NAME=WAY",
        value_delimiter = ',',
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_access: Option<Vec<WayToCluster>>,

    /// For whom tokens of the cluster must be; may be repeated [default: the API server].
    #[arg(
        long,
        env = "EVERYNODE_AUDIENCE",
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<Vec<String>>,

    /// A group whose members see in the audit trail what all do, and not only what they did; may be repeated.
    #[arg(
        long,
        env = "EVERYNODE_ADMIN_GROUP",
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_group: Option<Vec<String>>,

    /// How often in a minute one person may ask, and ten times as often all from one address; 0 for no limit. Each
    /// console counts for itself; who signs in by the printed token is not counted [default: 1200].
    #[arg(
        long,
        env = "EVERYNODE_ASKS_PER_MINUTE",
        value_name = "COUNT",
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asks_per_minute: Option<PerMinute>,

    /// The same for what changes something in a cluster [default: 300].
    #[arg(
        long,
        env = "EVERYNODE_WRITES_PER_MINUTE",
        value_name = "COUNT",
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writes_per_minute: Option<PerMinute>,

    /// A proxy in front of the console, as an address or a network such as `10.0.0.0/8`; may be repeated. Its
    /// `X-Forwarded-For` says where a request comes from, for limits and the audit trail.
    #[arg(
        long,
        env = "EVERYNODE_TRUSTED_PROXY",
        value_name = "ADDRESS",
        value_delimiter = ',',
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trusted_proxy: Option<Vec<TrustedProxy>>,

    /// One of [`SECRETS`].
    #[arg(skip = secret("seal_keys"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal_keys: Option<String>,

    /// A file with these keys, on lines of their own, in the place of the variable.
    #[arg(
        long,
        env = "EVERYNODE_SEAL_KEYS_FILE",
        value_name = "FILE",
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal_keys_file: Option<PathBuf>,

    /// How long a session lasts without use, such as `30m`, `12h` or `7d` [default: 12h].
    #[arg(
        long,
        env = "EVERYNODE_SESSION_IDLE",
        value_name = "TIME",
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_idle: Option<SessionTime>,

    /// How long a session lasts at most [default: 7d].
    #[arg(
        long,
        env = "EVERYNODE_SESSION_LONGEST",
        value_name = "TIME",
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_longest: Option<SessionTime>,

    /// How people sign in by a provider.
    #[command(flatten)]
    #[serde(flatten)]
    pub oidc: OidcFlags,

    /// A host that manifests may be fetched from by their address, such as `git.example.com` or `*.example.com`; may be
    /// repeated, and `none` fetches from nowhere. Names must lead to addresses of the internet, and no proxy is used
    /// [default: the files of GitHub and GitLab].
    #[arg(
        long = "fetch-host",
        env = "EVERYNODE_FETCH_HOST",
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetch_host: Option<Vec<FetchHost>>,

    /// A registry that may be asked for the tags and platforms of an image, such as `harbor.example.com`,
    /// `registry.example.com:5000` or `*.example.com`; may be repeated, and `none` asks nobody. One that is named in full may
    /// be inside, and no proxy is used [default: registries of the internet such as Docker Hub, GitHub's and quay.io].
    #[arg(
        long = "image-registry",
        env = "EVERYNODE_IMAGE_REGISTRY",
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Access"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_registry: Option<Vec<ImageRegistry>>,

    /// What the house refuses on top of Kubernetes: `kubernetes` (nothing), `kubesphere` or `dce`
    /// [default: kubernetes].
    #[arg(
        long,
        env = "EVERYNODE_POLICY",
        value_name = "NAME",
        value_parser = words::<PolicyName>(&Policy::PRESETS),
        hide_possible_values = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyName>,

    /// `sqlite://FILE`, `sqlite::memory:` or `postgres://…` [default: a file in your data folder].
    #[arg(
        long,
        env = "EVERYNODE_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,

    /// How many consoles share the database. More than one need PostgreSQL [default: 1].
    #[arg(long, env = "EVERYNODE_REPLICAS", value_name = "COUNT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<Replicas>,

    /// How long rows of the audit trail are kept: days, such as `90d`, at least 2; or `forever` [default: 365d].
    #[arg(long, env = "EVERYNODE_AUDIT_RETENTION", value_name = "DAYS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit_retention: Option<AuditRetention>,

    /// How much is logged: `error`, `warn`, `info`, `debug`, or a filter such as `info,cluster=debug`. What libraries
    /// print of answers stays out of every one [default: info].
    #[arg(long, env = "EVERYNODE_LOG", value_name = "FILTER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,

    /// How it is logged: `text` or `json` [default: text].
    #[arg(
        long,
        env = "EVERYNODE_LOG_FORMAT",
        value_name = "FORMAT",
        value_parser = words::<LogFormat>(&LogFormat::WORDS),
        hide_possible_values = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_format: Option<LogFormat>,
}

/// Reads one of a few words, which completions and the reference then know.
fn words<T>(words: &[&'static str]) -> impl TypedValueParser<Value = T> + use<T>
where
    T: std::str::FromStr<Err = String> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words)
        .try_map(|word| word.parse::<T>().map_err(std::io::Error::other))
}
