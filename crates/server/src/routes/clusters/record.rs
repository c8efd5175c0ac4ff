//! The row in the audit trail of a cluster that is added or removed.

use jiff::Timestamp;
use store::audit::{self, Action, Detail, End, Entry, Outcome, Subject};

use crate::{app::App, error_chain::Chain, problem::Problem, sign_in::Identity, told::told};

/// A row that says what begins.
pub(super) struct Row(String);

/// Says what begins. Without its row nothing is done.
///
/// # Errors
///
/// The database cannot be written.
pub(super) async fn begin(
    app: &App,
    identity: &Identity,
    action: Action,
    name: &str,
) -> Result<Row, Problem> {
    let now = Timestamp::now();
    let subject = Subject {
        actor: &identity.actor(),
        action,
        cluster: name,
        namespace: "",
        kind: "Cluster",
        name,
    };
    let entry = Entry::begin(audit::new_id(now), subject, now);
    let id = entry.id.clone();
    app.store.audit().begin(&[entry]).await?;
    Ok(Row(id))
}

impl Row {
    /// Says what came of it.
    pub(super) async fn end(self, app: &App, is_done: bool) {
        let outcome = if is_done {
            Outcome::Done
        } else {
            Outcome::Failed
        };
        self.close(app, outcome, 0, Detail::default()).await;
    }

    /// Says why nothing came of it.
    pub(super) async fn refuse(self, app: &App, problem: &Problem) {
        let (status, detail) = (problem.status().as_u16(), told(&problem.said()));
        self.close(app, Outcome::Refused, status, detail).await;
    }

    async fn close(self, app: &App, outcome: Outcome, status: u16, detail: Detail) {
        let end = End {
            outcome,
            status,
            detail,
        };
        if let Err(error) = app.store.audit().end(&[(self.0, end)]).await {
            tracing::warn!(cause = %Chain(&error), "the audit trail misses what came of a cluster");
        }
    }
}
