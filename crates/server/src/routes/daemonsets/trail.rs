//! The audit rows that every write leaves, as the states of a write: [`Begun`], [`Recorded`], [`Answered`].
//!
//! Only what is [`Recorded`] asks the cluster, only what the cluster [`Answered`] is answered to the client, and
//! each state is made of the one before. A row that cannot be written refuses the write: nothing reaches a cluster
//! of which the trail would know nothing. A console that dies in the middle leaves rows that say `begun`, which
//! [`crate::janitor`] completes.
//!
//! None of it keeps the caller waiting for longer than it must: the row is written while the manifest is judged,
//! and the outcome after the answer.

use manifest::{Message, message::console as said};
use std::{future::Future, time::Duration};
use tokio::sync::OwnedRwLockReadGuard;

use futures::future::BoxFuture;
use http::StatusCode;
use store::{
    StoreError,
    audit::{End, Entry, Outcome},
};

use super::repeat::Task;
use crate::{
    app::App,
    error_chain::Chain,
    problem::{Problem, ProblemType},
    told::told,
};

/// How soon a database that does not take the outcome is asked again, and how seldom at last.
const RETRY: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// A write whose row is on its way into the trail.
pub(super) struct Begun {
    app: App,
    rows: Rows,
}

/// The rows of a write that has begun.
enum Rows {
    /// A dry run leaves none.
    None,
    /// That of the object that the write is about.
    New(Box<Entry>, Recording),
    /// Those of the same request, sent before without anybody knowing what came of it.
    Before(Vec<Entry>),
}

/// A write that is on record: it may be sent.
pub(super) struct Recorded {
    app: App,
    entries: Vec<Entry>,
}

/// A write that was sent, and what came of it.
pub(super) struct Answered<T> {
    /// What came of it.
    pub(super) result: Result<T, Problem>,
    on_record: Recorded,
}

/// A row that is being written; none where it is there already.
type Recording = Option<BoxFuture<'static, Result<(), StoreError>>>;

impl Begun {
    /// Begins with the row of the object that the write is about, or with those that are there.
    pub(super) async fn new(app: &App, dry_run: bool, task: &Task, entry: Entry) -> Self {
        let rows = if !task.before.is_empty() {
            Rows::Before(task.before.clone())
        } else if dry_run {
            Rows::None
        } else {
            let (app, row) = (app.clone(), [entry.clone()]);
            let mut recording: BoxFuture<'static, _> =
                Box::pin(async move { app.store.audit().begin(&row).await });
            // Asked now and waited for later: the database works while the manifest is judged.
            let recording = match futures::poll!(recording.as_mut()) {
                std::task::Poll::Ready(Ok(())) => None,
                std::task::Poll::Ready(Err(error)) => Some(Box::pin(async { Err(error) }) as _),
                std::task::Poll::Pending => Some(recording),
            };
            Rows::New(Box::new(entry), recording)
        };
        Self {
            app: app.clone(),
            rows,
        }
    }

    /// Waits until its row is there, with those of the objects that go along with it.
    ///
    /// # Errors
    ///
    /// [`ProblemType::StoreUnavailable`]: the trail does not take it. It must not be sent.
    pub(super) async fn recorded(
        self,
        beside: impl FnOnce(&Entry) -> Vec<Entry>,
    ) -> Result<Recorded, Problem> {
        let (entry, recording) = match self.rows {
            Rows::New(entry, recording) => (*entry, recording),
            Rows::Before(entries) => return Recorded::before(self.app, entries, beside).await,
            Rows::None => {
                return Ok(Recorded {
                    app: self.app,
                    entries: Vec::new(),
                });
            }
        };
        let beside = beside(&entry);
        let written = async {
            if let Some(recording) = recording {
                recording.await?;
            }
            if !beside.is_empty() {
                self.app.store.audit().begin(&beside).await?;
            }
            Ok::<_, StoreError>(())
        };
        // Rows that are there although others are not say `begun`, until they are seen to have been dropped.
        written.await.map_err(not_recorded)?;
        Ok(Recorded {
            app: self.app,
            entries: [vec![entry], beside].concat(),
        })
    }

    /// Says that it was not sent, and why. What was sent before stays as unknown as it is.
    pub(super) async fn refused(self, problem: Problem) -> Problem {
        if let Rows::New(entry, recording) = self.rows {
            let end = outcome_of_problem(&problem);
            let app = self.app.clone();
            let on_record = Recorded {
                app: self.app,
                entries: vec![*entry],
            };
            let guard = app.writes.unrecorded().await;
            app.writes.go_on(async move {
                let recorded = match recording {
                    Some(recording) => recording.await,
                    None => Ok(()),
                };
                match recorded {
                    Ok(()) => on_record.end_holding(vec![end], guard),
                    // It reached no cluster, so the trail lacks nothing that was done.
                    Err(error) => {
                        tracing::error!(cause = %Chain(&error), "a refused write is not in the audit trail");
                    }
                }
            });
        }
        problem
    }
}

impl Recorded {
    /// One that was recorded before, by a request of which nobody knows what came. Where that ended before all its
    /// rows were there, and so before it was sent, the others are added.
    ///
    /// # Errors
    ///
    /// As [`Begun::recorded`].
    async fn before(
        app: App,
        mut entries: Vec<Entry>,
        beside: impl FnOnce(&Entry) -> Vec<Entry>,
    ) -> Result<Self, Problem> {
        // Another console, or this one, may have looked meanwhile and found that it was not done.
        if let Some(first) = entries.first() {
            let begun = app.store.audit().begin_again(&first.request).await;
            begun.map_err(not_recorded)?;
        }
        let all = entries.first().map(beside).unwrap_or_default();
        let missing = all
            .get(entries.len().saturating_sub(1)..)
            .unwrap_or_default();
        if !missing.is_empty() {
            app.store
                .audit()
                .begin(missing)
                .await
                .map_err(not_recorded)?;
            entries.extend_from_slice(missing);
        }
        Ok(Self { app, entries })
    }

    /// Sends it.
    pub(super) async fn send<T>(
        self,
        write: impl Future<Output = Result<T, Problem>>,
    ) -> Answered<T> {
        Answered {
            result: write.await,
            on_record: self,
        }
    }

    /// Says what came of each of its objects; the last of the ends holds for all further ones.
    async fn end(self, ends: Vec<End>) {
        let guard = self.app.writes.unrecorded().await;
        self.end_holding(ends, guard);
    }

    /// As [`Self::end`], for who holds the guard already: asked for twice, the second would wait behind a reader of
    /// the trail who waits for the first.
    fn end_holding(self, ends: Vec<End>, guard: OwnedRwLockReadGuard<()>) {
        let Self { app, entries } = self;
        let Some(last) = ends.last().cloned().filter(|_| !entries.is_empty()) else {
            return;
        };
        let ends: Vec<(String, End)> = entries
            .into_iter()
            .map(|entry| entry.id)
            .zip(ends.into_iter().chain(std::iter::repeat(last)))
            .collect();
        let writes = app.writes.clone();
        writes.go_on(async move {
            let mut guard = Some(guard);
            let mut pause = RETRY.0;
            while let Err(error) = app.store.audit().end(&ends).await {
                // The trail is read meanwhile; it says `begun`, which is true.
                drop(guard.take());
                tracing::error!(cause = %Chain(&error), "what came of a write is not on record");
                if app.stopping.is_cancelled() {
                    return;
                }
                tokio::select! {
                    () = tokio::time::sleep(pause) => pause = (pause * 2).min(RETRY.1),
                    // Once more, then no more.
                    () = app.stopping.cancelled() => {}
                }
            }
        });
    }
}

impl<T> Answered<T> {
    /// Completes its rows: all objects ended as the request did.
    ///
    /// # Errors
    ///
    /// What the cluster refused.
    pub(super) async fn end(self, done: impl FnOnce(&T) -> StatusCode) -> Result<T, Problem> {
        let end = match &self.result {
            Ok(value) => outcome(Outcome::Done, done(value), ""),
            Err(problem) => outcome_of_problem(problem),
        };
        self.on_record.end(vec![end]).await;
        self.result
    }

    /// Completes its rows, each with an end of its own.
    ///
    /// # Errors
    ///
    /// What the cluster refused.
    pub(super) async fn end_each(self, ends: Vec<End>) -> Result<T, Problem> {
        self.on_record.end(ends).await;
        self.result
    }
}

/// What came of a write.
pub(super) fn outcome(outcome: Outcome, status: StatusCode, why: impl Into<Message>) -> End {
    End {
        outcome,
        status: status.as_u16(),
        detail: told(&why.into()),
    }
}

/// What came of a write that is answered with a problem.
pub(super) fn outcome_of_problem(problem: &Problem) -> End {
    let what = match problem.kind() {
        ProblemType::OutcomeUnknown => Outcome::Unknown,
        _ if problem.status().is_client_error() => Outcome::Refused,
        _ => Outcome::Failed,
    };
    outcome(what, problem.status(), problem.said())
}

fn not_recorded(error: StoreError) -> Problem {
    Problem::new(ProblemType::StoreUnavailable, said::not_recorded())
        .retry_after(super::RETRY_SOON)
        .because(error)
}
