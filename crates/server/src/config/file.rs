//! The files with settings, and how far each is trusted.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use figment::{
    Figment, Provider as _,
    providers::{Data, Format as _, Toml},
};

use super::ConfigError;

/// The name of the files that are read where no other is named.
const NAME: &str = "everynode.toml";

/// What a file may say that merely lies in the working folder. Whoever unpacks an archive or clones a repository
/// and starts the console in it has not read what came along; and a kubeconfig runs commands, a database gets the
/// drafts, a token lets in who knows it.
const HARMLESS: [&str; 9] = [
    "listen",
    "log",
    "log_format",
    "policy",
    "sandbox",
    "sandbox_clusters",
    "sandbox_listen",
    "sandbox_nodes",
    "sandbox_users",
];

/// The settings of the files: of the one that is named, else of the user's own and of the working folder's, which
/// counts more.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) settings: Figment,
    /// What the working folder's file says that it may not.
    untrusted: Vec<String>,
}

impl Files {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// The file that is named is not there.
    pub(super) fn read(named: Option<&Path>) -> Result<Self, ConfigError> {
        if let Some(file) = named {
            return if file.is_file() {
                Ok(Self {
                    settings: Figment::from(Toml::file_exact(file)),
                    untrusted: Vec::new(),
                })
            } else {
                Err(ConfigError::NoFile(file.to_owned()))
            };
        }
        let mut settings = Figment::new();
        if let Some(file) = users_own().filter(|file| file.is_file()) {
            settings = settings.merge(Toml::file_exact(file));
        }
        let mut untrusted = Vec::new();
        if Path::new(NAME).is_file() {
            let file = Toml::file_exact(NAME);
            untrusted = keys(&file)
                .into_iter()
                .filter(|key| !HARMLESS.contains(&key.as_str()))
                .collect();
            settings = settings.merge(file);
        }
        Ok(Self {
            settings,
            untrusted,
        })
    }

    /// Refuses what the working folder's file may not say. Asked after all else is known to be right, so that a
    /// mistyped key is called that.
    ///
    /// # Errors
    ///
    /// It says such a thing.
    pub(super) fn trust(self) -> Result<(), ConfigError> {
        if self.untrusted.is_empty() {
            Ok(())
        } else {
            Err(ConfigError::Untrusted {
                keys: self.untrusted.join(", "),
            })
        }
    }
}

fn users_own() -> Option<PathBuf> {
    use etcetera::BaseStrategy as _;

    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("everynode").join(NAME))
}

/// The keys of a file; none of one that cannot be read, which is said elsewhere.
fn keys(file: &Data<Toml>) -> Vec<String> {
    let profiles = file.data().unwrap_or_default();
    profiles
        .into_values()
        .flat_map(BTreeMap::into_keys)
        .collect()
}
