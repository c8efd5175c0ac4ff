//! The settings: flags, `EVERYNODE_…` variables and `everynode.toml`, in this order of precedence.

mod fetch_host;
mod file;
mod flags;
mod retention;
mod session_times;
mod settings;
mod values;

pub use fetch_host::FetchHost;
pub use flags::ServeFlags;
pub use retention::AuditRetention;
pub use session_times::{SessionTime, SessionTimes};
pub use settings::{ConfigError, Settings};
pub use values::{
    Host, ListenAddress, LocalToken, LogFormat, PolicyName, PublicUrl, SandboxClusters,
    SandboxNodes, SealKeysText,
};

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
