//! `everynode migrate`

use std::error::Error;

use clap::Args;
use store::Store;

use super::print;
use crate::config;

/// The flags of `everynode migrate`.
#[derive(Args, Debug)]
pub(super) struct MigrateFlags {
    /// `sqlite://FILE` or `postgres://…` [default: a file in your data folder].
    #[arg(
        long,
        env = "EVERYNODE_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    database: Option<String>,

    /// Throw away what is sealed with a lost key: drafts, kept answers, sessions and added clusters. The error at the start names it.
    #[arg(long, value_name = "NAME")]
    forget_key: Option<String>,
}

/// Brings the tables up to date. `serve` does so too at its start; this is for those who want it done before,
/// by another user of the database.
pub(super) fn run(flags: &MigrateFlags) -> Result<(), Box<dyn Error>> {
    let url = match flags.database.as_deref() {
        None | Some("") => config::default_database_url()?,
        Some(url) => url.to_owned(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let store = Store::open(&url).await?;
        let location = store.location().clone();
        if let Some(key) = &flags.forget_key {
            store.forget_key(key).await?;
        }
        store.close().await?;
        print(&format!("The tables of {location} are up to date.\n"))?;
        Ok(())
    })
}
