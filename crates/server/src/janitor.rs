//! Completes the audit trail: of a write whose answer was lost, or that died with its console, it looks what is there.
//!
//! It reads with the console's own eyes and writes into the trail alone. Rows that nothing is found out about stay
//! `unknown`, which is the truth.

use std::time::Duration;

use cluster::{Finding, Trace};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use store::{
    StoreError,
    audit::{Action, End, Entry, Outcome},
};

use crate::app::App;

/// How long after its beginning no write runs any more: the longest, and as long again for the API server to give up
/// what it has begun.
const SETTLED: Duration = cluster::LONGEST_WRITE.saturating_mul(2);

/// After that it is no longer asked what came of a write: others have changed the cluster since.
const STALE: SignedDuration = SignedDuration::from_hours(24);

/// How many are looked after at a time.
const AT_A_TIME: u32 = 50;

/// Looks after what is open at this time.
///
/// # Errors
///
/// [`StoreError`] if the trail cannot be read or written. The next time does the rest.
pub async fn look_after_writes(app: &App, now: Timestamp) -> Result<(), StoreError> {
    let settled = now - SignedDuration::try_from(SETTLED).unwrap_or(SignedDuration::MAX);
    let died = "The console ended before an answer came.";
    app.store.audit().give_up(settled, died).await?;
    let open = app.store.audit().unknown(now - STALE, settled, AT_A_TIME);
    for entry in open.await? {
        if let Some(end) = find_out(app, &entry).await {
            app.store.audit().end(&[(entry.id, end)]).await?;
        }
    }
    Ok(())
}

/// What came of a write, if that can be seen.
async fn find_out(app: &App, entry: &Entry) -> Option<End> {
    let cluster = &app.clusters.get(&entry.cluster).ok()?.cluster;
    let trace = match entry.action {
        Action::Create => Trace::Created(None),
        Action::Replace | Action::Rollback => Trace::Changed(None),
        Action::Restart => Trace::Restarted,
        Action::Delete => Trace::Deleted,
        Action::SignIn | Action::SignOut | Action::SignOutEverywhere => return None,
    };
    let object = (
        entry.kind.as_str(),
        entry.namespace.as_str(),
        entry.name.as_str(),
    );
    let (outcome, found) = match cluster
        .read_back(object, trace, entry.occurred)
        .await
        .ok()?
    {
        Finding::Done(_) => (Outcome::Done, "it was done"),
        Finding::NotDone => (Outcome::Failed, "it was not done, or has been undone since"),
        Finding::Unclear => return None,
    };
    let status = match entry.status {
        0 => StatusCode::GATEWAY_TIMEOUT.as_u16(),
        answered => answered,
    };
    Some(End {
        outcome,
        status,
        detail: format!("No answer came; looked at later, {found}."),
    })
}
