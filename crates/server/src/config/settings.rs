//! The settings as the program uses them, put together from all places.

use std::path::PathBuf;

use fetch::{HostPattern, registry::RegistryHost};
use figment::providers::Serialized;
use serde::{Deserialize, Deserializer};
use thiserror::Error;
use validator::{Validate, ValidationError};

use super::{
    AuditRetention, ClientSecret, FetchHost, Host, ImageRegistry, InsideUrl, IssuerUrl,
    ListenAddress, LocalToken, LogFormat, PerMinute, PolicyName, PublicUrl, Replicas,
    SandboxClusters, SandboxNodes, SealKeysText, ServeFlags, SessionTime, SessionTimes,
    TrustedProxy, WayToCluster, default_database_url, file::Files, usual_fetch_hosts,
};
use crate::{
    extract::{broken_rules, rules},
    sign_in::{ClusterAccess, SealError, SealKeys},
};

/// Why the settings cannot be used. Each names the key and what is allowed.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A key is unknown or its value is not allowed.
    #[error("{0}")]
    Value(String),
    /// The file that was named is not there.
    #[error("config: there is no file {}", .0.display())]
    NoFile(PathBuf),
    /// The file of the working folder, which nobody named, says what only a trusted one may.
    #[error(
        "{keys}: may not stand in an everynode.toml that merely lies in the working folder, since it could be \
         anybody's; if it is yours, say --config everynode.toml"
    )]
    Untrusted {
        /// What it says.
        keys: String,
    },
    /// Nothing says where to keep the database.
    #[error(
        "database: you have no data folder, so name one, such as sqlite:///var/lib/everynode/everynode.db"
    )]
    NoDataFolder,
}

/// All settings of `everynode serve`.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(deny_unknown_fields, default)]
#[validate(schema(function = "agree"))]
pub struct Settings {
    /// Whether the sandbox was asked for.
    pub sandbox: bool,
    /// How many nodes it has, if that was said.
    pub sandbox_nodes: Option<SandboxNodes>,
    /// The namespaces that are read alone; all where none is named.
    #[serde(deserialize_with = "one_or_several")]
    pub namespace: Vec<String>,
    /// How many of them there are, if that was said.
    pub sandbox_clusters: Option<SandboxClusters>,
    /// Whether it has people with rights of their own.
    pub sandbox_users: bool,
    /// Where it answers `kubectl`.
    pub sandbox_listen: Option<ListenAddress>,
    /// The kubeconfig, if one was named.
    pub kubeconfig: Option<PathBuf>,
    /// The contexts, if some were named. One may be written without brackets, as it is where there is but one.
    #[serde(deserialize_with = "one_or_several")]
    pub context: Vec<String>,
    /// The folder of kubeconfigs, if one was named.
    pub clusters: Option<PathBuf>,
    /// Where the console answers.
    pub listen: Option<ListenAddress>,
    /// Whether that may be an address that others can reach.
    pub allow_remote: bool,
    /// Further names by which the console is called.
    pub allowed_host: Vec<Host>,
    /// The address that people type, where it is another one.
    pub public_url: Option<PublicUrl>,
    /// The token of local sign-in, if one was given.
    pub local_token: Option<LocalToken>,
    /// How those who sign in reach the cluster, if that was said.
    pub access: Option<ClusterAccess>,
    /// How they reach single clusters.
    pub cluster_access: Vec<WayToCluster>,
    /// For whom tokens of the cluster must be.
    pub audience: Vec<String>,
    /// The groups of those who see what all do.
    pub admin_group: Vec<String>,
    /// How often one person may ask, if that was said.
    pub asks_per_minute: Option<PerMinute>,
    /// How often one person may write, if that was said.
    pub writes_per_minute: Option<PerMinute>,
    /// The proxies in front of the console.
    pub trusted_proxy: Vec<TrustedProxy>,
    /// The keys that seal, if they were given.
    pub seal_keys: Option<SealKeysText>,
    /// The file of those keys, if one was named.
    pub seal_keys_file: Option<PathBuf>,
    /// How long a session lasts without use.
    pub session_idle: Option<SessionTime>,
    /// How long a session lasts at most.
    pub session_longest: Option<SessionTime>,
    /// The provider that people sign in by.
    pub oidc_issuer_url: Option<IssuerUrl>,
    /// What the console is called there.
    pub oidc_client_id: Option<String>,
    /// How it proves that.
    pub oidc_client_secret: Option<ClientSecret>,
    /// Under what address the console reaches the provider, if under another.
    pub oidc_inside_url: Option<InsideUrl>,
    /// The file of its certificate authorities.
    pub oidc_ca_file: Option<PathBuf>,
    /// What is asked for beside `openid`, if that was said.
    pub oidc_scope: Option<Vec<String>>,
    /// The claim that is somebody's name.
    pub oidc_username_claim: Option<String>,
    /// What stands before it.
    pub oidc_username_prefix: Option<String>,
    /// The claim that lists somebody's groups.
    pub oidc_groups_claim: Option<String>,
    /// What stands before each.
    pub oidc_groups_prefix: Option<String>,
    /// What else the cluster is told of somebody.
    pub oidc_extra_claim: Vec<String>,
    /// What the provider is called on the sign-in page.
    pub oidc_label: Option<String>,
    /// The hosts that manifests may be fetched from, if any were named.
    pub fetch_host: Option<Vec<FetchHost>>,
    /// The registries that may be asked of images, if any were named.
    pub image_registry: Option<Vec<ImageRegistry>>,
    /// What the house refuses on top.
    pub policy: PolicyName,
    /// The database, if one was named.
    pub database: Option<String>,
    /// How many consoles share the database, if that was said.
    pub replicas: Option<Replicas>,
    /// How long rows of the audit trail are kept.
    pub audit_retention: AuditRetention,
    /// What is logged.
    pub log: Option<String>,
    /// How it is logged.
    pub log_format: LogFormat,
}

impl Settings {
    /// Puts flags, variables and the file together.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the key that is wrong and what is allowed.
    pub fn load(flags: &ServeFlags) -> Result<Self, ConfigError> {
        let files = Files::read(flags.config.as_deref())?;
        let settings: Self = files
            .settings
            .clone()
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(|error| ConfigError::Value(describe(&error)))?;
        files.trust()?;
        settings.validate().map_err(|errors| {
            let rules = broken_rules(&errors);
            let words: Vec<_> = rules.into_iter().map(|rule| rule.message).collect();
            ConfigError::Value(words.join("; "))
        })?;
        Ok(settings)
    }

    /// Where the console answers.
    #[must_use]
    pub fn listen(&self) -> ListenAddress {
        self.listen
            .unwrap_or_else(|| ListenAddress(([127, 0, 0, 1], 8080).into()))
    }

    /// Where the sandbox answers `kubectl`.
    #[must_use]
    pub fn sandbox_listen(&self) -> ListenAddress {
        self.sandbox_listen
            .unwrap_or_else(|| ListenAddress(([127, 0, 0, 1], 0).into()))
    }

    /// The hosts that manifests may be fetched from.
    #[must_use]
    pub fn fetch_hosts(&self) -> Vec<HostPattern> {
        match &self.fetch_host {
            Some(hosts) => FetchHost::all(hosts),
            None => usual_fetch_hosts(),
        }
    }

    /// The registries that may be asked of images.
    #[must_use]
    pub fn image_registries(&self) -> Vec<RegistryHost> {
        match &self.image_registry {
            Some(hosts) => ImageRegistry::all(hosts),
            None => RegistryHost::usual(),
        }
    }

    /// How those who sign in reach the cluster: with their own tokens where the sandbox has people.
    #[must_use]
    pub fn access(&self) -> ClusterAccess {
        self.access.unwrap_or(if self.sandbox_users {
            ClusterAccess::PassThrough
        } else {
            ClusterAccess::Kubeconfig
        })
    }

    /// How single clusters are reached.
    #[must_use]
    pub fn ways(&self) -> Vec<(String, ClusterAccess)> {
        let ways = self.cluster_access.iter();
        ways.map(|WayToCluster(name, way)| (name.clone(), *way))
            .collect()
    }

    /// How a cluster of this name is reached.
    #[must_use]
    pub fn access_of(&self, name: &str) -> ClusterAccess {
        let mut ways = self.cluster_access.iter();
        let named = ways.find(|WayToCluster(known, _)| known == name);
        named.map_or_else(|| self.access(), |WayToCluster(_, way)| *way)
    }

    /// The keys that seal, if there are any.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or holds no keys.
    pub fn seal_keys(&self) -> Result<Option<SealKeys>, SealError> {
        match (&self.seal_keys, &self.seal_keys_file) {
            (Some(keys), _) => keys.keys().map(Some),
            (None, Some(file)) => {
                let text = std::fs::read_to_string(file);
                let text = text.map_err(|source| SealError::File(file.clone(), source))?;
                SealKeys::parse(&text).map(Some)
            }
            (None, None) => Ok(None),
        }
    }

    /// How long sessions last. Without use as long as at most, where that is set to less.
    #[must_use]
    pub fn session_times(&self) -> SessionTimes {
        let usual = SessionTimes::default();
        let longest = self.session_longest.map_or(usual.longest, |time| time.0);
        let idle = self
            .session_idle
            .map_or(usual.idle.min(longest), |time| time.0);
        SessionTimes { idle, longest }
    }

    /// The URL of the database.
    ///
    /// # Errors
    ///
    /// None is named and there is no data folder to put one into.
    pub fn database_url(&self) -> Result<String, ConfigError> {
        match self.database.as_deref() {
            None | Some("") => default_database_url(),
            Some(url) => Ok(url.to_owned()),
        }
    }
}

/// Refuses settings that contradict each other.
fn agree(settings: &Settings) -> Result<(), ValidationError> {
    let contradiction = |words: String| Err(rules::broken(rules::INVALID, words));
    if settings.sandbox && (settings.kubeconfig.is_some() || !settings.context.is_empty()) {
        return contradiction(
            "sandbox: the simulated cluster has no kubeconfig; give either --sandbox or --kubeconfig and --context"
                .to_owned(),
        );
    }
    let is_elsewhere = settings.kubeconfig.is_some() || !settings.context.is_empty();
    if settings.sandbox_users && is_elsewhere {
        return contradiction(
            "sandbox_users: only the simulated cluster has such people; give either --sandbox-users or --kubeconfig and \
             --context"
                .to_owned(),
        );
    }
    let odd = settings
        .namespace
        .iter()
        .find(|name| rules::label_or_none(name).is_err() || name.is_empty());
    if let Some(name) = odd {
        return contradiction(format!("namespace: `{name}` is no name of a namespace"));
    }
    if settings.sandbox && !settings.namespace.is_empty() {
        return contradiction(
            "namespace: of the simulated cluster everything may be read; give either --sandbox or --namespace".to_owned(),
        );
    }
    if let Some(words) = ways_that_cannot_be(settings) {
        return contradiction(words);
    }
    match (&settings.oidc_issuer_url, &settings.oidc_client_id) {
        (None, None) => {}
        (Some(_), Some(_)) if settings.access() != ClusterAccess::Kubeconfig => {}
        (Some(_), Some(_)) => {
            return contradiction(
                "access: whoever signs in by a provider is somebody of his own; say --access pass-through (his ID token \
                 goes to the cluster) or --access impersonate (the console names him)"
                    .to_owned(),
            );
        }
        (Some(_), None) | (None, Some(_)) => {
            return contradiction(
                "oidc_issuer_url: a provider and what the console is called there belong together; give both \
                 --oidc-issuer-url and --oidc-client-id"
                    .to_owned(),
            );
        }
    }
    if settings.seal_keys.is_some() && settings.seal_keys_file.is_some() {
        return contradiction(
            "seal_keys_file: the keys are given already; give either EVERYNODE_SEAL_KEYS or --seal-keys-file"
                .to_owned(),
        );
    }
    let times = settings.session_times();
    if times.idle > times.longest {
        return contradiction(
            "session_idle: a session cannot be idle for longer than it lasts; give a --session-idle that is at most \
             --session-longest"
                .to_owned(),
        );
    }
    if let Some(words) = cannot_be_several(settings) {
        return contradiction(format!("replicas: {words}"));
    }
    let listen = settings.listen();
    if !listen.0.ip().is_loopback() && !settings.allow_remote {
        return contradiction(format!(
            "listen: {listen} can be reached from other machines, and whoever signs in has the rights of your \
             kubeconfig; use 127.0.0.1, or say --allow-remote if that is meant"
        ));
    }
    Ok(())
}

/// Why a cluster cannot be reached as is said; nothing where each can.
fn ways_that_cannot_be(settings: &Settings) -> Option<String> {
    if settings.access() == ClusterAccess::Token {
        let words = "access: a token of its own is a matter of one cluster; say --access pass-through, and --cluster-access \
                     NAME=token for that one";
        return Some(words.to_owned());
    }
    let ways = &settings.cluster_access;
    for (at, WayToCluster(name, way)) in ways.iter().enumerate() {
        if ways[..at].iter().any(|before| before.0 == *name) {
            return Some(format!("cluster_access: `{name}` is there twice"));
        }
        let is_of_nobody = *way == ClusterAccess::Kubeconfig;
        if is_of_nobody && settings.access() != ClusterAccess::Kubeconfig {
            return Some(format!(
                "cluster_access: whoever signs in is somebody of his own, and would reach `{name}` with the rights of its \
                 kubeconfig; say pass-through, impersonate or token"
            ));
        }
    }
    None
}

/// A text, or several.
fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        One(String),
        Several(Vec<String>),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::One(text) => vec![text],
        Written::Several(texts) => texts,
    })
}

/// Why these settings are not those of one of several consoles; nothing where there is one alone.
fn cannot_be_several(settings: &Settings) -> Option<&'static str> {
    let is_alone = settings.replicas.is_none_or(|replicas| replicas.0 == 1);
    let database = settings.database.as_deref();
    if is_alone {
        None
    } else if !database.is_some_and(store::Location::is_shareable) {
        Some(
            "several consoles cannot share SQLite, whose file lies on one machine and takes one writer; give a \
             --database postgres://…, or run one",
        )
    } else if settings.access() == ClusterAccess::Kubeconfig {
        let random = "each of several consoles would make up a token of its own, and none would let in who signed in at \
                      another; set EVERYNODE_LOCAL_TOKEN for all of them";
        settings.local_token.is_none().then_some(random)
    } else {
        let random = "each of several consoles would seal sessions with a key of its own, which no other can open; set \
                      EVERYNODE_SEAL_KEYS for all of them";
        let has_keys = settings.seal_keys.is_some() || settings.seal_keys_file.is_some();
        (!has_keys).then_some(random)
    }
}

/// All that is wrong, each with its key and where it was written.
fn describe(error: &figment::Error) -> String {
    let lines: Vec<String> = error
        .clone()
        .into_iter()
        .map(|error| {
            let key = error.path.join(".");
            let place = error
                .metadata
                .as_ref()
                .and_then(|metadata| metadata.source.as_ref())
                .and_then(figment::Source::file_path)
                .map(|file| format!(" (in {})", file.display()))
                .unwrap_or_default();
            let kind = error.kind.to_string();
            if key.is_empty() {
                format!("{kind}{place}")
            } else {
                format!("{key}: {kind}{place}")
            }
        })
        .collect();
    lines.join("; ")
}
