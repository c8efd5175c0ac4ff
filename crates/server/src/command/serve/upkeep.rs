//! What is done from time to time while the console runs.

use std::time::Duration;

use jiff::Timestamp;
use store::Store;

use crate::{error_chain::Chain, telemetry};

/// How often expired sessions are cleared away. They count for nothing before that either.
const CLEAR_SESSIONS: Duration = Duration::from_hours(1);

/// Runs until it is aborted.
pub(super) async fn run(store: Store) {
    let mut metrics = tokio::time::interval(telemetry::UPKEEP);
    let mut sessions = tokio::time::interval(CLEAR_SESSIONS);
    loop {
        tokio::select! {
            _ = metrics.tick() => {
                if let Ok(handle) = telemetry::metrics() {
                    handle.run_upkeep();
                }
            }
            _ = sessions.tick() => {
                if let Err(error) = store.sessions().delete_expired(Timestamp::now()).await {
                    tracing::warn!(cause = %Chain(&error), "expired sessions are not cleared");
                }
            }
        }
    }
}
