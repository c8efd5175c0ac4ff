//! The audit row that every write leaves.

use axum::response::Response;
use cluster::Written;
use http::StatusCode;
use jiff::Timestamp;
use store::audit::Record;

use super::answer::{self, Form};
use crate::{app::App, error_chain::Chain, problem::Problem, sign_in::Identity};

/// A write that is going on.
pub(super) struct Write<'a> {
    pub(super) app: &'a App,
    pub(super) identity: &'a Identity,
    pub(super) action: &'static str,
    pub(super) cluster: &'a str,
    pub(super) namespace: &'a str,
    pub(super) name: &'a str,
}

impl Write<'_> {
    /// Records what came of a change of an object that exists, unless it was a dry run, and answers with it.
    ///
    /// # Errors
    ///
    /// It was refused.
    pub(super) async fn answer(
        &self,
        form: Form,
        dry_run: bool,
        result: Result<Written, Problem>,
    ) -> Result<Response, Problem> {
        if !dry_run {
            self.record(StatusCode::OK.as_u16(), &result).await;
        }
        let written = result?;
        Ok(answer::object(
            StatusCode::OK,
            form,
            &written.object,
            &written.warnings,
        ))
    }

    /// Records what came of it. That this fails is logged and does not change the answer: what the cluster
    /// has done is done.
    pub(super) async fn record<T>(&self, done_status: u16, result: &Result<T, Problem>) {
        let (outcome, status, detail) = match result {
            Ok(_) => ("done", done_status, ""),
            Err(problem) if problem.status().is_client_error() => {
                ("refused", problem.status().as_u16(), problem.detail())
            }
            Err(problem) => ("failed", problem.status().as_u16(), problem.detail()),
        };
        let record = Record {
            actor: &self.identity.user,
            action: self.action,
            cluster: self.cluster,
            namespace: self.namespace,
            name: self.name,
            outcome,
            status,
            detail,
        };
        let recorded = self
            .app
            .store
            .audit()
            .record(record, Timestamp::now())
            .await;
        if let Err(error) = recorded {
            tracing::error!(
                cause = %Chain(&error),
                action = self.action,
                cluster = self.cluster,
                namespace = self.namespace,
                name = self.name,
                "a write is missing in the audit trail"
            );
        }
    }
}
