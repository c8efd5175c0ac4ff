//! A write of a DaemonSet that is there: recorded before it is sent, done once, and answered with the object.

use axum::response::Response;
use cluster::{MadeObject, WriteOptions, Written};
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use store::{
    audit::{Action, End, Entry},
    idempotency::Answer,
};

use super::{
    OnePath,
    answer::{self, Form},
    repeat::{self, Plan, Settlement, Task},
    trail::Begun,
};
use crate::{
    app::App,
    clusters,
    problem::{Problem, ProblemType},
    sign_in::Identity,
};

/// A change that somebody asked for.
pub(super) struct Change {
    pub(super) app: App,
    pub(super) identity: Identity,
    pub(super) path: OnePath,
    pub(super) action: Action,
    /// The pod of it that it is about; none where it is about the DaemonSet itself.
    pub(super) pod: Option<String>,
    pub(super) dry_run: bool,
    /// How the object is given in the answer.
    pub(super) form: Form,
    /// The names of the Services that it concerns too.
    pub(super) services: Vec<String>,
    /// What was made with it and is concerned too.
    pub(super) companions: Vec<MadeObject>,
}

/// How to send it.
#[derive(Clone, Copy)]
pub(super) struct Sending {
    /// When it was first asked for.
    pub(super) at: Timestamp,
    pub(super) options: WriteOptions,
}

/// What came of it.
pub(super) struct Sent {
    pub(super) result: Result<Written, Problem>,
    /// What came of each object, where not all ended as the request did.
    pub(super) ends: Option<Vec<End>>,
}

impl From<Result<Written, Problem>> for Sent {
    fn from(result: Result<Written, Problem>) -> Self {
        Self { result, ends: None }
    }
}

/// Why it was not done.
struct Refusal {
    problem: Problem,
    /// Whether it may have been done all the same.
    is_open: bool,
}

impl Change {
    /// The cluster.
    ///
    /// # Errors
    ///
    /// There is none of that name.
    pub(super) async fn there(&self) -> Result<clusters::Entry, Problem> {
        self.app
            .clusters
            .get(&self.identity, &self.path.cluster)
            .await
    }

    /// Does it. `says` is what makes the request what it is, beside path and action; `judge` comes to what is sent,
    /// and `send` sends it.
    ///
    /// # Errors
    ///
    /// It is refused, before or after it was sent, or nobody knows what came of it.
    pub(super) async fn run<J, S: Into<Sent>, F: Future<Output = S>>(
        &self,
        headers: &HeaderMap,
        says: &[&str],
        judge: impl Future<Output = Result<J, Problem>>,
        send: impl FnOnce(J, Sending) -> F,
    ) -> Result<Response, Problem> {
        let path = &self.path;
        let mut parts = vec![
            self.action.as_str(),
            &path.cluster,
            &path.namespace,
            &path.name,
            if self.dry_run { "dry run" } else { "" },
            self.form.media_type(),
        ];
        parts.extend_from_slice(says);
        let owner = self.identity.owner();
        let task = match repeat::plan(&self.app, &owner, headers, &parts).await? {
            Plan::Repeat(response) => return Ok(response),
            Plan::Do(task) => task,
        };
        let result = self.attempt(&task, judge, send).await;
        let settlement = match &result {
            Ok(written) => Settlement::Done(Answer {
                status: self.status(written).as_u16(),
                media_type: self.form.media_type().to_owned(),
                body: self.form.write(&written.object),
            }),
            Err(refusal) if refusal.is_open => Settlement::Unknown,
            Err(_) => Settlement::Nothing,
        };
        let result = result.map_err(|refusal| task.advise(refusal.problem));
        task.settle(&self.app, &owner, settlement).await;
        let written = result?;
        let (status, object) = (self.status(&written), &written.object);
        let response = answer::object(status, self.form, object, &written.warnings);
        let version = self.version_after(&written).await;
        Ok(answer::with_version(response, version.as_deref()))
    }

    /// The version of the DaemonSet that this led to, where it was more than tried.
    async fn version_after(&self, written: &Written) -> Option<String> {
        if self.dry_run || self.pod.is_some() {
            return None;
        }
        let object = written.object.to_value();
        if let Some(version) = answer::version_of(&object) {
            return Some(version.to_owned());
        }
        // What is gone has no version; the list that lacks it has.
        let there = self.there().await.ok()?;
        there.cluster.version_now(&self.path.namespace).await
    }

    /// 202 while what was deleted, or its pods, are still going: then the answer is the object and no status.
    pub(super) fn status(&self, written: &Written) -> StatusCode {
        let is_going = || written.object.to_value()["kind"] != "Status";
        if self.action == Action::Delete && is_going() {
            StatusCode::ACCEPTED
        } else {
            StatusCode::OK
        }
    }

    async fn attempt<J, S: Into<Sent>, F: Future<Output = S>>(
        &self,
        task: &Task,
        judge: impl Future<Output = Result<J, Problem>>,
        send: impl FnOnce(J, Sending) -> F,
    ) -> Result<Written, Refusal> {
        let not_sent = |problem| Refusal {
            problem,
            is_open: task.resumes().is_some(),
        };
        let entry = self.path.entry(
            task.id.clone(),
            &self.identity,
            self.action,
            self.pod.as_deref(),
        );
        let how = Sending {
            at: task.resumes().unwrap_or(entry.occurred),
            options: WriteOptions {
                dry_run: self.dry_run,
                resumes: task.resumes(),
            },
        };
        let begun = Begun::new(&self.app, self.dry_run, task, entry).await;
        let judged = match judge.await {
            Ok(judged) => judged,
            Err(problem) => return Err(not_sent(begun.refused(problem).await)),
        };
        let beside = |first: &Entry| {
            let services = self.services.iter();
            let services = services.map(|name| ("Service", &*first.namespace, &**name));
            let companions = self.companions.iter();
            let companions = companions.map(|it| (&*it.kind, &*it.namespace, &*it.name));
            let others = (1..).zip(services.chain(companions));
            others.map(|(place, it)| first.beside(place, it)).collect()
        };
        let recorded = begun.recorded(beside).await.map_err(not_sent)?;
        task.in_time().map_err(not_sent)?;
        let mut ends = None;
        let answered = recorded
            .send(async {
                let Sent { result, ends: each } = send(judged, how).await.into();
                ends = each;
                result
            })
            .await;
        let ended = match ends {
            Some(ends) => answered.end_each(ends).await,
            None => answered.end(|written| self.status(written)).await,
        };
        ended.map_err(|problem| Refusal {
            is_open: problem.kind() == ProblemType::OutcomeUnknown,
            problem,
        })
    }
}
