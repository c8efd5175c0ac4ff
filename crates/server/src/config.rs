//! The settings: flags, `EVERYNODE_…` variables and `everynode.toml`, in this order of precedence.

mod environment;
mod fetch_host;
mod file;
mod flags;
mod oidc;
mod per_minute;
mod proxies;
mod public_url;
mod reference;
mod retention;
mod session_times;
mod settings;
mod values;

pub use environment::complaint as environment_complaint;
pub use fetch_host::{FetchHost, ImageRegistry, OrNone, usual_fetch_hosts};
pub use flags::{OidcFlags, SECRETS, Secret, ServeFlags};
pub use oidc::{ClientSecret, InsideUrl, IssuerUrl};
pub use per_minute::PerMinute;
pub use proxies::TrustedProxy;
pub use public_url::PublicUrl;
pub use reference::example as example_file;
pub use retention::AuditRetention;
pub use session_times::{SessionTime, SessionTimes};
pub use settings::{ConfigError, Settings};
pub use values::{
    Host, ListenAddress, LocalToken, LogFormat, PolicyName, Replicas, SandboxClusters,
    SandboxNodes, SealKeysText, WayToCluster,
};

/// The name among these that is most like another one, where one is like it at all.
fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a String>) -> Option<&'a str> {
    let likeness = |other: &str| strsim::normalized_damerau_levenshtein(name, other);
    let known = known
        .into_iter()
        .map(|other| (likeness(other), other.as_str()));
    let (likeness, nearest) = known.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (likeness > 0.8).then_some(nearest)
}

/// The database where none is named: a file in the user's data folder.
///
/// # Errors
///
/// The user has no home folder, which only happens in stripped-down containers.
pub fn default_database_url() -> Result<String, ConfigError> {
    use etcetera::BaseStrategy as _;

    let folders = etcetera::choose_base_strategy().map_err(|_| ConfigError::NoDataFolder)?;
    let file = folders.data_dir().join("everynode").join("everynode.db");
    Ok(store::Location::url_of_file(&file))
}
