//! The audit row that every write leaves: there before the cluster is asked, complete after the answer.

use axum::response::Response;
use cluster::Written;
use http::StatusCode;
use jiff::Timestamp;
use store::audit::{Entry, Outcome, Subject};
use tokio::sync::{OwnedRwLockReadGuard, oneshot};

use super::answer::{self, Form};
use crate::{app::App, error_chain::Chain, problem::Problem};

/// A write that has begun.
///
/// A console that dies in the middle leaves a row that says `begun`: the trail misses nothing that may have
/// reached the cluster. Neither row keeps the caller waiting: the first is written while the manifest is
/// judged, the second after the answer.
pub(super) struct Write {
    app: App,
    /// None for a dry run, which leaves no row.
    row: Option<Row>,
}

struct Row {
    written: oneshot::Receiver<()>,
    end: oneshot::Sender<End>,
}

/// What came of a write, and the guard that says it is not on record yet.
struct End(Outcome, OwnedRwLockReadGuard<()>);

impl Write {
    /// Begins the row of a write.
    pub(super) async fn begin(app: &App, dry_run: bool, subject: Subject<'_>) -> Self {
        let row = (!dry_run).then(|| {
            let (written_sender, written) = oneshot::channel();
            let (end, end_receiver) = oneshot::channel();
            let entry = Entry::begin(subject, Timestamp::now());
            app.writes
                .go_on(keep(app.clone(), entry, written_sender, end_receiver));
            Row { written, end }
        });
        if row.is_some() {
            // A task that was just begun waits for its thread: let it ask the database before the manifest
            // is judged there.
            tokio::task::yield_now().await;
        }
        Self {
            app: app.clone(),
            row,
        }
    }

    /// Waits until the row is there; to be called before the cluster is asked.
    pub(super) async fn is_on_record(&mut self) {
        if let Some(row) = &mut self.row {
            // Dropped without a word: the database does not answer, which is logged where it is asked.
            let _ = (&mut row.written).await;
        }
    }

    /// Says what came of it.
    pub(super) async fn end<T>(self, done_status: StatusCode, result: &Result<T, Problem>) {
        let Some(row) = self.row else { return };
        let (outcome, status, detail) = match result {
            Ok(_) => ("done", done_status, ""),
            Err(problem) if problem.status().is_client_error() => {
                ("refused", problem.status(), problem.detail())
            }
            Err(problem) => ("failed", problem.status(), problem.detail()),
        };
        let outcome = Outcome {
            outcome,
            status: status.as_u16(),
            detail: detail.to_owned(),
        };
        let guard = self.app.writes.unrecorded().await;
        // It fails only where the runtime is gone, and with it the database.
        let _ = row.end.send(End(outcome, guard));
    }

    /// Says what came of a change of an object that exists, and answers with it.
    ///
    /// # Errors
    ///
    /// It was refused.
    pub(super) async fn answer(
        self,
        form: Form,
        result: Result<Written, Problem>,
    ) -> Result<Response, Problem> {
        self.end(StatusCode::OK, &result).await;
        let written = result?;
        Ok(answer::object(
            StatusCode::OK,
            form,
            &written.object,
            &written.warnings,
        ))
    }
}

/// Keeps the row as it begins and as it ends. That this fails is logged and does not change the answer: what
/// the cluster has done is done.
async fn keep(
    app: App,
    mut entry: Entry,
    written: oneshot::Sender<()>,
    end: oneshot::Receiver<End>,
) {
    put(&app, &entry).await;
    // The write may have ended already, refused before the cluster was asked.
    let _ = written.send(());
    if let Ok(End(outcome, guard)) = end.await {
        entry.end(outcome);
        put(&app, &entry).await;
        drop(guard);
    }
}

async fn put(app: &App, entry: &Entry) {
    if let Err(error) = app.store.audit().put(entry).await {
        tracing::error!(
            cause = %Chain(&error),
            action = entry.action,
            cluster = entry.cluster,
            namespace = entry.namespace,
            name = entry.name,
            outcome = entry.outcome,
            "a write is missing in the audit trail"
        );
    }
}
