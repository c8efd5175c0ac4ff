//! Completes the audit trail: of a write whose answer was lost, or that died with its console, it looks what is there.
//!
//! It reads with the console's own eyes and writes into the trail alone. Rows that nothing is found out about stay
//! `unknown`, which is the truth.

use std::{collections::HashSet, time::Duration};

use cluster::{ClusterError, Finding, Trace};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use manifest::message::trail as said;
use store::{
    StoreError,
    audit::{Action, End, Entry, Outcome},
};

use crate::{app::App, told::told};

/// How long after its beginning no write runs any more: the longest, and as long again for the API server to give up
/// what it has begun.
const SETTLED: Duration = cluster::LONGEST_WRITE.saturating_mul(2);

/// After that it is no longer asked what came of a write: others have changed the cluster since.
const STALE: SignedDuration = SignedDuration::from_hours(24);

/// How many are read at a time.
const AT_A_TIME: u32 = 50;

/// How often, at most, for each time that it is looked.
const PAGES: usize = 20;

/// Looks after what is open at this time.
///
/// # Errors
///
/// [`StoreError`] if the trail cannot be read or written. The next time does the rest.
pub async fn look_after_writes(app: &App, now: Timestamp) -> Result<(), StoreError> {
    let settled = now - SignedDuration::try_from(SETTLED).unwrap_or(SignedDuration::MAX);
    let died = told(&said::died());
    app.store.audit().give_up(settled, &died).await?;
    let span = (now - STALE, settled);
    let mut after: Option<String> = None;
    let mut away = HashSet::new();
    // Page by page: those of which nothing is found out keep nobody behind them waiting.
    for _ in 0..PAGES {
        let open = app
            .store
            .audit()
            .unknown(span, after.as_deref(), AT_A_TIME)
            .await?;
        let Some(last) = open.last() else { break };
        after = Some(last.id.clone());
        for entry in open {
            if away.contains(&entry.cluster) {
                continue;
            }
            match find_out(app, &entry).await {
                Ok(Some(end)) => app.store.audit().end(&[(entry.id, end)]).await?,
                // It does not answer; the next time it may.
                Err(error) if error.code().is_none() => {
                    away.insert(entry.cluster);
                }
                Ok(None) | Err(_) => {}
            }
        }
    }
    Ok(())
}

/// What came of a write, if that can be seen.
///
/// # Errors
///
/// It cannot be looked at. See [`ClusterError`].
async fn find_out(app: &App, entry: &Entry) -> Result<Option<End>, ClusterError> {
    let Ok(there) = app.clusters.of_the_console(&entry.cluster).await else {
        return Ok(None);
    };
    let trace = match entry.action {
        Action::Create => Trace::Created(None),
        Action::Replace | Action::Rollback => Trace::Changed(None),
        Action::Restart => Trace::Restarted,
        Action::Delete => Trace::Deleted,
        Action::SignIn | Action::SignOut | Action::SignOutEverywhere => return Ok(None),
    };
    let object = (
        entry.kind.as_str(),
        entry.namespace.as_str(),
        entry.name.as_str(),
    );
    let found = there.cluster.read_back(object, trace, entry.occurred);
    let (outcome, found) = match found.await? {
        Finding::Done(_) => (Outcome::Done, said::found_done()),
        Finding::NotDone(_) => (Outcome::Failed, said::found_undone()),
        Finding::Unclear => return Ok(None),
    };
    let status = match entry.status {
        0 => StatusCode::GATEWAY_TIMEOUT.as_u16(),
        answered => answered,
    };
    Ok(Some(End {
        outcome,
        status,
        detail: told(&found),
    }))
}
