//! The settings as the program uses them, put together from all places.

use std::path::{Path, PathBuf};

use figment::{
    Figment,
    providers::{Format as _, Serialized, Toml},
};
use serde::Deserialize;
use thiserror::Error;

use super::{
    Host, ListenAddress, LocalToken, LogFormat, PolicyName, PublicUrl, SandboxNodes, ServeFlags,
    default_database_url,
};

/// The file that is read where no other is named.
const DEFAULT_FILE: &str = "everynode.toml";

/// Why the settings cannot be used. Each names the key and what is allowed.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A key is unknown or its value is not allowed.
    #[error("{0}")]
    Value(String),
    /// The file that was named is not there.
    #[error("config: there is no file {}", .0.display())]
    NoFile(PathBuf),
    /// Nothing says where to keep the database.
    #[error(
        "database: you have no data folder, so name one, such as sqlite:///var/lib/everynode/everynode.db"
    )]
    NoDataFolder,
    /// Other machines could reach the console, and nobody said they may.
    #[error(
        "listen: {0} can be reached from other machines, and whoever signs in has the rights of your kubeconfig; \
         use 127.0.0.1, or say --allow-remote if that is meant"
    )]
    Remote(ListenAddress),
    /// Two settings contradict each other.
    #[error("{0}")]
    Contradiction(&'static str),
}

/// All settings of `everynode serve`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Whether the sandbox was asked for.
    pub sandbox: bool,
    /// How many nodes it has, if that was said.
    pub sandbox_nodes: Option<SandboxNodes>,
    /// Where it answers `kubectl`.
    pub sandbox_listen: Option<ListenAddress>,
    /// The kubeconfig, if one was named.
    pub kubeconfig: Option<PathBuf>,
    /// The context, if one was named.
    pub context: Option<String>,
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
    /// What the house refuses on top.
    pub policy: PolicyName,
    /// The database, if one was named.
    pub database: Option<String>,
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
        let mut figment = Figment::new();
        match &flags.config {
            Some(file) if !file.is_file() => return Err(ConfigError::NoFile(file.clone())),
            Some(file) => figment = figment.merge(Toml::file_exact(file)),
            None if Path::new(DEFAULT_FILE).is_file() => {
                figment = figment.merge(Toml::file_exact(DEFAULT_FILE));
            }
            None => {}
        }
        let settings: Self = figment
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(|error| ConfigError::Value(describe(&error)))?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), ConfigError> {
        if self.sandbox && (self.kubeconfig.is_some() || self.context.is_some()) {
            return Err(ConfigError::Contradiction(
                "sandbox: the simulated cluster has no kubeconfig; give either --sandbox or --kubeconfig and --context",
            ));
        }
        let listen = self.listen();
        if !listen.0.ip().is_loopback() && !self.allow_remote {
            return Err(ConfigError::Remote(listen));
        }
        Ok(())
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
