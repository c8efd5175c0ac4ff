//! Whether a write was done of which no answer came: by what it must have left behind.

use http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::finding::{COARSENESS, Finding, Trace};
use super::{READ_BACK_TIMEOUT, Stored, WriteOptions, Written};
use crate::{
    Cluster,
    error::ClusterError,
    resource::{DAEMON_SET, POD, Resource, SERVICE},
    rest::{CALL_TIMEOUT, Call},
    transport::Transport,
};

/// What is to be done with a write that may have been sent before.
pub(super) enum Resumed {
    /// Nothing, for it was done.
    Done(Written),
    /// It has to be sent. With the `metadata.uid` of the object that is there, where that is known.
    ToSend(Option<String>),
}

/// A write that was sent: at which object, what it should have left behind, and when it began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent<'a> {
    pub(super) resource: &'a Resource,
    pub(super) namespace: &'a str,
    pub(super) name: &'a str,
    pub(super) trace: Trace<'a>,
    pub(super) since: Timestamp,
}

impl Cluster {
    /// Looks for what a write should have left behind, for those who only want to know: with the console's own
    /// eyes, and only to complete the audit trail.
    ///
    /// # Errors
    /// It cannot be looked at. See [`ClusterError`].
    pub async fn read_back(
        &self,
        (kind, namespace, name): (&str, &str, &str),
        trace: Trace<'_>,
        since: Timestamp,
    ) -> Result<Finding, ClusterError> {
        if name.is_empty() {
            return Ok(Finding::Unclear);
        }
        // Of most kinds the trail knows the name alone.
        let found = match [&DAEMON_SET, &POD, &SERVICE]
            .into_iter()
            .find(|it| it.kind() == kind)
        {
            Some(known) => Some(known.clone()),
            None => self.discovery().of_name(self.transport(), kind).await?,
        };
        let Some(resource) = found else {
            return Ok(Finding::Unclear);
        };
        let sent = Sent {
            resource: &resource,
            namespace,
            name,
            trace,
            since,
        };
        sent.find(self.transport()).await
    }
}

impl Sent<'_> {
    /// Sends it, unless it was sent before and done.
    ///
    /// # Errors
    /// The API server refused it, or [`ClusterError::OutcomeUnknown`].
    pub(super) async fn send(
        self,
        transport: &Transport,
        operation: &str,
        call: Call,
        options: WriteOptions,
    ) -> Result<Written, ClusterError> {
        match self.resume(transport, operation, options).await? {
            Resumed::Done(done) => Ok(done),
            Resumed::ToSend(_) => self.send_now(transport, operation, call, options).await,
        }
    }

    /// Sends it.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub(super) async fn send_now(
        self,
        transport: &Transport,
        operation: &str,
        call: Call,
        options: WriteOptions,
    ) -> Result<Written, ClusterError> {
        let answer = call.send(transport).await.map(Written::from);
        if options.dry_run {
            return answer;
        }
        self.settle(transport, operation, answer).await
    }

    /// What is there of it, where it was sent before.
    ///
    /// # Errors
    /// What is there does not tell ([`ClusterError::OutcomeUnknown`]).
    pub(super) async fn resume(
        self,
        transport: &Transport,
        operation: &str,
        options: WriteOptions,
    ) -> Result<Resumed, ClusterError> {
        let Some(since) = options.resumes.filter(|_| !options.dry_run) else {
            return Ok(Resumed::ToSend(None));
        };
        match (Self { since, ..self }).find(transport).await {
            Ok(Finding::Done(object)) => Ok(Resumed::Done(found(object))),
            Ok(Finding::NotDone(uid)) => Ok(Resumed::ToSend(uid)),
            // The API server refuses it where the object is another one by now.
            Ok(Finding::Unclear) if self.names_a_version() => Ok(Resumed::ToSend(None)),
            Ok(Finding::Unclear) => {
                let unclear = ClusterError::TimedOut {
                    operation: operation.to_owned(),
                    after: CALL_TIMEOUT,
                };
                Err(unclear.into_unknown(operation))
            }
            Err(error) => Err(error.into_unknown(operation)),
        }
    }

    /// Whether it is of one version of the object alone.
    fn names_a_version(&self) -> bool {
        let Trace::Changed(Some(sent)) = self.trace else {
            return false;
        };
        sent["metadata"]["resourceVersion"].is_string()
    }

    /// What came of it, as far as can be known: an answer, or what is there where no answer came.
    ///
    /// # Errors
    /// The API server refused it, or [`ClusterError::OutcomeUnknown`].
    pub(super) async fn settle(
        self,
        transport: &Transport,
        operation: &str,
        answer: Result<Written, ClusterError>,
    ) -> Result<Written, ClusterError> {
        let error = match answer {
            Err(error) if error.leaves_open() => error,
            answer => return answer,
        };
        match self.find(transport).await {
            Ok(Finding::Done(object)) => Ok(found(object)),
            Ok(Finding::NotDone(_)) if error.is_last_word() => Err(error),
            Ok(_) | Err(_) => Err(error.into_unknown(operation)),
        }
    }

    /// Looks at the object.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) async fn find(self, transport: &Transport) -> Result<Finding, ClusterError> {
        let operation = format!("read back the {}", self.resource.kind());
        let path = self.resource.object(self.namespace, self.name);
        let read = Call::new(operation, Method::GET, path)
            .timeout(READ_BACK_TIMEOUT)
            .read_dated::<Value>(transport)
            .await;
        let now = Timestamp::now();
        Ok(match read {
            Ok((object, date)) => {
                let skew = date.map_or(SignedDuration::ZERO, |date| date.duration_since(now));
                let since = self.since + skew - COARSENESS;
                self.trace.judge(object, self.since, since)
            }
            Err(ClusterError::Refused { code: 404, .. }) => match self.trace {
                Trace::Deleted => Finding::Done(None),
                Trace::Created(_) => Finding::NotDone(None),
                Trace::Changed(_) | Trace::Restarted => Finding::Unclear,
            },
            Err(error) => return Err(error),
        })
    }
}

/// What was found in place of an answer. To a deletion that is done at once the API server answers with a status.
fn found(object: Option<Stored>) -> Written {
    let status = || {
        let status = serde_json::json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
        });
        status.into()
    };
    Written {
        object: object.unwrap_or_else(status),
        warnings: Vec::new(),
    }
}
