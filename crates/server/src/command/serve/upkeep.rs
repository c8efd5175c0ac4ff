//! What is done from time to time while the console runs.

use std::{future::Future, time::Duration};

use jiff::Timestamp;
use store::StoreError;
use tokio::time::{MissedTickBehavior, interval};

use crate::{app::App, error_chain::Chain, janitor, replicas, telemetry};

/// How often it is looked what came of writes without an answer.
const WRITES: Duration = Duration::from_secs(10);

/// How often what has expired is cleared away. It counts for nothing before that either.
const CLEAR: Duration = Duration::from_hours(1);

/// How many rows of the trail one statement deletes; others write meanwhile.
const ROWS_AT_ONCE: u32 = 1000;

/// Runs until it is aborted.
pub(super) async fn run(app: App) {
    let every = |period| {
        let mut interval = interval(period);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        interval
    };
    let mut metrics = every(telemetry::UPKEEP);
    let mut writes = every(WRITES);
    let mut clear = every(CLEAR);
    let mut beat = every(replicas::BEAT);
    let mut others = replicas::Others::default();
    loop {
        tokio::select! {
            _ = metrics.tick() => {
                if let Ok(handle) = telemetry::metrics() {
                    handle.run_upkeep();
                }
            }
            _ = beat.tick() => {
                let looked = others.look(&app.store);
                or_warn("other consoles are not looked after", looked).await;
            }
            _ = writes.tick() => {
                let done = janitor::look_after_writes(&app, Timestamp::now());
                or_warn("writes without an answer are not looked after", done).await;
            }
            _ = clear.tick() => {
                let now = Timestamp::now();
                let sessions = app.store.sessions().delete_expired(now);
                or_warn("expired sessions are not cleared", sessions).await;
                let sign_ins = app.store.sign_ins().delete_expired(now);
                or_warn("sign-ins that never ended are not cleared", sign_ins).await;
                let answers = app.store.delete_expired_answers(now);
                or_warn("old answers are not cleared", answers).await;
                if let Some(retention) = app.audit_retention.duration() {
                    let rows = clear_trail(&app, now - retention);
                    or_warn("old rows of the audit trail are not cleared", rows).await;
                }
            }
        }
    }
}

async fn clear_trail(app: &App, before: Timestamp) -> Result<(), StoreError> {
    let audit = app.store.audit();
    while audit.delete_before(before, ROWS_AT_ONCE).await? == u64::from(ROWS_AT_ONCE) {}
    Ok(())
}

async fn or_warn<T>(what: &str, done: impl Future<Output = Result<T, StoreError>>) {
    if let Err(error) = done.await {
        tracing::warn!(cause = %Chain(&error), "{what}");
    }
}
