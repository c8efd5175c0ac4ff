//! The audit row that every write leaves: there before the cluster is asked, complete after the answer.

use axum::response::Response;
use cluster::Written;
use futures::future::BoxFuture;
use http::StatusCode;
use jiff::Timestamp;
use store::audit::{Entry, Outcome, Subject};

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
    entry: Entry,
    /// What is still to be waited for until the row is there.
    begun: Option<BoxFuture<'static, ()>>,
}

impl Write {
    /// Begins the row of a write.
    pub(super) async fn begin(app: &App, dry_run: bool, subject: Subject<'_>) -> Self {
        let row = if dry_run {
            None
        } else {
            let entry = Entry::begin(subject, Timestamp::now());
            let mut begun: BoxFuture<'static, ()> = Box::pin(put(app.clone(), entry.clone()));
            // Asked now and waited for later: the database works while the manifest is judged.
            let is_there = futures::poll!(begun.as_mut()).is_ready();
            let begun = (!is_there).then_some(begun);
            Some(Row { entry, begun })
        };
        Self {
            app: app.clone(),
            row,
        }
    }

    /// Waits until the row is there; to be called before the cluster is asked.
    pub(super) async fn is_on_record(&mut self) {
        if let Some(row) = &mut self.row {
            row.is_there().await;
        }
    }

    /// Says what came of it.
    pub(super) async fn end<T>(self, done_status: StatusCode, result: &Result<T, Problem>) {
        let Some(mut row) = self.row else { return };
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
        let app = self.app.clone();
        self.app.writes.go_on(async move {
            // The write may have ended before the cluster was asked.
            row.is_there().await;
            row.entry.end(outcome);
            put(app, row.entry).await;
            drop(guard);
        });
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

impl Row {
    async fn is_there(&mut self) {
        if let Some(begun) = self.begun.take() {
            begun.await;
        }
    }
}

/// Keeps a row. That this fails is logged and does not change the answer: what the cluster has done is done.
async fn put(app: App, entry: Entry) {
    if let Err(error) = app.store.audit().put(&entry).await {
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
